export type VerificationStatus = 'authorized' | 'refused' | 'inconclusive' | 'not_attempted';

/** What to do about it: one sentence or two, and commands that can be pasted. */
export type Fix = { readonly text: string; readonly commands: readonly string[] };

/** Facts that cannot be secret; each is ours or the caller's own, never a target's, the SDK's or a secret's text. */
export type Where = {
  /** JSON Pointer from the request's root. */
  readonly pointer?: string;
  /** Position in that field's text, UTF-16 units. */
  readonly offset?: number;
  readonly arn?: string;
  readonly keyName?: string;
  /** Name of the connector, as people know it. */
  readonly connector?: string;
  /** `host` or `host:port`, port only where it is not the connector's default. */
  readonly host?: string;
  readonly httpStatus?: number;
  /** When asking again is of use; whole seconds, at least 1. */
  readonly retryAfterSeconds?: number;
  /** What was found instead: a JSON type name, an AWS service name, a path of ours. Never a value. */
  readonly found?: string;
  /** What was expected, or the limit with its unit: "256 KiB". */
  readonly expected?: string;
  /** The text to write instead. */
  readonly rewrite?: string;
  /** The ARN of the secret that has the name of a missing one by now; the same but for its suffix. */
  readonly successor?: string;
  /** The stage of a rehearsal; absent where the current version was asked for. */
  readonly stage?: 'AWSPENDING';
  /** The whole `connection-hosts` (or `connection-projects`) value that would allow this. */
  readonly tag?: { readonly key: string; readonly value: string };
  /** Our own sentence from the connector's rule. */
  readonly hint?: string;
};

type Wording = { readonly message: (at: Where) => string; readonly fix?: (at: Where) => Fix };
export type VerdictRow = Wording & { readonly status: VerificationStatus; readonly retryable: boolean };
export type ProblemRow = Wording & { readonly httpStatus: number };
