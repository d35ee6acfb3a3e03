import { visibleProjects } from '../connections/access.ts';
import { findConnection } from '../connections/find-connection.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { connectionReply, shownConnection } from './connection-reply.ts';
import { cursorTo, parsePage } from './page.ts';
import { parseFilter } from './parse-filter.ts';
import { json, type Reply } from './reply.ts';
import { type CallerRequest, idOf } from './route.ts';

/** GET: the connections of the caller's projects. To ask for another project's is to find none. */
export async function listConnections({ event, caller }: CallerRequest, deps: ConnectionDeps): Promise<Reply> {
  const visible = visibleProjects(caller);
  const { project, ...filter } = parseFilter(event);
  const page = parsePage(event);
  const projects = project === undefined ? visible : [project].filter((each) => visible?.includes(each) ?? true);
  if (projects?.length === 0) return json(200, { items: [], nextCursor: null });
  const { items, next } = await deps.connections.list({ ...filter, projects }, page);
  return json(200, { items: items.map(shownConnection), nextCursor: cursorTo(next) });
}

export async function readConnection({ event, caller }: CallerRequest, deps: ConnectionDeps): Promise<Reply> {
  return connectionReply(await findConnection(deps.connections, { id: idOf(event), caller, privilege: 'connections:read' }));
}

/** GET: what its tests found, newest first. */
export async function listVerifications({ event, caller }: CallerRequest, deps: ConnectionDeps): Promise<Reply> {
  const { id } = await findConnection(deps.connections, { id: idOf(event), caller, privilege: 'connections:read' });
  const { items, next } = await deps.verifications.history(id, parsePage(event));
  return json(200, { items, nextCursor: cursorTo(next) });
}
