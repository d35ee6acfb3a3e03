import { connectionFieldsOf } from '../connections/connection-fields.ts';
import { editedConnection } from '../connections/edited-connection.ts';
import { findConnection } from '../connections/find-connection.ts';
import { replaceEdited } from '../connections/replace-edited.ts';
import { refuse } from '../errors.ts';
import { logFailure } from '../log.ts';
import { enterPeriod } from '../runs/enter-period.ts';
import { projectScope } from '../settings/project-scope.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { connectionReply } from './connection-reply.ts';
import { isMatched } from './if-match.ts';
import { parsePatch } from './parse-connection.ts';
import { NO_CONTENT, type Reply } from './reply.ts';
import { type CallerRequest, idOf } from './route.ts';

/** PATCH: a JSON merge patch on the revision that the caller has read. */
export async function editConnection({ event, caller }: CallerRequest, deps: ConnectionDeps): Promise<Reply> {
  const connection = await findConnection(deps.connections, { id: idOf(event), caller, privilege: 'connections:edit' });
  if (!isMatched(event, connection)) refuse('if_match_missing');
  const fields = parsePatch(event, connectionFieldsOf(connection));
  const edited = editedConnection(connection, fields, { ...deps, scope: await projectScope(connection.project, deps) });
  if (edited === connection) return connectionReply(connection);
  await enterPeriod(deps.settings, edited);
  const log = (error: unknown): void => logFailure(error, event.requestContext.requestId);
  return connectionReply(await replaceEdited({ read: connection, edited }, { ...deps, log }));
}

/** DELETE, of the revision that `If-Match` names if it is sent. */
export async function deleteConnection({ event, caller }: CallerRequest, deps: ConnectionDeps): Promise<Reply> {
  const connection = await findConnection(deps.connections, { id: idOf(event), caller, privilege: 'connections:delete' });
  const isOneRevision = isMatched(event, connection) && event.headers['if-match'] !== '*';
  const outcome = await deps.connections.remove(connection.id, isOneRevision ? connection.revision : null);
  if (outcome === 'conflict') refuse('revision_conflict');
  if (outcome === 'gone') refuse('not_found');
  return NO_CONTENT;
}
