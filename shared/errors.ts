import { PROBLEMS } from './errors/problems.ts';
import { TARGET_VERDICTS } from './errors/target-verdicts.ts';
import { UNSENT_VERDICTS } from './errors/unsent-verdicts.ts';

/** Every code a verification can end with, and its wording. */
export const VERDICTS = { ...TARGET_VERDICTS, ...UNSENT_VERDICTS } as const;
/** Every code a wrong request is answered with, and its wording. */
export { PROBLEMS };

export type VerdictCode = keyof typeof VERDICTS;
export type ProblemCode = keyof typeof PROBLEMS;
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
  /** What was found instead: a JSON type name, an AWS service name, a path of ours. Never a value. */
  readonly found?: string;
  /** What was expected, or the limit with its unit: "256 KiB". */
  readonly expected?: string;
  /** The text to write instead. */
  readonly rewrite?: string;
  /** The whole `connection-hosts` (or `connection-projects`) value that would allow this. */
  readonly tag?: { readonly key: string; readonly value: string };
  /** Our own sentence from the connector's rule. */
  readonly hint?: string;
};

type Wording = { readonly message: (at: Where) => string; readonly fix?: (at: Where) => Fix };
export type VerdictRow = Wording & { readonly status: VerificationStatus; readonly retryable: boolean };
export type ProblemRow = Wording & { readonly httpStatus: number };

/** A test that ends without an answer of the target, or with one that means trouble. No `cause`: native errors quote what upset them. */
export class ResolverError extends Error {
  override readonly name = 'ResolverError';
  readonly code: VerdictCode;
  readonly where: Where;

  constructor(code: VerdictCode, where: Where = {}) {
    super(VERDICTS[code].message(where));
    this.code = code;
    this.where = where;
  }
}

/** One thing wrong with a request: its code and where. */
export type Issue = { readonly code: ProblemCode; readonly where: Where };

/** A request that is itself wrong. Carries every issue that was found, at least one; the first decides the HTTP status. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly issues: readonly [Issue, ...Issue[]];

  constructor(issues: readonly [Issue, ...Issue[]]) {
    super(PROBLEMS[issues[0].code].message(issues[0].where));
    this.issues = issues;
  }
}

export function refuse(code: ProblemCode, where: Where = {}): never {
  throw new RequestError([{ code, where }]);
}

/** @throws RequestError with all of them, if there is one */
export function refuseAny(issues: readonly Issue[]): void {
  const [first, ...rest] = issues;
  if (first) throw new RequestError([first, ...rest]);
}
