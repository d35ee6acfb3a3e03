import { isJsonObject, type JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import type { SecretValue } from './secret-record.ts';

const MAX_BYTES = 65_536;
const MAX_TAGS = 50;
const NAME = /^[A-Za-z0-9/_+=.@!-]+$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export function textIn(input: JsonObject, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}

export function numberIn(input: JsonObject, name: string): number | undefined {
  const value = input[name];
  return typeof value === 'number' ? value : undefined;
}

export function flagIn(input: JsonObject, name: string): boolean | undefined {
  const value = input[name];
  return typeof value === 'boolean' ? value : undefined;
}

export function textsIn(input: JsonObject, name: string): readonly string[] | undefined {
  const value = input[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined;
}

export function objectsIn(input: JsonObject, name: string): readonly JsonObject[] | undefined {
  const value = input[name];
  return Array.isArray(value) ? value.filter(isJsonObject) : undefined;
}

/** @throws AwsError for a name that no secret can have */
export function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new AwsError('ValidationException', 'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!');
}

/** The value of SecretString or SecretBinary. @throws AwsError where both are there, or too long */
export function secretValueIn(input: JsonObject): SecretValue | undefined {
  const [text, base64] = [textIn(input, 'SecretString'), textIn(input, 'SecretBinary')];
  if (text !== undefined && base64 !== undefined) {
    throw new AwsError('InvalidParameterException', "You can't specify both a binary secret value and a string secret value in the same secret.");
  }
  if (base64 === undefined) return text === undefined ? undefined : { text };
  if (!BASE64.test(base64)) throw new AwsError('SerializationException', 'SecretBinary is not base64.');
  const { byteLength } = Buffer.from(base64, 'base64');
  if (byteLength > MAX_BYTES) throw new AwsError('ValidationException', `SecretBinary must have length less than or equal to ${MAX_BYTES}`);
  return { base64 };
}

/** @throws AwsError for keys of AWS's own, keys given twice, or too many */
export function tagsIn(input: JsonObject): Readonly<Record<string, string>> {
  const pairs = (objectsIn(input, 'Tags') ?? []).map((tag) => [textIn(tag, 'Key') ?? '', textIn(tag, 'Value') ?? ''] as const);
  const keys = new Set(pairs.map(([key]) => key));
  if (keys.size < pairs.length) throw new AwsError('InvalidParameterException', 'The request contains duplicate tag keys.');
  if ([...keys].some((key) => key.toLowerCase().startsWith('aws:')))
    throw new AwsError('InvalidParameterException', 'Tag keys that start with "aws:" are reserved.');
  checkTagCount(keys.size);
  return Object.fromEntries(pairs);
}

/** @throws AwsError */
export function checkTagCount(count: number): void {
  if (count > MAX_TAGS) throw new AwsError('InvalidParameterException', `A secret has at most ${MAX_TAGS} tags.`);
}

/**
 * The request's own token, which becomes the version's id.
 * @throws AwsError: AWS wants one; SDKs and the CLI send it unasked (recorded from AWS 2023-05-12)
 */
export function requestTokenIn(input: JsonObject): string {
  const token = textIn(input, 'ClientRequestToken');
  if (token === undefined) throw new AwsError('InvalidRequestException', 'You must provide a ClientRequestToken value. We recommend a UUID-type value.');
  return token;
}
