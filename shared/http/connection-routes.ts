import type { ConnectionDeps } from './connection-deps.ts';
import { createConnection } from './create-connection.ts';
import { deleteConnection, editConnection } from './edit-connection.ts';
import { listConnections, listVerifications, readConnection } from './list-connections.ts';
import type { Routes } from './route.ts';

/** The routes of stored connections that need no secret. */
export function connectionRoutes(deps: ConnectionDeps): Routes {
  return {
    'GET /v1/connections': (request) => listConnections(request, deps),
    'POST /v1/connections': (request) => createConnection(request, deps),
    'GET /v1/connections/{id}': (request) => readConnection(request, deps),
    'PATCH /v1/connections/{id}': (request) => editConnection(request, deps),
    'DELETE /v1/connections/{id}': (request) => deleteConnection(request, deps),
    'GET /v1/connections/{id}/verifications': (request) => listVerifications(request, deps),
  };
}
