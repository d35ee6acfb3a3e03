import { STATES } from './connection-schemas.ts';
import { answer, type Document, header, ID, IDEMPOTENCY_KEY, json, operation, PAGING, PREFER, problems, query, verificationAnswers } from './openapi-parts.ts';

const TEXT = { type: 'string' };
const FILTERS = [
  query('project', TEXT),
  query('connector', TEXT),
  query('state', { type: 'string', enum: [...STATES] }),
  query('secretArn', TEXT, 'ARN of a secret that a mask of the connection names.'),
  { ...query('label', { type: 'array', items: TEXT }, '`name:value`; may be repeated, and all must hold.'), style: 'form', explode: true },
];

/** The paths of stored connections. */
export function connectionPaths(): Document {
  return {
    '/v1/connections': { get: list(), post: create() },
    '/v1/connections/{id}': { parameters: [ID], get: read(), patch: edit(), delete: remove() },
    '/v1/connections/{id}/test': { post: test() },
    '/v1/connections/{id}/verifications': {
      get: operation('listVerifications', 'What its tests found, newest first.', {
        parameters: [ID, ...PAGING],
        responses: { 200: answer('VerificationPage'), ...problems(400, 403, 404, 500) },
      }),
    },
  };
}

function list(): Document {
  return operation('listConnections', "The stored connections of the caller's projects, a page at a time. Filters are ANDed.", {
    parameters: [...PAGING, ...FILTERS],
    responses: { 200: answer('ConnectionPage'), ...problems(400, 403, 500) },
  });
}

function create(): Document {
  return operation('createConnection', 'Store a connection. Credentials are masks; literal text in a secret field is refused.', {
    parameters: [IDEMPOTENCY_KEY],
    requestBody: { required: true, content: json('NewConnection') },
    responses: { 201: answer('StoredConnection', ['ETag', 'Location']), ...problems(400, 403, 409, 413, 422, 500) },
  });
}

function read(): Document {
  return operation('getConnection', 'One stored connection.', {
    responses: { 200: answer('StoredConnection', ['ETag']), ...problems(403, 404, 500) },
  });
}

function edit(): Document {
  const body = { 'application/merge-patch+json': json('ConnectionPatch')['application/json'], ...json('ConnectionPatch') };
  return operation('editConnection', 'Change a stored connection by a JSON merge patch. Another host, port, connector or method makes it untested.', {
    parameters: [header('If-Match', 'The ETag of the revision that was read.', true)],
    requestBody: { required: true, content: body },
    responses: { 200: answer('StoredConnection', ['ETag']), ...problems(400, 403, 404, 412, 413, 422, 428, 500) },
  });
}

function remove(): Document {
  return operation('deleteConnection', 'Delete a stored connection.', {
    parameters: [header('If-Match', 'The ETag of the revision that was read; without it, any revision is deleted.')],
    responses: { 204: { description: 'Deleted.' }, ...problems(403, 404, 412, 500) },
  });
}

function test(): Document {
  return operation('testStoredConnection', 'Test a stored connection as it is; the result goes to its history and sets its standing, but with AWSPENDING.', {
    parameters: [ID, PREFER, IDEMPOTENCY_KEY],
    requestBody: { required: false, content: json('StoredTestRequest') },
    responses: { ...verificationAnswers(), ...problems(400, 403, 404, 409, 413, 429, 500) },
  });
}
