import type { Fix, ProblemCode, VerdictCode, VerificationStatus } from '../errors.ts';
import type { WarningCode } from '../errors/value-warnings.ts';

export type StepName = 'find_masks' | 'bind' | 'fetch_secrets' | 'guard' | 'token' | 'probe' | 'close';

export type SecretUse = {
  readonly arn: string;
  readonly key: string;
  /** JSON Pointer of the field that held the mask. */
  readonly field: string;
  readonly versionId: string;
  readonly versionStage: string;
};

/** What is odd about the value of a field: one fixed sentence. */
export type ValueWarning = { readonly pointer: string; readonly code: WarningCode; readonly message: string };

/** One probe's record, as answered and stored. Holds no secret value and no text of the target. */
export type Verification = {
  readonly id: string;
  readonly connectionId: string | null;
  readonly connector: string;
  readonly method: string | null;
  readonly status: VerificationStatus;
  readonly code: VerdictCode | ProblemCode;
  readonly message: string;
  readonly fix: Fix | null;
  readonly retryable: boolean;
  readonly target: { readonly host: string; readonly httpStatus: number | null } | null;
  /** Whom the credentials belong to, in the vendor's own words: the one text of a target that is kept; null where none may be. */
  readonly identity: string | null;
  readonly secrets: readonly SecretUse[];
  readonly steps: readonly { readonly name: StepName; readonly ms: number }[];
  readonly startedAt: string;
  readonly durationMs: number;
  /** For who may use the secrets, where the test speaks against their values; never stored. */
  readonly warnings?: readonly ValueWarning[];
  /** false where the result could not be written to the connection's history and standing; it is answered all the same. */
  readonly recorded?: boolean;
};
