import type { StorePage } from '../connections/connection-store.ts';
import type { ProblemCode, VerdictCode, VerificationStatus } from '../errors.ts';
import type { Verification } from './verification.ts';

/** A secret that is about to be used; `key` and `field` are null where the secret is not read for a field. */
export type IntendedUse = { readonly arn: string; readonly key: string | null; readonly field: string | null };

/** Who is about to use which secrets for what, and towards which hosts. Holds no value. */
export type Intent = {
  /** ver_ and 32 hexadecimal digits; that of the verification, if it becomes one. */
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly action: 'test' | 'list_keys' | 'test_store';
  /** The subject of the caller. */
  readonly caller: string;
  readonly project: string;
  readonly connectionId: string | null;
  readonly connector: string | null;
  readonly method: string | null;
  /** "jira.example.com:8443" */
  readonly hosts: readonly string[];
  readonly secrets: readonly IntendedUse[];
};

/** What a test knows of its own intent: all but who is behind it. */
export type TestIntent = Omit<Intent, 'action' | 'caller'>;

export type AuditResult = {
  readonly status: VerificationStatus;
  readonly code: VerdictCode | ProblemCode;
  readonly httpStatus: number | null;
  readonly versionIds: readonly string[];
};
/** `result` is null while it is under way, and for good where the function died. */
export type AuditEntry = Intent & { readonly result: AuditResult | null };

/** What an entry is found by. */
export type EntryName = Pick<Intent, 'id' | 'at' | 'connectionId' | 'project'>;

/** `taken`: the claimer does what was intended. Nobody else does: it has an end, somebody is at it, or whoever was is overdue. */
export type VerificationClaim = 'taken' | 'ended' | 'held' | 'interrupted';

/** `next` of both is opaque, at most 380 characters; null on the last page. */
export type HistoryPage = { readonly items: readonly Verification[]; readonly next: string | null };
export type AuditPage = { readonly items: readonly AuditEntry[]; readonly next: string | null };
export type AuditFilter = { readonly project: string; readonly secretArn?: string; readonly connectionId?: string; readonly caller?: string };

/** Every use of a secret and what came of it, one entry each: audit and history at once. Entries are added, ended once, and never changed otherwise. */
export type VerificationStore = {
  /** To be awaited before any of its secrets is used. @throws whatever kept it from being written */
  begin(intent: Intent): Promise<void>;
  /**
   * Begins an entry that several may come to begin under the same `id` and `at`: one of them has it, until `leaseUntilMs`. Whoever
   * first finds it overdue ends it as `interrupted`. To be awaited like `begin`. @throws whatever kept it from being written
   */
  claim(intent: Intent, leaseUntilMs: number): Promise<VerificationClaim>;
  /** Ends an entry as `interrupted` that whoever claimed it left overdue, and begins none: `nothing` where nobody has it. @throws whatever kept it from being written */
  interrupt(entry: EntryName): Promise<Exclude<VerificationClaim, 'taken'> | 'nothing'>;
  /** Gives back what was claimed until `leaseUntilMs`, since nothing was sent: whoever claims it next takes it. Changes nothing once it has ended, or another has it. */
  release(intent: Intent, leaseUntilMs: number): Promise<void>;
  /** The first end stays, and who comes with another is `late`. Writes the whole entry where it was never begun: then nothing was used. */
  end(intent: Intent, result: AuditResult, verification: Verification | null): Promise<'ended' | 'late'>;
  /** The verification of an entry of a stored connection, as last acknowledged; null until it has ended, and where it ended without one. */
  read(entry: EntryName): Promise<Verification | null>;
  /**
   * The verifications of a stored connection that have ended, newest first, none older than the retention of history.
   * @throws RequestError `schema_invalid` for an `after` that is not of this store
   */
  history(connectionId: string, page: StorePage): Promise<HistoryPage>;
  /**
   * The entries of one project, newest first, whether their connection still exists or not.
   * @throws RequestError `schema_invalid` for an `after` that is not of this store
   */
  audit(filter: AuditFilter, page: StorePage): Promise<AuditPage>;
};
