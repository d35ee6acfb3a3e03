import { isJsonObject, type Json, type JsonObject } from '../../../../shared/json.ts';
import { AwsError, constraintError } from '../aws-error.ts';

type TextRule = { readonly type: 'text'; readonly min: number; readonly max: number; readonly pattern?: RegExp };
type NumberRule = { readonly type: 'number'; readonly min: number; readonly max: number };
type ListRule = { readonly type: 'list'; readonly min: number; readonly max: number; readonly item: Rule };
type ObjectRule = { readonly type: 'object'; readonly members: Rules };
type Rule = (TextRule | NumberRule | ListRule | ObjectRule | { readonly type: 'flag' }) & { readonly required?: boolean };
/** The members of an input and their constraints. Members without a rule are ignored, as AWS does. */
export type Rules = Readonly<Record<string, Rule>>;

const text = (min: number, max: number): TextRule => ({ type: 'text', min, max });
const list = (item: Rule, min: number, max: number): ListRule => ({ type: 'list', item, min, max });
const needed = <R extends Rule>(rule: R): R & { readonly required: true } => ({ ...rule, required: true });

const VALUE_BYTES = 65_536;
const TAG: Rule = { type: 'object', members: { Key: needed(text(1, 128)), Value: text(0, 256) } };
const FILTER: Rule = { type: 'object', members: { Key: text(1, 64), Values: list(text(0, 512), 1, 10) } };

/**
 * The constraints of AWS's own service model (secretsmanager 2017-10-17), for the members that are used here.
 * Lengths of values are bytes: that is the documented limit.
 */
export const RULES = {
  secretId: needed(text(1, 2048)),
  secretIds: list(text(1, 2048), 1, 20),
  name: needed(text(1, 512)),
  token: text(32, 64),
  description: text(0, 2048),
  kmsKeyId: text(0, 2048),
  secretString: text(1, VALUE_BYTES),
  // base64 is a third longer; the exact limit is checked on the bytes.
  secretBinary: text(1, VALUE_BYTES * 2),
  versionId: text(32, 64),
  stage: text(1, 256),
  stages: list(text(1, 256), 1, 20),
  tags: list(TAG, 0, 200),
  tagKeys: needed(list(text(1, 128), 0, 200)),
  flag: { type: 'flag' },
  days: { type: 'number', min: -2_147_483_648, max: 2_147_483_647 },
  maxResults: { type: 'number', min: 1, max: 100 },
  maxBatch: { type: 'number', min: 1, max: 20 },
  nextToken: text(1, 4096),
  filters: list(FILTER, 0, 10),
  sortOrder: { type: 'text', min: 1, max: 4, pattern: /^(?:asc|desc)$/ },
  sortBy: { type: 'text', min: 1, max: 20, pattern: /^(?:created-date|last-accessed-date|last-changed-date|name)$/ },
  passwordLength: { type: 'number', min: 1, max: 4096 },
  characters: text(0, 4096),
} as const satisfies Rules;

/** Marks a rule as required. */
export { needed };

/** @throws AwsError ValidationException or SerializationException; neither quotes what was sent */
export function validate(input: JsonObject, rules: Rules): void {
  for (const [name, rule] of Object.entries(rules)) check(input[name], name, rule);
}

function check(value: Json | undefined, name: string, rule: Rule): void {
  if (value === undefined || value === null) {
    if (rule.required) throw constraintError('null', name, 'Member must not be null');
    return;
  }
  if (rule.type === 'text') checkText(value, name, rule);
  else if (rule.type === 'number') checkNumber(value, name, rule);
  else if (rule.type === 'list') checkList(value, name, rule);
  else if (rule.type === 'object') checkObject(value, name, rule);
  else if (typeof value !== 'boolean') throw wrongType(name);
}

function checkNumber(value: Json, name: string, rule: NumberRule): void {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(name);
  if (value < rule.min) throw constraintError('as sent', name, `Member must have value greater than or equal to ${rule.min}`);
  if (value > rule.max) throw constraintError('as sent', name, `Member must have value less than or equal to ${rule.max}`);
}

function checkText(value: Json, name: string, rule: TextRule): void {
  if (typeof value !== 'string') throw wrongType(name);
  const length = Buffer.byteLength(value);
  if (length < rule.min) throw constraintError('as sent', name, `Member must have length greater than or equal to ${rule.min}`);
  if (length > rule.max) throw constraintError('as sent', name, `Member must have length less than or equal to ${rule.max}`);
  if (rule.pattern?.test(value) === false) throw constraintError('as sent', name, 'Member must satisfy enum value set');
}

function checkObject(value: Json, name: string, rule: ObjectRule): void {
  if (!isJsonObject(value)) throw wrongType(name);
  for (const [member, inner] of Object.entries(rule.members)) check(value[member], `${name}.${member}`, inner);
}

function checkList(value: Json, name: string, rule: ListRule): void {
  if (!Array.isArray(value)) throw wrongType(name);
  if (value.length < rule.min) throw constraintError('as sent', name, `Member must have length greater than or equal to ${rule.min}`);
  if (value.length > rule.max) throw constraintError('as sent', name, `Member must have length less than or equal to ${rule.max}`);
  for (const [index, item] of value.entries()) check(item, `${name}.${index + 1}.member`, rule.item);
}

function wrongType(name: string): AwsError {
  return new AwsError('SerializationException', `The member ${name} is of the wrong JSON type.`);
}
