import type { ProblemRow } from './row.ts';
import { inField, instead, limitOf, problem } from './wording.ts';

/** Requests that are themselves wrong. */
export const PROBLEMS = {
  body_invalid: problem(
    400,
    (at) => `The body is not the JSON we accept${at.found === undefined ? '' : `: ${at.found}`}.`,
    () => 'Send one JSON object, UTF-8, each property once, at most 20 levels deep.',
  ),
  schema_invalid: problem(
    400,
    (at) => `"${at.pointer}" ${at.found ?? 'is not as declared'}.`,
    (at) => (at.expected === undefined ? 'Compare with GET /openapi.json and GET /v1/connectors/{id}.' : `Expected: ${at.expected}.`),
  ),
  not_allowed: problem(
    403,
    (at) => `You may not do this${at.expected === undefined ? '' : `: it needs the privilege ${at.expected}`}.`,
    () => 'Ask an admin of the project for a role that has it.',
  ),
  not_found: problem(404, () => 'There is nothing here, or not for you.'),
  idempotency_mismatch: problem(
    409,
    () => 'This Idempotency-Key was used with another body.',
    () => 'Use a new key for a new request.',
  ),
  idempotency_in_progress: problem(
    409,
    () => 'A request with this Idempotency-Key is still being answered.',
    () => 'Wait a moment and send the same request again.',
  ),
  revision_conflict: problem(
    412,
    (at) => `The ${at.found ?? 'connection'} has changed since you read it.`,
    () => 'Read it again and repeat the change on the new revision.',
  ),
  body_too_large: problem(
    413,
    () => 'The body is larger than 256 KiB.',
    () => 'Send a smaller config.',
  ),

  connector_unknown: problem(
    422,
    (at) => `There is no connector "${at.found}".`,
    () => 'Take an id from GET /v1/connectors, or use generic-http.',
  ),
  mask_malformed: problem(
    422,
    (at) => `${inField(at)} has a malformed mask${at.found === undefined ? '' : `: ${at.found}`}.`,
    (at) => instead(at, 'Write {{workato:sm:<key name>:<secret ARN>}}.'),
  ),
  mask_near_miss: problem(
    422,
    (at) => `${inField(at)} has text that looks like a mask and is not one${at.found === undefined ? '' : `: ${at.found}`}.`,
    (at) => instead(at, 'Write {{workato:sm:<key name>:<secret ARN>}}, or \\{{workato:sm: for the literal text.'),
  ),
  mask_nested: problem(
    422,
    (at) => `${inField(at)} has a mask inside a mask.`,
    () => 'Write each mask by itself; a secret cannot choose another secret.',
  ),
  mask_not_allowed_here: problem(
    422,
    (at) => `${inField(at)} may not hold a mask${at.found === undefined ? '' : `: ${at.found}`}.`,
    () => 'Put masks into the credential fields of the connector; GET /v1/connectors/{id} marks them maskable.',
  ),
  mask_limit: problem(
    422,
    (at) => `${at.pointer === undefined ? 'The config' : `Field "${at.pointer}"`} is over a limit: ${at.expected}.`,
    () => 'Split the config.',
  ),
  arn_invalid: problem(
    422,
    (at) => `${inField(at)} has a secret ARN that is not valid${at.found === undefined ? '' : `: ${at.found}`}.`,
    (at) => instead(at, 'Copy the secret ARN from the Secrets Manager console.'),
  ),
  arn_incomplete: problem(
    422,
    (at) => `${inField(at)} has a secret ARN that is incomplete: its six-character suffix is missing.`,
    () => 'Copy the whole secret ARN from the Secrets Manager console; it ends with a hyphen and six characters.',
  ),
  arn_wrong_service: problem(
    422,
    (at) => `${inField(at)} has an ARN of ${at.found ?? 'another service'}.`,
    () => 'Use the ARN of a secret: arn:aws:secretsmanager:<region>:<account>:secret:<name>-<suffix>.',
  ),
  arn_out_of_scope: problem(
    422,
    (at) => `Secret ${at.arn} is outside the accounts and regions this project reads from.`,
    () => 'Use a secret of a listed account and region, or have a settings manager add it to the store.',
  ),
  plain_secret_refused: problem(
    422,
    (at) => `Field "${at.pointer}" is a credential and holds literal text.`,
    (at) => instead(at, 'Put the value into AWS Secrets Manager and write {{workato:sm:<key name>:<secret ARN>}} here.'),
  ),

  period_limit: problem(
    422,
    (at) => `"${at.pointer}" would be one more period than the ${at.found} that a workspace may use at once.`,
    (at) => `Use one that is usual or in use already; the nearest are ${at.expected}.`,
  ),

  if_match_missing: problem(
    428,
    () => 'The header If-Match is missing.',
    () => 'Send the ETag of the revision you read.',
  ),
  rate_limited_caller: problem(
    429,
    (at) => (at.host === undefined ? `You have sent too many requests${limitOf(at)}.` : `Host ${at.host} has been tested too often${limitOf(at)}.`),
    () => 'Wait as long as Retry-After says, then send the same request again.',
  ),
  internal_error: problem(
    500,
    () => 'Something failed on our side; the log has it under this request id.',
    () => 'Try again; report the request id if it stays.',
  ),
} as const satisfies Record<string, ProblemRow>;
