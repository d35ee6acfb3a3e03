import type { JsonObject } from '../../../../shared/json.ts';
import { constraint, field, invalid, type TextRule } from '../form-field.ts';

const NAME = /^[\w+=,.@-]+$/;
const PATH: TextRule = { min: 1, max: 512, pattern: /^\/(?:[\u0021-\u007e]+\/)?$/ };
const MIN_SECONDS = 3600;
const MAX_SECONDS = 43_200;

/** Parameters that are not named are refused: to leave one out in silence would make another role than was asked for. @throws AwsError ValidationError */
export function refuseOthers(form: JsonObject, known: readonly string[]): void {
  const other = Object.keys(form).find((name) => !['Action', 'Version', ...known].includes(name));
  if (other !== undefined) throw invalid('The local IAM does not know one of the parameters.');
}

export function roleNameIn(form: JsonObject): string {
  return field(form, 'RoleName', { min: 1, max: 64, pattern: NAME });
}

export function policyNameIn(form: JsonObject): string {
  return field(form, 'PolicyName', { min: 1, max: 128, pattern: NAME });
}

export function pathIn(form: JsonObject): string {
  return form['Path'] === undefined ? '/' : field(form, 'Path', PATH);
}

export function descriptionIn(form: JsonObject): string | null {
  return form['Description'] === undefined ? null : field(form, 'Description', { min: 0, max: 1000, pattern: /^[\p{L}\p{M}\p{Z}\p{S}\p{N}\p{P}\t\n\r]*$/u });
}

/** The text of a policy document. */
export function documentIn(form: JsonObject, name: string): string {
  return field(form, name, { min: 1, max: 131_072, pattern: /^[\t\n\r\u0020-\u00ff]+$/ });
}

export function boundaryIn(form: JsonObject): string | null {
  return form['PermissionsBoundary'] === undefined ? null : field(form, 'PermissionsBoundary', { min: 20, max: 2048, pattern: /^arn:/ });
}

export function maxSessionSecondsIn(form: JsonObject): number {
  return form['MaxSessionDuration'] === undefined ? MIN_SECONDS : numberIn(form, 'MaxSessionDuration', { min: MIN_SECONDS, max: MAX_SECONDS });
}

export function numberIn(form: JsonObject, name: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const value = Number(form[name]);
  if (!Number.isSafeInteger(value)) throw invalid(`${name} is not an integer.`);
  if (value < min) throw constraint(name, `Member must have value greater than or equal to ${min}`);
  if (value > max) throw constraint(name, `Member must have value less than or equal to ${max}`);
  return value;
}
