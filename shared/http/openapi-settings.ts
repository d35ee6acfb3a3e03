import { answer, type Document, header, ID, json, operation, PAGING, problems, query, type SchemaName } from './openapi-parts.ts';

const IF_MATCH = header('If-Match', 'The ETag of the revision that was read; `"0"` as long as none is stored. Without it, any revision is replaced.');
const DRY_RUN = query('dryRun', { type: 'boolean', default: false }, 'true: stores nothing, and answers 200 with what would stop resolving.');

/** The paths of projects and stores. */
export function settingsPaths(): Document {
  return {
    '/v1/projects': { get: listProjects() },
    '/v1/projects/{id}': { parameters: [ID], get: readProject(), put: putProject() },
    '/v1/stores/workspace': {
      get: readStore('getWorkspaceStore', "The workspace's store, with the policies of its reader role.", 'StoreAnswer'),
      put: putStore('putWorkspaceStore', "Set the workspace's store; those of projects stay as they are.", 'WorkspaceStoreFields'),
    },
    '/v1/stores/projects/{id}': {
      parameters: [ID],
      get: readStore(
        'getProjectStore',
        'The store a project uses: its own, or the one it inherits together with what one of its own would need.',
        'ProjectStoreAnswer',
      ),
      put: putStore(
        'putProjectStore',
        'Give a project a store of its own, or change it. It is used from the next test on; no mask is rewritten.',
        'ProjectStoreFields',
      ),
      delete: deleteStore(),
    },
  };
}

function listProjects(): Document {
  return operation('listProjects', "The projects of the caller's roles; for a role in all projects, those that are described.", {
    parameters: PAGING,
    responses: { 200: answer('ProjectPage'), ...problems(400, 403, 500) },
  });
}

function readProject(): Document {
  return operation('getProject', 'One project, for any role in it.', {
    responses: { 200: answer('ProjectAnswer', ['ETag']), ...problems(400, 403, 404, 500) },
  });
}

function putProject(): Document {
  return operation('putProject', 'Name a project; by an admin of all projects.', {
    parameters: [IF_MATCH],
    requestBody: { required: true, content: json('ProjectFields') },
    responses: { 200: answer('ProjectAnswer', ['ETag']), 201: answer('ProjectAnswer', ['ETag']), ...problems(400, 403, 404, 412, 413, 500) },
  });
}

function readStore(operationId: string, summary: string, schema: SchemaName): Document {
  return operation(operationId, summary, { responses: { 200: answer(schema, ['ETag']), ...problems(400, 403, 404, 500) } });
}

function putStore(operationId: string, summary: string, schema: SchemaName): Document {
  const replaced = {
    ...answer('StoreAnswer'),
    content: oneOf('StoreAnswer', 'StoreRehearsal'),
    description: 'StoreAnswer with its ETag; StoreRehearsal of a dry run.',
  };
  return operation(operationId, summary, {
    parameters: [IF_MATCH, DRY_RUN],
    requestBody: { required: true, content: json(schema) },
    responses: { 200: replaced, 201: answer('StoreAnswer', ['ETag']), ...problems(400, 403, 404, 412, 413, 500) },
  });
}

function deleteStore(): Document {
  return operation('deleteProjectStore', "Take a project's own store away: it uses the workspace's again.", {
    parameters: [IF_MATCH, DRY_RUN],
    responses: { 200: answer('StoreRehearsal'), 204: { description: 'Deleted.' }, ...problems(400, 403, 404, 412, 500) },
  });
}

function oneOf(...schemas: readonly SchemaName[]): Document {
  return { 'application/json': { schema: { oneOf: schemas.map((schema) => ({ $ref: `#/components/schemas/${schema}` })) } } };
}
