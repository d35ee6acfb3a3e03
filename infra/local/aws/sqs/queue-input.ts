import { isJsonObject, type Json, type JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { invalidParameter, missingParameter, queueDoesNotExist } from './queue-errors.ts';

type Range = { readonly least: number; readonly most: number };

/** @throws AwsError MissingParameter also for an empty text */
export function textIn(input: JsonObject, name: string): string {
  const value = input[name];
  if (typeof value !== 'string' || value === '') throw missingParameter(name);
  return value;
}

/** Undefined where it is left out. @throws AwsError InvalidParameterValue */
export function integerIn(input: JsonObject, name: string, { least, most }: Range): number | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw invalidParameter(name, `Must be between ${least} and ${most}, if provided.`);
  return value;
}

/** The texts of a list; none where it is left out. */
export function textsIn(input: JsonObject, name: string): readonly string[] {
  const list = input[name];
  return Array.isArray(list) ? list.filter((item: Json) => typeof item === 'string') : [];
}

export function objectIn(input: JsonObject, name: string): JsonObject {
  const value = input[name];
  return value !== undefined && isJsonObject(value) ? value : {};
}

/**
 * Account and name in a queue URL. Scheme and host do not count, so that the URL of the template reaches the same queue.
 * @throws AwsError MissingParameter, InvalidAddress, QueueDoesNotExist
 */
export function queueIn(input: JsonObject): { readonly account: string; readonly name: string } {
  const url = textIn(input, 'QueueUrl');
  if (!URL.canParse(url)) throw new AwsError('InvalidAddress', 'The queue URL is not an address of this endpoint.');
  const [, account, name] = /^\/(\d{12})\/([\w-]{1,80}(?:\.fifo)?)$/.exec(new URL(url).pathname) ?? [];
  if (account === undefined || name === undefined) throw queueDoesNotExist();
  return { account, name };
}
