import { answer, type Document, ID, IDEMPOTENCY_KEY, json, operation, PAGING, problems, query } from './openapi-parts.ts';

const ID_OF = [ID, IDEMPOTENCY_KEY];

/** The paths of runs. */
export function runPaths(): Document {
  return {
    '/v1/verification-runs': { get: list(), post: begin() },
    '/v1/verification-runs/{id}': {
      get: operation('getVerificationRun', 'One run and how far it is, for a caller who sees every project that it reaches.', {
        parameters: [ID],
        responses: { 200: answer('VerificationRun'), ...problems(403, 404, 500) },
      }),
    },
    '/v1/verification-runs/{id}/connections': { get: connections() },
    '/v1/verification-runs/{id}/cancel': {
      post: operation('cancelVerificationRun', 'Begin no further test of a run; what is under way ends. No body. One that is over is answered as it is.', {
        parameters: ID_OF,
        responses: { 200: answer('VerificationRun'), ...problems(400, 403, 404, 409, 413, 500) },
      }),
    },
    '/v1/verification-runs/{id}/retry-failed': {
      post: operation('retryFailedConnections', 'Verify the connections of a run again that were refused, inconclusive or not attempted in it. No body.', {
        parameters: ID_OF,
        responses: { 202: answer('VerificationRun', ['Location']), ...problems(400, 403, 404, 409, 413, 429, 500) },
      }),
    },
    '/v1/rehearsals': { post: rehearse() },
  };
}

function list(): Document {
  return operation('listVerificationRuns', 'The runs of the caller, newest first: those that reach no project but the ones it may test in.', {
    parameters: [query('project', { type: 'string' }), ...PAGING],
    responses: { 200: answer('VerificationRunPage'), ...problems(400, 403, 500) },
  });
}

function begin(): Document {
  return operation(
    'beginVerificationRun',
    'Verify many stored connections, each once and as it is; the results go to their histories and set their standings.',
    {
      parameters: [IDEMPOTENCY_KEY],
      requestBody: { required: true, content: json('VerificationRunRequest') },
      responses: { 202: answer('VerificationRun', ['Location']), ...problems(400, 403, 404, 409, 413, 429, 500) },
    },
  );
}

function connections(): Document {
  const outcome = query('outcome', { type: 'string', enum: ['failed', 'pending'] }, 'failed: refused, inconclusive or not attempted.');
  return operation('listVerificationRunConnections', 'The connections of a run, with what came of each.', {
    parameters: [ID, outcome, ...PAGING],
    responses: { 200: answer('RunConnectionPage'), ...problems(400, 403, 404, 500) },
  });
}

function rehearse(): Document {
  return operation(
    'beginRehearsal',
    'Try the version of a secret that is labelled AWSPENDING with the connections that use the secret. It goes into their histories and sets no standing.',
    {
      parameters: [IDEMPOTENCY_KEY],
      requestBody: { required: true, content: json('RehearsalRequest') },
      responses: { 202: answer('VerificationRun', ['Location']), ...problems(400, 403, 404, 409, 413, 429, 500) },
    },
  );
}
