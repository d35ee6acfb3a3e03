import { answer, type Document, ID, json, operation, problems } from './openapi-parts.ts';

/** The paths that try the stores. */
export function vaultPaths(): Document {
  const workspace = "Try the workspace's store: its role, its external ID, and up to ten secrets. What is read is forgotten; it goes into the audit.";
  const project = 'Try the store a project uses, its own or the one it inherits, as the project uses it. It goes into the audit.';
  return {
    '/v1/stores/workspace/test': { post: tryStore('testWorkspaceStore', workspace) },
    '/v1/stores/projects/{id}/test': { parameters: [ID], post: tryStore('testProjectStore', project) },
  };
}

function tryStore(operationId: string, summary: string): Document {
  return operation(operationId, summary, {
    requestBody: { required: false, content: json('StoreTestRequest') },
    responses: { 200: answer('StoreTest'), ...problems(400, 403, 404, 413, 422, 429, 500) },
  });
}
