import type { JsonObject } from '../../../shared/json.ts';
import { AwsError } from './aws-error.ts';

export type TextRule = { readonly min: number; readonly max: number; readonly pattern: RegExp };

/** A field of the query protocol that has to be there. @throws AwsError ValidationError */
export function field(form: JsonObject, name: string, rule: TextRule): string {
  const value = form[name];
  if (typeof value !== 'string') throw constraint(name, 'Member must not be null');
  if (value.length < rule.min) throw constraint(name, `Member must have length greater than or equal to ${rule.min}`);
  if (value.length > rule.max) throw constraint(name, `Member must have length less than or equal to ${rule.max}`);
  if (!rule.pattern.test(value)) throw constraint(name, `Member must satisfy regular expression pattern: ${rule.pattern.source}`);
  return value;
}

export function constraint(name: string, text: string): AwsError {
  return invalid(`1 validation error detected: Value at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: ${text}`);
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
