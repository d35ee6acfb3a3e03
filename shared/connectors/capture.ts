import { isLoginAnswer, type TargetAnswer } from '../egress/exchange.ts';
import { ResolverError } from '../errors.ts';
import { Secret } from '../secrets/secret.ts';
import type { Exchange } from './build-request.ts';
import { captureChallenge } from './challenge.ts';
import { readAnswer, valueAt } from './conditions.ts';

/** What is captured goes on into a header or a URL: one line of printable ASCII. */
const USABLE = /^[!-~]+(?: [!-~]+)*$/;

/**
 * What later exchanges need of an answer, each a secret of its own.
 * @throws ResolverError `token_request_refused` where it is absent, not text, empty or not printable ASCII
 */
export function capture({ spec, isChallenge }: Exchange, response: TargetAnswer): Readonly<Record<string, Secret>> {
  if (isLoginAnswer(response)) return {};
  if (isChallenge) return captureChallenge(response);
  if (!spec.capture) return {};
  const { json = null } = readAnswer(response);
  const { httpStatus } = response;
  return Object.fromEntries(
    Object.entries(spec.capture).map(([name, path]) => {
      const value = valueAt(json, path);
      if (typeof value === 'string' && USABLE.test(value)) return [name, new Secret(value)];
      throw new ResolverError('token_request_refused', { httpStatus, hint: 'Its answer holds no token.' });
    }),
  );
}
