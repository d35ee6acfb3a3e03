import { PROBLEMS } from './errors/problems.ts';
import { TARGET_VERDICTS } from './errors/target-verdicts.ts';
import type { Where } from './errors/row.ts';
import { UNSENT_VERDICTS } from './errors/unsent-verdicts.ts';

export type { Fix, ProblemRow, VerdictRow, VerificationStatus, Where } from './errors/row.ts';

/** Every code a verification can end with, and its wording. */
export const VERDICTS = { ...TARGET_VERDICTS, ...UNSENT_VERDICTS } as const;
/** Every code a wrong request is answered with, and its wording. */
export { PROBLEMS };

export type VerdictCode = keyof typeof VERDICTS;
export type ProblemCode = keyof typeof PROBLEMS;

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

/** For what is only tried: where it fails with a code, something else stands. */
export function nullIfCode(error: unknown): null {
  if (error instanceof ResolverError) return null;
  throw error;
}

/** One thing wrong with a request: its code and where. */
export type Issue = { readonly code: ProblemCode; readonly where: Where };

/** More are not told: a small body must not ask for an answer larger than a function may give. */
export const MOST_ISSUES = 200;

/** A request that is itself wrong. Carries the issues that were found, at least one; the first decides the HTTP status. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly issues: readonly [Issue, ...Issue[]];

  constructor(issues: readonly [Issue, ...Issue[]]) {
    super(PROBLEMS[issues[0].code].message(issues[0].where));
    const [first, ...rest] = issues;
    this.issues = [first, ...rest.slice(0, MOST_ISSUES - 1)];
  }
}

export function refuse(code: ProblemCode, where: Where = {}): never {
  throw new RequestError([{ code, where }]);
}

/** @throws RequestError with them, if there is one */
export function refuseAny(issues: readonly Issue[]): void {
  const [first, ...rest] = issues;
  if (first) throw new RequestError([first, ...rest]);
}
