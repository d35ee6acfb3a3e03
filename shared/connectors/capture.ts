import { isLoginAnswer, type TargetAnswer } from '../egress/exchange.ts';
import { ResolverError } from '../errors.ts';
import type { Json } from '../json.ts';
import { Secret } from '../secrets/secret.ts';
import { captureChallenge } from './challenge.ts';
import type { ConcludeContext } from './conclude.ts';
import { type Answer, HEAD_SOURCE, readAnswer, valueAt } from './conditions.ts';
import { namesOwnOrigins } from './learned-origin.ts';
import { isCookieValue } from './value-check.ts';

/** What is captured goes on into a header or a URL: one line of printable ASCII. */
const USABLE = /^[!-~]+(?: [!-~]+)*$/;

/**
 * What later exchanges need of an answer, each a secret of its own.
 * @throws ResolverError `token_request_refused` where it is absent, not text, empty or not printable ASCII; `unexpected_response`, which shows
 * nothing of it, where it would lead a later request to a host that is none of the connector's
 */
export function capture(context: ConcludeContext, response: TargetAnswer): Readonly<Record<string, Secret>> {
  if (isLoginAnswer(response)) return {};
  if (context.exchange.isChallenge) return captureChallenge(response);
  const answer = readAnswer(response);
  const { httpStatus } = response;
  const captured = Object.entries(context.exchange.spec.capture ?? {}).map(([name, source]) => {
    const value = valueFrom(source, answer);
    if (typeof value === 'string' && USABLE.test(value)) return [name, value] as const;
    throw new ResolverError('token_request_refused', { httpStatus, hint: 'Its answer holds no token.' });
  });
  if (!namesOwnOrigins(context, Object.fromEntries(captured)))
    throw new ResolverError('unexpected_response', { httpStatus, hint: 'It names a host that is none of the service.' });
  return Object.fromEntries(captured.map(([name, value]) => [name, new Secret(value)]));
}

function valueFrom(source: string, { response: { headers }, json = null }: Answer): Json | undefined {
  const [, place, name = ''] = HEAD_SOURCE.exec(source) ?? [];
  if (place === undefined) return valueAt(json, source);
  return place === 'header' ? headers.get(name.toLowerCase()) : cookieIn(headers.get('set-cookie') ?? '', name);
}

/** The last one of a name counts, as in a browser. */
function cookieIn(lines: string, name: string): string | undefined {
  const start = `${name}=`;
  const line = lines.split('\n').findLast((each) => each.startsWith(start));
  const value = line?.slice(start.length).split(';', 1)[0]?.trim();
  return value !== undefined && isCookieValue(value) ? value : undefined;
}
