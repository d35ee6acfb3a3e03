import type { Caller } from '../connections/access.ts';
import type { CallerSettings } from '../config.ts';
import { refuse } from '../errors.ts';
import type { CallerEvent } from './caller-event.ts';
import { callerOf } from './caller.ts';
import { iamCallerOf, iamGrantsOf } from './iam-caller.ts';
import type { Reply } from './reply.ts';
import { entranceOf } from './twin-route.ts';

export type CallerRequest = { readonly event: CallerEvent; readonly caller: Caller };
export type Routes = Readonly<Record<string, (request: CallerRequest) => Promise<Reply>>>;

/**
 * Answers by the route that the gateway chose, for the caller it verified: by token, or on the twin of a route by signature. Neither entrance looks at
 * what the other goes by.
 * @throws RequestError `not_found`, `not_allowed`, and what the route refuses
 */
export function routing(routes: Routes, { rolesClaim, iamRoles }: CallerSettings): (event: CallerEvent) => Promise<Reply> {
  const iamGrants = iamGrantsOf(iamRoles);
  return async (event) => {
    const { route, isIam } = entranceOf(event.routeKey);
    const answer = routes[route] ?? refuse('not_found');
    if (!isIam) return answer({ event, caller: callerOf(event, rolesClaim) });
    return onTwin(await answer({ event, caller: iamCallerOf(event, iamGrants) }));
  };
}

/** What was made through a twin is to be found through it. */
function onTwin(reply: Reply): Reply {
  const location = reply.headers?.['location'];
  return location === undefined ? reply : { ...reply, headers: { ...reply.headers, location: `/iam${location}` } };
}

export function idOf(event: CallerEvent): string {
  return event.pathParameters?.['id'] ?? '';
}
