import { answer, type Document, json, operation, PAGING, problemAnswer, problems, query } from './openapi-parts.ts';

const TEXT = { type: 'string' };
const PROJECT = query('project', TEXT, 'May be left out by a caller who has exactly one; `*` is the workspace itself.');
const NO_KEYS = 'Secrets Manager, its role or a tag stands in the way; `code`, message and fix are those of a verification that was not attempted.';

/** The paths about secrets: which connections use them, which keys they have, who used them, and forgetting them. */
export function secretPaths(): Document {
  return {
    '/v1/secrets/keys': { post: keys() },
    '/v1/secrets/usage': { get: usage() },
    '/v1/secrets/cache': { delete: purge() },
    '/v1/audit': { get: audit() },
  };
}

function keys(): Document {
  return operation('listSecretKeys', 'The names of the keys of one secret, never a value. Goes into the audit.', {
    requestBody: { required: true, content: json('SecretKeysRequest') },
    responses: { 200: answer('SecretKeys'), 424: problemAnswer(NO_KEYS), ...problems(400, 403, 413, 422, 429, 500) },
  });
}

function usage(): Document {
  return operation(
    'listSecretUsage',
    "Which stored connections use a secret: those of the caller's projects, or of all for whom the workspace's store names its owner.",
    {
      parameters: [{ ...query('arn', TEXT, 'ARN of a secret, with its six characters at the end.'), required: true }, ...PAGING],
      responses: { 200: answer('SecretUsagePage'), ...problems(400, 403, 500) },
    },
  );
}

function purge(): Document {
  const arn = query('arn', TEXT, 'ARN of the secret; without it, all are forgotten.');
  const project = query('project', TEXT, 'Without it, all projects by an admin of all, or the one project of the caller.');
  return operation('purgeSecretCache', 'Have every running environment forget cached values and tags before its next test.', {
    parameters: [arn, project],
    responses: { 204: { description: 'Ordered.' }, ...problems(400, 403, 500) },
  });
}

function audit(): Document {
  const filters = [query('secretArn', TEXT), query('connectionId', TEXT), query('caller', TEXT, 'Subject, exactly as in the entries.')];
  return operation('listAudit', 'Who used which secret of a project against which host, with what result; newest first. Filters are ANDed.', {
    parameters: [PROJECT, ...filters, ...PAGING],
    responses: { 200: answer('AuditPage'), ...problems(400, 403, 500) },
  });
}
