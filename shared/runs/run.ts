import type { VerificationStatus } from '../errors.ts';
import type { ConnectionState } from '../connections/stored-connection.ts';

/** All that is given holds, as in the list of connections. */
export type RunSelector = {
  readonly project?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly connector?: string;
  readonly state?: ConnectionState;
  readonly secretArn?: string;
  readonly ids?: readonly string[];
};

/** `bulk` is asked for by a caller, `rotation` begins when a secret has a new current version, `rehearsal` tries a version before it is current. */
export type RunKind = 'bulk' | 'rotation' | 'rehearsal';

/** `gathering`: more connections may join it. A cancelled run begins no further test; what is under way ends. */
export type RunState = 'gathering' | 'running' | 'cancelled' | 'done';

/** `skipped`: deleted, moved out of the selector or disabled between its gathering and its turn; or the run was cancelled before. */
export type RunOutcome = VerificationStatus | 'skipped';
export type RunCounts = Readonly<Record<RunOutcome, number>>;

/** Many connections verified once each. Times are ISO 8601 in UTC. */
export type Run = {
  /** run_ and 32 hexadecimal digits; the same ones for the same version of a rotated secret. */
  readonly id: string;
  readonly kind: RunKind;
  /** The projects it may reach; null: all of them, for a rotation and for a caller who has all. */
  readonly projects: readonly string[] | null;
  /** The subject of the caller; `secretsmanager` for a rotation. */
  readonly caller: string;
  readonly selector: RunSelector;
  /** The run whose failed connections it takes up again, instead of a selector of its own. */
  readonly retryOf: string | null;
  /** The secret it is about; `movedAt` is when its label moved, `versionId` null where it is not known before it is read. */
  readonly secret: { readonly arn: string; readonly versionId: string | null; readonly movedAt: string | null } | null;
  readonly createdAt: string;
  readonly state: RunState;
  readonly finishedAt: string | null;
  /** Connections gathered so far. */
  readonly total: number;
  readonly counts: RunCounts;
};

/** What came of one connection. */
export type MemberEnd = { readonly outcome: RunOutcome; readonly code: string | null; readonly verificationId: string | null; readonly at: string };
export type RunMember = { readonly connectionId: string; readonly project: string; readonly end: MemberEnd | null };
