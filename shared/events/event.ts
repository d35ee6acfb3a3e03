import type { RunCounts } from '../runs/run.ts';
import type { ConnectionState } from '../connections/stored-connection.ts';

/** A connection has come to stand elsewhere. Ids and codes; no value, no field. */
export type StatusChange = {
  /** The same one whenever the same transition is told again. */
  readonly id: string;
  readonly connectionId: string;
  readonly project: string;
  readonly connector: string;
  readonly from: ConnectionState;
  readonly to: ConnectionState;
  /** The code of the verdict; null where an edit voided it. */
  readonly code: string | null;
  readonly at: string;
};

/** What came of all connections that use a secret after it got a new current version. */
export type RotationSummary = {
  readonly runId: string;
  readonly secretArn: string;
  readonly versionId: string;
  readonly total: number;
  readonly counts: RunCounts;
  /** From the moment the label moved to the last verdict. */
  readonly seconds: number;
};

/** `rehearsal` and `bulk` runs. */
export type RunSummary = { readonly runId: string; readonly kind: 'bulk' | 'rehearsal'; readonly total: number; readonly counts: RunCounts };

/** Something about a secret in use that its owner should see to, before connections break or since they have. */
export type SecretNotice = {
  readonly secretArn: string;
  readonly finding: 'pending_deletion' | 'not_found' | 'recreated' | 'stage_missing' | 'rotation_overdue';
  /** The ARN under which a secret of this name exists now; for `recreated`. */
  readonly newArn: string | null;
  readonly connections: number;
  readonly at: string;
};

export type ProductEvent =
  | { readonly type: 'Connection Status Changed'; readonly detail: StatusChange }
  | { readonly type: 'Secret Rotation Verified'; readonly detail: RotationSummary }
  | { readonly type: 'Verification Run Finished'; readonly detail: RunSummary }
  | { readonly type: 'Secret Needs Attention'; readonly detail: SecretNotice };

/** Where the product tells what happened. */
export type EventBus = {
  /** At most ten. @throws whatever kept one of them from being taken */
  publish(events: readonly ProductEvent[]): Promise<void>;
};
