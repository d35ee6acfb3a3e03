import type { TargetResponse } from '../egress/exchange.ts';
import type { VerdictCode, Where } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import type { Exchange } from './build-request.ts';
import { concludeChallenge } from './challenge.ts';
import { type Answer, holds, readAnswer } from './conditions.ts';
import type { Connector, Method } from './connector.ts';
import { verdictOfStatus } from './status-verdict.ts';

/** A verdict; `where` has the HTTP status, and the hint of the rule that decided. */
export type Conclusion = { readonly code: VerdictCode; readonly where: Where };
export type ConcludeContext = {
  readonly connector: Connector;
  readonly method: Method;
  readonly exchange: Exchange;
  readonly plain: Readonly<Record<string, string>>;
};

/** RFC 6749 §5.2 puts every refusal of a token endpoint under 400 or 401. */
const BY_TOKEN_STATUS: Readonly<Record<number, VerdictCode>> = { 400: 'token_request_refused', 401: 'token_request_refused' };

/** What an answer means: the first rule that holds, the method's before the connector's; where none does, its status. `ok` of a token step means that it goes on. */
export function conclude({ connector, method, exchange, plain }: ConcludeContext, response: TargetResponse): Conclusion {
  if (exchange.isChallenge) return concludeChallenge(response);
  const answer = readAnswer(response);
  const textOf = (name: string): string | undefined => (Object.hasOwn(plain, name) ? plain[name] : undefined);
  const rules = [...(method.rules ?? []), ...connector.rules].filter((rule) => (rule.step ?? 'probe') === exchange.step);
  const rule = rules.find((each) => holds(each, answer, textOf));
  const { httpStatus } = response;
  if (rule) return { code: rule.outcome, where: { httpStatus, ...(rule.hint !== undefined && { hint: rule.hint }) } };
  return { code: fallback(exchange.step, answer), where: { httpStatus } };
}

function fallback(step: Exchange['step'], { response: { httpStatus }, json }: Answer): VerdictCode {
  if (step === 'probe') return verdictOfStatus(httpStatus);
  if (Math.floor(httpStatus / 100) === 2 && isJsonObject(json)) return 'ok';
  return BY_TOKEN_STATUS[httpStatus] ?? verdictOfStatus(httpStatus);
}
