import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import type { Caller } from '../connections/access.ts';
import { refuse } from '../errors.ts';
import { callerOf } from './caller.ts';
import type { Reply } from './reply.ts';

export type CallerEvent = APIGatewayProxyEventV2WithJWTAuthorizer;
export type CallerRequest = { readonly event: CallerEvent; readonly caller: Caller };
export type Routes = Readonly<Record<string, (request: CallerRequest) => Promise<Reply>>>;

/**
 * Answers by the route that the gateway chose, for the caller whose token it verified.
 * @throws RequestError `not_found`, `not_allowed`, and what the route refuses
 */
export function routing(routes: Routes, rolesClaim: string): (event: CallerEvent) => Promise<Reply> {
  return async (event) => {
    const route = routes[event.routeKey] ?? refuse('not_found');
    return route({ event, caller: callerOf(event, rolesClaim) });
  };
}

export function idOf(event: CallerEvent): string {
  return event.pathParameters?.['id'] ?? '';
}
