import type * as v from 'valibot';
import type { ConnectionFields } from '../connections/connection-fields.ts';
import { type Issue, refuse, refuseAny } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { pointerOf } from '../masks/json-pointer.ts';
import * as schemas from './connection-schemas.ts';
import type { StageChoice } from '../secrets/stage-choice.ts';
import { mergePatch } from './merge-patch.ts';
import { parseJsonObject } from './parse-json.ts';
import { bodyOf, stageOf, validated } from './parse.ts';
import { StoredTestRequest } from './schemas.ts';
import type { CallerEvent } from './caller-event.ts';

/** `project` is still to be decided by the caller's rights. */
export type AskedConnection = { readonly fields: ConnectionFields; readonly project: string | undefined; readonly body: JsonObject };

const MAX_BYTES = 256 * 1024;

/** @throws RequestError `body_too_large`, `body_invalid`, `schema_invalid` with every property that is wrong */
export function parseNewConnection(event: CallerEvent): AskedConnection {
  const body = parseJsonObject(bodyOf(event));
  refuseLists(body);
  const { project, ...fields } = validated(schemas.NewConnection, body);
  return { fields: withDefaults(fields, body), project, body };
}

/**
 * The fields after a JSON merge patch (RFC 7396).
 * @throws RequestError `body_too_large`, `body_invalid`, `schema_invalid` with every property that is wrong
 */
export function parsePatch(event: CallerEvent, fields: ConnectionFields): ConnectionFields {
  const patch = parseJsonObject(bodyOf(event));
  validated(schemas.ConnectionPatch, patch);
  const { method, ...others } = fields;
  const merged = mergePatch({ ...others, ...(method !== undefined && { method }) }, patch);
  // Many small patches must not build what could not have been sent at once.
  if (Buffer.byteLength(JSON.stringify(merged)) > MAX_BYTES) refuse('body_too_large');
  refuseLists(merged);
  return withDefaults(validated(schemas.ConnectionFields, merged), merged);
}

/** Valibot takes a list for a record. */
function refuseLists(body: JsonObject): void {
  const lists = ['config', 'labels'].filter((name) => Array.isArray(body[name]));
  refuseAny(lists.map((name) => ({ code: 'schema_invalid', where: { pointer: `/${name}`, found: 'has the wrong type', expected: 'an object' } })));
}

/** The body as it counts for `Idempotency-Key`. */
export type AskedStoredTest = { readonly stage: StageChoice; readonly body: JsonObject };

/**
 * A stored connection is tested as it is: nothing may be said of it, but at which stage of its secrets.
 * @throws RequestError `schema_invalid` for every property that is wrong, `body_invalid`
 */
export function parseStoredTest(event: CallerEvent): AskedStoredTest {
  const text = bodyOf(event);
  if (text.trim() === '') return { stage: 'current', body: {} };
  const body = parseJsonObject(text);
  const names = Object.keys(body).filter((name) => name !== 'options');
  refuseAny(names.map(overriding));
  return { stage: stageOf(validated(StoredTestRequest, body).options), body };
}

function overriding(name: string): Issue {
  const pointer = pointerOf('', name.slice(0, 64));
  return {
    code: 'schema_invalid',
    where: { pointer, found: 'is not a property of this request', expected: 'no body, or "options" alone; PATCH changes a connection' },
  };
}

function withDefaults(valid: v.InferOutput<typeof schemas.ConnectionFields>, body: JsonObject): ConnectionFields {
  const config = body['config'];
  const { name, connector, method, schedule = null, labels = {} } = valid;
  return { name, connector, method, config: isJsonObject(config) ? config : {}, schedule, labels };
}
