import { isLoginAnswer, type TargetAnswer } from '../egress/exchange.ts';
import type { VerdictCode, Where } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import type { Exchange } from './build-request.ts';
import { concludeChallenge } from './challenge.ts';
import { type Answer, HEAD_SOURCE, holds, holdsOfLogin, readAnswer } from './conditions.ts';
import type { Connector, Method, Rule } from './connector.ts';
import { fieldsOf } from './fields.ts';
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
export function conclude({ connector, method, exchange, plain }: ConcludeContext, answered: TargetAnswer): Conclusion {
  const rules = [...(method.rules ?? []), ...connector.rules].filter((rule) => (rule.step ?? 'probe') === exchange.step);
  if (isLoginAnswer(answered))
    return concluded(
      rules.find((rule) => holdsOfLogin(rule, answered)),
      'unexpected_response',
    );
  if (exchange.isChallenge) return concludeChallenge(answered);
  const answer = readAnswer(answered);
  const textOf = (name: string): string | undefined => (Object.hasOwn(plain, name) ? plain[name] : undefined);
  const rule = rules.find((each) => holds(each, answer, textOf));
  const { code, where } = concluded(rule, fallback(exchange, answer), { httpStatus: answered.httpStatus });
  const hint = where.hint ?? regionHint(code, connector, method);
  return { code, where: { ...where, ...(hint !== undefined && { hint }) } };
}

function concluded(rule: Rule | undefined, otherwise: VerdictCode, where: Where = {}): Conclusion {
  if (!rule) return { code: otherwise, where };
  return { code: rule.outcome, where: { ...where, ...(rule.hint !== undefined && { hint: rule.hint }) } };
}

/** Other regions are never tried: the same credentials would go to hosts that nobody named. */
function regionHint(code: VerdictCode, connector: Connector, method: Method): string | undefined {
  if (code !== 'bad_credentials' && code !== 'token_request_refused') return undefined;
  const field = fieldsOf(connector, method).find(({ name }) => name === connector.region);
  return field && `They may belong to another region than the one in "${field.label}".`;
}

function fallback({ step, spec }: Exchange, { response: { httpStatus }, json }: Answer): VerdictCode {
  if (step === 'probe') return verdictOfStatus(httpStatus);
  const sources = Object.values(spec.capture ?? {});
  const isHeadEnough = sources.length > 0 && sources.every((source) => HEAD_SOURCE.test(source));
  if (Math.floor(httpStatus / 100) === 2 && (isHeadEnough || isJsonObject(json))) return 'ok';
  return BY_TOKEN_STATUS[httpStatus] ?? verdictOfStatus(httpStatus);
}
