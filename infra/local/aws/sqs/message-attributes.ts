import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { invalidParameter } from './queue-errors.ts';
import { objectIn } from './queue-input.ts';
import type { MessageAttribute, MessageAttributes } from './queue-message.ts';

const MAX_ATTRIBUTES = 10;
const NAME = /^(?!(?:aws|amazon)\.)(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;
const DATA_TYPE = /^(?:String|Number|Binary)(?:\.[^\s]{1,249})?$/;

/** The attributes of a message that is sent. Source: developer guide, "Message metadata". @throws AwsError InvalidParameterValue */
export function attributesIn(input: JsonObject): MessageAttributes {
  if (Object.keys(objectIn(input, 'MessageSystemAttributes')).length > 0)
    throw new AwsError('UnsupportedOperation', 'The embedded queues keep no system attributes of the sender.');
  const given = Object.entries(objectIn(input, 'MessageAttributes'));
  if (given.length > MAX_ATTRIBUTES)
    throw invalidParameter('MessageAttributes', `Number of message attributes exceeds the allowed maximum [${MAX_ATTRIBUTES}].`);
  return Object.fromEntries(given.map(([name, value]) => [nameChecked(name), attributeOf(value)]));
}

/** Those asked for: "All", ".*", a name, or "prefix.*". */
export function chosenAttributes(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const isChosen = (name: string): boolean =>
    names.some((asked) => asked === 'All' || asked === name || (asked.endsWith('.*') && name.startsWith(asked.slice(0, -1))) || asked === '.*');
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isChosen(name)));
}

export function md5Of(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** Source: developer guide, "Calculating the MD5 message digest for message attributes". */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const hash = createHash('md5');
  const add = (bytes: Uint8Array): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { DataType, StringValue, BinaryValue = '' }] of Object.entries(attributes).toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Uint8Array.of(StringValue === undefined ? 2 : 1));
    add(StringValue === undefined ? Buffer.from(BinaryValue, 'base64') : Buffer.from(StringValue));
  }
  return hash.digest('hex');
}

/** What counts against the size limit: body, and of each attribute its name, type and value. */
export function bytesOf({ body, attributes }: { readonly body: string; readonly attributes: MessageAttributes }): number {
  const parts = Object.entries(attributes).map(
    ([name, { DataType, StringValue = '', BinaryValue = '' }]) => Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, 'base64'),
  );
  return parts.reduce((sum, bytes) => sum + bytes, Buffer.byteLength(body));
}

function nameChecked(name: string): string {
  if (!NAME.test(name))
    throw invalidParameter('MessageAttributes', 'A message attribute name can contain only A-Z, a-z, 0-9, underscores, hyphens and periods.');
  return name;
}

function attributeOf(json: Json): MessageAttribute {
  const given = isJsonObject(json) ? json : {};
  const DataType = given['DataType'];
  if (typeof DataType !== 'string' || !DATA_TYPE.test(DataType))
    throw invalidParameter('MessageAttributes', 'The type of a message attribute must be String, Number or Binary.');
  const name = DataType.startsWith('Binary') ? 'BinaryValue' : 'StringValue';
  const value = given[name];
  if (typeof value !== 'string' || value === '') throw invalidParameter('MessageAttributes', 'A message attribute must contain a non-empty value of its type.');
  return { DataType, [name]: value };
}
