import { randomUUID } from 'node:crypto';

import type { JsonObject } from '../../../shared/json.ts';
import { authenticate, type AuthDeps } from './authenticate.ts';
import { AwsError } from './aws-error.ts';
import type { CallLog, CallRecord } from './calls.ts';
import { errorOfFault, type FaultPlan, type Suffering } from './faults.ts';
import { renderAnswer, renderError, type Answer } from './protocols.ts';
import { routeOf, type Route } from './router.ts';
import type { Service } from './service.ts';
import type { SignedRequest } from './sigv4.ts';

/** An answer, after so many milliseconds; `answer` null: never. */
export type Dispatched = { readonly delayMs: number; readonly answer: Answer | null; readonly requestId: string };
export type Dispatch = (request: SignedRequest) => Promise<Dispatched>;
export type DispatchDeps = { readonly services: readonly Service[]; readonly auth: AuthDeps; readonly calls: CallLog; readonly faults: FaultPlan };

type Outcome = { readonly answer: Answer | null; readonly outcome: string };

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,600}$/;
const HTML =
  '<html><head><title>503 Service Temporarily Unavailable</title></head><body><center><h1>503 Service Temporarily Unavailable</h1></center></body></html>';

/** Route, identify, suffer, handle, note: the way of every request. */
export function makeDispatch(deps: DispatchDeps): Dispatch {
  return async (request) => {
    const requestId = randomUUID();
    const routed = routeOf(request, deps.services);
    try {
      return { requestId, ...(await dispatch(routed.route(), { request, requestId, deps })) };
    } catch (error) {
      return { requestId, delayMs: 0, answer: renderError(routed.service, errorFor(error), requestId) };
    }
  };
}

type Incoming = { readonly request: SignedRequest; readonly requestId: string; readonly deps: DispatchDeps };

async function dispatch(route: Route, { request, requestId, deps }: Incoming): Promise<Omit<Dispatched, 'requestId'>> {
  const { principal, region } = authenticate(request, route.service, deps.auth);
  const suffering = deps.faults.meet(route.action, askedSecrets(route.input));
  // A fault may keep the service from saying which role was meant.
  let secretId = suffering.kind === null ? undefined : askedRole(route.input);
  const note = (resource: string): void => void (secretId = resource);
  const call = { action: route.action, input: route.input, principal, region, note, isUnheard: suffering.kind === 'lost_event' };
  const run = async (): Promise<JsonObject | null> => route.service.handle(call);
  const { answer, outcome } = await suffer(suffering, { route, requestId, run });
  deps.calls.add({ action: route.action, principal: principal.arn, outcome, ...(secretId === undefined ? {} : { secretId }), ...attemptIn(request) });
  return { delayMs: suffering.latencyMs, answer };
}

/** Nothing of a first attempt. The SDK for JavaScript sends "attempt=2; max=2" (measured). */
function attemptIn({ headers }: SignedRequest): Pick<CallRecord, 'attempt'> {
  const attempt = Number(/^attempt=(\d{1,3});/.exec(headers.get('amz-sdk-request') ?? '')?.[1] ?? 1);
  return attempt > 1 ? { attempt } : {};
}

type Running = { readonly route: Route; readonly requestId: string; run(): Promise<JsonObject | null> };

async function suffer({ kind }: Suffering, running: Running): Promise<Outcome> {
  const { route, requestId } = running;
  const error = kind === null ? null : errorOfFault(kind, route.service.protocol);
  if (error) return { answer: renderError(route.service, error, requestId), outcome: error.code };
  if (kind === 'hang') return { answer: null, outcome: kind };
  if (kind === 'html') return { answer: { status: 503, contentType: 'text/html', body: HTML }, outcome: kind };
  const done = await handled(running, kind === 'wrong_arn');
  if (kind !== 'cut_json' || done.answer === null) return done;
  const { body } = done.answer;
  return { answer: { ...done.answer, body: body.slice(0, Math.ceil(body.length / 2)) }, outcome: kind };
}

async function handled(running: Running, wrongArn: boolean): Promise<Outcome> {
  const { route, requestId } = running;
  try {
    const output = await running.run();
    return {
      answer: renderAnswer(route.service, route.action, { output: wrongArn ? withWrongArn(output) : output, requestId }),
      outcome: wrongArn ? 'wrong_arn' : 'ok',
    };
  } catch (error) {
    const known = errorFor(error);
    return { answer: renderError(route.service, known, requestId), outcome: known.code };
  }
}

/** As if another secret had been found: the same name under another suffix. */
function withWrongArn(output: JsonObject | null): JsonObject | null {
  const arn = output?.['ARN'];
  if (!output || typeof arn !== 'string') return output;
  return { ...output, ARN: `${arn.slice(0, -6)}${arn.endsWith('XXXXXX') ? 'YYYYYY' : 'XXXXXX'}` };
}

function askedSecrets(input: JsonObject): readonly string[] {
  const { SecretId: one, SecretIdList: several, Name: name } = input;
  return [one, name, ...(Array.isArray(several) ? several : [])].filter((item) => typeof item === 'string');
}

function askedRole({ RoleArn: arn }: JsonObject): string | undefined {
  return typeof arn === 'string' && ROLE_ARN.test(arn) ? arn : undefined;
}

// A fault of this endpoint itself. Its text could quote the request, so it is not passed on.
function errorFor(error: unknown): AwsError {
  return error instanceof AwsError ? error : new AwsError('InternalServiceError', 'An error occurred on the server side.', 500);
}
