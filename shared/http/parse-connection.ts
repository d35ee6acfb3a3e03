import type * as v from 'valibot';
import type { ConnectionFields } from '../connections/connection-fields.ts';
import { refuse, refuseAny } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import * as schemas from './connection-schemas.ts';
import { mergePatch } from './merge-patch.ts';
import { parseJsonObject } from './parse-json.ts';
import { bodyOf, validated } from './parse.ts';
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

function withDefaults(valid: v.InferOutput<typeof schemas.ConnectionFields>, body: JsonObject): ConnectionFields {
  const config = body['config'];
  const { name, connector, method, expectIdentity = null, schedule = null, labels = {} } = valid;
  return { name, connector, method, config: isJsonObject(config) ? config : {}, expectIdentity, schedule, labels };
}
