import type { TargetResponse } from '../egress/exchange.ts';
import type { VerdictCode, Where } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import type { Exchange } from './build-request.ts';
import { type Answer, HEAD_SOURCE, holds, readAnswer } from './conditions.ts';
import type { Connector, Method } from './connector.ts';
import { fieldsOf } from './fields.ts';

/** A verdict; `where` has the HTTP status, and the hint of the rule that decided. */
export type Conclusion = { readonly code: VerdictCode; readonly where: Where };
export type ConcludeContext = {
  readonly connector: Connector;
  readonly method: Method;
  readonly exchange: Exchange;
  readonly plain: Readonly<Record<string, string>>;
};

const BY_STATUS: Readonly<Record<number, VerdictCode>> = { 401: 'bad_credentials', 403: 'forbidden', 404: 'wrong_address', 429: 'rate_limited' };
const BY_CLASS: Readonly<Record<number, VerdictCode>> = { 3: 'redirect_blocked', 5: 'target_unavailable' };
/** RFC 6749 §5.2 puts every refusal of a token endpoint under 400 or 401. */
const BY_TOKEN_STATUS: Readonly<Record<number, VerdictCode>> = { 400: 'token_request_refused', 401: 'token_request_refused' };

/** What an answer means: the first rule that holds, the method's before the connector's; where none does, its status. `ok` of a token step means that it goes on. */
export function conclude({ connector, method, exchange, plain }: ConcludeContext, response: TargetResponse): Conclusion {
  const answer = readAnswer(response);
  const textOf = (name: string): string | undefined => (Object.hasOwn(plain, name) ? plain[name] : undefined);
  const rules = [...(method.rules ?? []), ...connector.rules].filter((rule) => (rule.step ?? 'probe') === exchange.step);
  const rule = rules.find((each) => holds(each, answer, textOf));
  const { httpStatus } = response;
  const code = rule?.outcome ?? fallback(exchange, answer);
  const hint = rule?.hint ?? regionHint(code, connector, method);
  return { code, where: { httpStatus, ...(hint !== undefined && { hint }) } };
}

/** What an HTTP status means by itself, where no rule says otherwise and it is not the one that was hoped for. */
export function verdictOfStatus(httpStatus: number): VerdictCode {
  return BY_CLASS[Math.floor(httpStatus / 100)] ?? BY_STATUS[httpStatus] ?? 'unexpected_response';
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
