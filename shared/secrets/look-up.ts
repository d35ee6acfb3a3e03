import type { VerdictCode } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { parsePointer } from '../masks/json-pointer.ts';
import type { SecretReference } from '../masks/secret-reference.ts';
import { Secret } from './secret.ts';

/** Why a reference names no value; `found` is the JSON type that stands there instead. */
export type Miss = { readonly code: Extract<VerdictCode, 'key_not_found' | 'value_not_text' | 'value_empty'>; readonly found?: string };

/** What people read for a reference: its key, or its path, which starts at the secret's root and so says all. */
export function nameOf(reference: SecretReference): string {
  return reference.path ?? reference.keyName;
}

/**
 * The value a reference names, own properties only. Booleans and safe integers become their canonical text;
 * other numbers are a miss, since JSON.parse has already rounded them.
 */
export function lookUp(pairs: JsonObject, reference: SecretReference): Secret | Miss {
  const tokens = reference.path === null ? [reference.keyName] : parsePointer(reference.path);
  let value: Json | undefined = tokens === null ? undefined : pairs;
  for (const token of tokens ?? []) value = value === undefined ? undefined : member(value, token);
  return value === undefined ? { code: 'key_not_found' } : asSecret(value);
}

function member(parent: Json, token: string): Json | undefined {
  if (Array.isArray(parent)) return /^(?:0|[1-9]\d*)$/.test(token) ? parent[Number(token)] : undefined;
  return isJsonObject(parent) && Object.hasOwn(parent, token) ? parent[token] : undefined;
}

function asSecret(value: Json): Secret | Miss {
  if (value === '') return { code: 'value_empty' };
  if (typeof value === 'string') return new Secret(value);
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isSafeInteger(value))) return new Secret(String(value));
  return { code: 'value_not_text', found: typeName(value) };
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : 'a number';
}
