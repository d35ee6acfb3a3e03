import { type ResolverError, type VerdictRow, VERDICTS } from '../errors.ts';
import type { Reply } from './reply.ts';

/**
 * What AWS, or the tags of a secret, keep from a request that is itself right: never 401 or 403 of the caller, but 424 (Failed Dependency), in the words
 * that a verification would have for it.
 */
export function verdictProblem({ code, where }: ResolverError, about: { readonly requestId: string; readonly pointer: string }): Reply {
  const row: VerdictRow = VERDICTS[code];
  const message = row.message(where);
  const issue = { pointer: about.pointer, code, message, ...(row.fix && { fix: row.fix(where) }) };
  const body = { type: `urn:secret-mask-resolver:problem:${code}`, title: message, status: 424, code, requestId: about.requestId, errors: [issue] };
  return { httpStatus: 424, body, code, headers: { 'content-type': 'application/problem+json' } };
}
