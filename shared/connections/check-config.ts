import type { Field } from '../connectors/connector.ts';
import type { Issue } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { pointerOf } from '../masks/json-pointer.ts';

export type CheckedConfig = { readonly config: JsonObject; readonly plain: Readonly<Record<string, string>>; readonly issues: readonly Issue[] };

/**
 * Holds a config against the declared fields; defaults are filled in. Every issue is reported, none thrown.
 * `masked` has the JSON Pointers of texts that hold a mask, or something that was meant to be one and is reported as such.
 */
export function checkConfig(config: JsonObject, fields: readonly Field[], masked: ReadonlySet<string>): CheckedConfig {
  const complete: Record<string, Json> = Object.create(null);
  const plain: Record<string, string> = Object.create(null);
  const issues: Issue[] = unknownFields(config, fields);
  for (const field of fields) {
    const value = Object.hasOwn(config, field.name) ? config[field.name] : field.default;
    issues.push(...issuesOfField(field, value, masked));
    if (value === undefined) continue;
    complete[field.name] = value;
    if (!field.maskable && typeof value === 'string') plain[field.name] = value;
  }
  return { config: complete, plain, issues };
}

function unknownFields(config: JsonObject, fields: readonly Field[]): Issue[] {
  const known = new Set(fields.map((field) => field.name));
  return Object.keys(config)
    .filter((name) => !known.has(name))
    .map((name) => issue(pointerOf('/config', name), 'is not a field of this way to connect', [...known].join(', ')));
}

function issuesOfField(field: Field, value: Json | undefined, masked: ReadonlySet<string>): readonly Issue[] {
  const pointer = pointerOf('/config', field.name);
  if (value === undefined) return field.required ? [issue(pointer, 'is missing', described(field))] : [];
  if (field.kind === 'map') return issuesOfMap(pointer, value);
  if (typeof value !== 'string') return [issue(pointer, `is ${typeName(value)}, not text`, described(field))];
  if (value === '') return field.required ? [issue(pointer, 'is empty', described(field))] : [];
  if (masked.has(pointer)) return [];
  return field.kind === 'secret' ? [plainSecret(pointer, field)] : issuesOfText(pointer, value, field);
}

function issuesOfMap(pointer: string, value: Json): readonly Issue[] {
  if (!isJsonObject(value)) return [issue(pointer, `is ${typeName(value)}, not an object of name and text`, '{"name": "text"}')];
  return Object.entries(value)
    .filter(([, text]) => typeof text !== 'string')
    .map(([name, other]) => issue(pointerOf(pointer, name), `is ${typeName(other)}, not text`, 'text'));
}

function issuesOfText(pointer: string, value: string, field: Field): readonly Issue[] {
  if (field.options && !field.options.includes(value)) return [issue(pointer, 'is not one of the choices', field.options.join(', '))];
  if (field.pattern !== undefined && !new RegExp(field.pattern).test(value)) return [issue(pointer, 'does not have the form of this field', described(field))];
  return [];
}

function plainSecret(pointer: string, field: Field): Issue {
  return { code: 'plain_secret_refused', where: { pointer, rewrite: `{{workato:sm:<${field.label} key name>:<secret ARN>}}` } };
}

function issue(pointer: string, found: string, expected: string): Issue {
  return { code: 'schema_invalid', where: { pointer, found, expected } };
}

function described(field: Field): string {
  const example = field.example === undefined ? '' : `, for example ${field.example}`;
  return `${field.label}${field.help === undefined ? '' : ` (${field.help})`}${example}`;
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
