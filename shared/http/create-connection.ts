import { authorize, projectOf } from '../connections/access.ts';
import { newConnection } from '../connections/new-connection.ts';
import { refuse } from '../errors.ts';
import { enterPeriod } from '../runs/enter-period.ts';
import { projectScope } from '../settings/project-scope.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { createdReply } from './connection-reply.ts';
import { once } from './once.ts';
import { parseNewConnection } from './parse-connection.ts';
import type { Reply } from './reply.ts';
import type { CallerRequest } from './route.ts';

const HEX_DIGITS = 32;

/**
 * POST: stores a connection that is well-formed and whose credentials are masks. With an Idempotency-Key its id follows from the request,
 * so that a request that is sent again after a crash finds what the first one stored.
 */
export async function createConnection({ event, caller }: CallerRequest, deps: ConnectionDeps): Promise<Reply> {
  const { fields, body, ...asked } = parseNewConnection(event);
  const project = projectOf(caller, asked.project);
  authorize(caller, 'connections:create', project);
  const scope = await projectScope(project, deps);
  const drafted = newConnection(fields, { id: '', project, at: new Date(deps.now()).toISOString() }, { ...deps, scope });
  return once({ event, caller, project, body }, deps.idempotency, async (seed) => {
    const connection = { ...drafted, id: `con_${(seed ?? deps.uuid().replaceAll('-', '')).slice(0, HEX_DIGITS)}` };
    await enterPeriod(deps.settings, connection);
    if ((await deps.connections.create(connection)) === 'created') return createdReply(connection);
    return createdReply((await deps.connections.get(connection.id)) ?? refuse('internal_error'));
  });
}
