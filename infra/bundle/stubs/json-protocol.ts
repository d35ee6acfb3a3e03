import { faultOf, metadataOf, type Operation, post, textOf, type WireContext, type WireResponse } from './wire.ts';

/** What the SDK's schemas would make of a member that JSON has no form for. */
type Revive = (name: string, value: unknown) => unknown;
type Dialect = { readonly version: '1.0' | '1.1'; readonly revive: Revive };

/**
 * Replaces @aws-sdk/core's AwsJson protocols with their schema-driven codecs (28 kB for 1.1, 34 kB for 1.0 and DynamoDB's own): what these services
 * are asked is plain JSON, and bytes.
 * Unlike the SDK's, its error for an answer that is not JSON carries nothing of the answer.
 */
export class JsonProtocol {
  readonly #target: string;
  readonly #dialect: Dialect;

  constructor(serviceTarget: string, dialect: Dialect) {
    this.#target = serviceTarget;
    this.#dialect = dialect;
  }

  getShapeId(): string {
    return `aws.protocols#awsJson${this.#dialect.version.replace('.', '_')}`;
  }

  setSerdeContext(): void {
    // Nothing is kept between calls.
  }

  async serializeRequest({ name }: Operation, input: object, context: WireContext): Promise<object> {
    const headers = { 'content-type': `application/x-amz-json-${this.#dialect.version}`, 'x-amz-target': `${this.#target}.${name}` };
    return post(context, headers, JSON.stringify(input, writeMember));
  }

  async deserializeResponse(_operation: Operation, context: WireContext, response: WireResponse): Promise<object> {
    const answer = answerOf(await textOf(response, context), this.#dialect.revive);
    if (response.statusCode >= 300) throw faultOf({ ...describe(answer, response), response });
    if (answer === null) throw faultOf({ name: 'SyntaxError', message: 'The answer is not a JSON object.', response });
    return { ...answer, $metadata: metadataOf(response) };
  }
}

export function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** Bytes as base64, dates as epoch seconds. Both have written themselves before a replacer sees them, so the member is read again. */
function writeMember(this: unknown, name: string, value: unknown): unknown {
  const member: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, name) : value;
  if (member instanceof Date) return member.getTime() / 1_000;
  return member instanceof Uint8Array ? Buffer.from(member).toString('base64') : value;
}

/** Null is nothing, in every dialect. */
function answerOf(text: string, revive: Revive): Readonly<Record<string, unknown>> | null {
  try {
    const answer: unknown = JSON.parse(text, (name: string, value: unknown) => (value === null ? undefined : revive(name, value)));
    return typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? Object.fromEntries(Object.entries(answer)) : null;
  } catch {
    return null; // the native error quotes the answer
  }
}

/** Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html, "Operation error serialization". */
function errorName(type: string): string {
  return type.replace(/^.*#/, '').replace(/[,:].*$/, '');
}

function describe(answer: Readonly<Record<string, unknown>> | null, { headers }: WireResponse): { readonly name: string; readonly message: string } {
  const { __type: type, message, Message = message } = answer ?? {};
  const name = typeof type === 'string' ? type : (headers['x-amzn-errortype'] ?? 'Unknown');
  return { name: errorName(name), message: typeof Message === 'string' ? Message : 'UnknownError' };
}
