import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import type { Connection } from '../connections/connection.ts';
import { type Issue, refuse, refuseAny } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { pointerOf } from '../masks/json-pointer.ts';
import type { StageChoice } from '../secrets/stage-choice.ts';
import { parseJsonObject } from './parse-json.ts';
import { FORMS, TestRequest } from './schemas.ts';

/** What a test or lint request asks for; `project` is still to be decided by the caller's rights. */
export type AskedTest = Omit<Connection, 'project'> & { readonly project: string | undefined; readonly stage: StageChoice };

/** @throws RequestError `body_too_large`, `body_invalid`, `schema_invalid` with every property that is wrong */
export function parseTestRequest(event: APIGatewayProxyEventV2): AskedTest {
  const body = parseJsonObject(bodyOf(event));
  const { connector, method, expectIdentity, project, options } = validated(TestRequest, body);
  const config = body['config'];
  return { id: null, connector, method, project, config: isJsonObject(config) ? config : {}, expectIdentity, stage: stageOf(options) };
}

export function stageOf(options: v.InferOutput<typeof TestRequest>['options']): StageChoice {
  return options?.versionStage === 'AWSPENDING' ? 'pending' : 'current';
}

/** @throws RequestError `body_invalid` for bytes that are no text: a decoder would put other characters in their place */
export function bodyOf(event: APIGatewayProxyEventV2): string {
  const body = event.body ?? '';
  if (!event.isBase64Encoded) return body;
  const bytes = Buffer.from(body, 'base64');
  if (!isUtf8(bytes)) refuse('body_invalid', { found: 'it is not UTF-8' });
  return bytes.toString('utf8');
}

/** @throws RequestError `schema_invalid` with every property that is wrong */
export function validated<Schema extends v.GenericSchema>(schema: Schema, body: JsonObject): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (!result.success) refuseAny(result.issues.map(toIssue));
  return v.parse(schema, body);
}

/** Valibot's own message quotes what it received, so none of it is used. */
function toIssue(issue: v.BaseIssue<unknown>): Issue {
  const pointer = (issue.path ?? []).reduce((parent, step) => pointerOf(parent, String(step.key).slice(0, 64)), '');
  const expected = expectedOf(issue);
  return { code: 'schema_invalid', where: { pointer, found: foundOf(issue), ...(expected !== null && { expected }) } };
}

function expectedOf(issue: v.BaseIssue<unknown>): string | null {
  if (issue.kind === 'schema') return issue.expected;
  return Object.values(FORMS).find((form) => form === issue.message) ?? null;
}

function foundOf(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object') return issue.expected === 'never' ? 'is not a property of this request' : 'is missing';
  return issue.kind === 'schema' && issue.type !== 'picklist' ? 'has the wrong type' : 'does not have the form of this property';
}
