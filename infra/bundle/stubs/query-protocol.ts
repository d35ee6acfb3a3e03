import { parseXML } from '@aws-sdk/xml-builder';
import { faultOf, metadataOf, type Operation, post, textOf, type WireContext, type WireResponse } from './wire.ts';

type Node = Readonly<Record<string, unknown>>;

/**
 * Replaces @aws-sdk/core's AwsQueryProtocol with its schema-driven codecs (12 kB): STS is asked texts, numbers and lists of them.
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export class AwsQueryProtocol {
  readonly #version: string;

  constructor({ version }: { readonly version: string }) {
    this.#version = version;
  }

  getShapeId(): string {
    return 'aws.protocols#awsQuery';
  }

  setSerdeContext(): void {
    // Nothing is kept between calls.
  }

  async serializeRequest({ name }: Operation, input: object, context: WireContext): Promise<object> {
    const fields = [['Action', name], ['Version', this.#version], ...flat(input, '')];
    const body = fields.map(([field = '', value = '']) => `${encode(field)}=${encode(value)}`).join('&');
    return post(context, { 'content-type': 'application/x-www-form-urlencoded' }, body);
  }

  async deserializeResponse({ name }: Operation, context: WireContext, response: WireResponse): Promise<object> {
    const [answer] = Object.values(parsed(await textOf(response, context)));
    if (response.statusCode >= 300) throw faultOf({ ...describe(answer), response });
    const result = inside(answer, `${name}Result`);
    if (!isNode(result)) throw faultOf({ name: 'SyntaxError', message: `The answer holds no ${name}Result.`, response });
    return { ...revived(result), $metadata: metadataOf(response) };
  }
}

/** {Tags: [{Key: "a"}]} is Tags.member.1.Key=a */
function flat(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [[path, String(value)]];
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, item]) => flat(item, [path, isList ? `member.${Number(key) + 1}` : key].filter((part) => part !== '').join('.')));
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function parsed(xml: string): Node {
  try {
    return parseXML(xml);
  } catch {
    return {}; // an HTML page, most likely; the native error would quote it
  }
}

function describe(answer: unknown): { readonly name: string; readonly message: string } {
  const [name, message] = ['Code', 'Message'].map((field) => inside(inside(answer, 'Error'), field));
  return { name: typeof name === 'string' ? name : 'Unknown', message: typeof message === 'string' ? message : 'UnknownError' };
}

function revived(node: Node): Node {
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, isNode(value) ? revived(value) : reviveLeaf(name, value)]));
}

function reviveLeaf(name: string, value: unknown): unknown {
  if (name === 'Expiration') return new Date(String(value));
  return name === 'PackedPolicySize' ? Number(value) : value;
}

function inside(node: unknown, name: string): unknown {
  return isNode(node) ? node[name] : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
