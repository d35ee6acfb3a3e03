import type { JsonObject } from '../../../shared/json.ts';
import { AwsError } from './aws-error.ts';
import { parseForm, parseJsonBody } from './protocols.ts';
import type { Service } from './service.ts';
import type { SignedRequest } from './sigv4.ts';

/** Which service and action a request is for. */
export type Route = { readonly service: Service; readonly action: string; readonly input: JsonObject };
/** The service is known before its action, so that a refusal goes out in the service's own protocol. */
export type Routed = { readonly service: Service | null; route(): Route };

/** Finds the service by x-amz-target, else by the Version of a form with Action. `route` @throws AwsError */
export function routeOf(request: SignedRequest, services: readonly Service[]): Routed {
  const body = Buffer.from(request.body).toString('utf8');
  const target = request.headers.get('x-amz-target');
  if (target !== undefined) {
    const [prefix, action] = splitLast(target);
    const service = services.find((one) => one.protocol === 'json' && one.target === prefix) ?? null;
    return { service, route: () => checked(service, action, () => parseJsonBody(body)) };
  }
  const form = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') ? parseForm(body) : {};
  const service = services.find((one) => one.protocol === 'query' && one.target === form['Version']) ?? null;
  return { service, route: () => checked(service, typeof form['Action'] === 'string' ? form['Action'] : '', () => form) };
}

function checked(service: Service | null, action: string, input: () => JsonObject): Route {
  if (service?.actions.has(action)) return { service, action, input: input() };
  // The action is the sender's text: it is not repeated.
  const code = service?.protocol === 'query' ? 'InvalidAction' : 'UnknownOperationException';
  throw new AwsError(code, 'The embedded AWS endpoint does not know this action.');
}

function splitLast(target: string): readonly [string, string] {
  const dot = target.lastIndexOf('.');
  return [target.slice(0, Math.max(dot, 0)), target.slice(dot + 1)];
}
