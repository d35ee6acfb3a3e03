import { faultOf, metadataOf, type Operation, post, textOf, type WireContext, type WireResponse } from './wire.ts';

/** Epoch seconds become Dates, base64 becomes bytes, null is nothing, as the SDK's schemas would have it for Secrets Manager. */
function revive(name: string, value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value === 'number' && name.endsWith('Date')) return new Date(value * 1_000);
  return typeof value === 'string' && name === 'SecretBinary' ? new Uint8Array(Buffer.from(value, 'base64')) : value;
}

/** Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html, "Operation error serialization". */
function errorName(type: string): string {
  return type.replace(/^.*#/, '').replace(/[,:].*$/, '');
}

/**
 * Replaces @aws-sdk/core's AwsJson1_1Protocol with its schema-driven codecs (28 kB): what Secrets Manager is asked are flat texts.
 * Unlike the SDK's, its error for an answer that is not JSON carries nothing of the answer.
 */
export class AwsJson1_1Protocol {
  readonly #target: string;

  constructor({ serviceTarget }: { readonly serviceTarget: string }) {
    this.#target = serviceTarget;
  }

  getShapeId(): string {
    return 'aws.protocols#awsJson1_1';
  }

  setSerdeContext(): void {
    // Nothing is kept between calls.
  }

  async serializeRequest({ name }: Operation, input: object, context: WireContext): Promise<object> {
    return post(context, { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${this.#target}.${name}` }, JSON.stringify(input));
  }

  async deserializeResponse(_operation: Operation, context: WireContext, response: WireResponse): Promise<object> {
    const answer = answerOf(await textOf(response, context));
    if (response.statusCode >= 300) throw faultOf({ ...describe(answer, response), response });
    if (answer === null) throw faultOf({ name: 'SyntaxError', message: 'The answer is not a JSON object.', response });
    return { ...answer, $metadata: metadataOf(response) };
  }
}

function answerOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const answer: unknown = JSON.parse(text, revive);
    return typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? Object.fromEntries(Object.entries(answer)) : null;
  } catch {
    return null; // the native error quotes the answer
  }
}

function describe(answer: Readonly<Record<string, unknown>> | null, { headers }: WireResponse): { readonly name: string; readonly message: string } {
  const { __type: type, message, Message = message } = answer ?? {};
  const name = typeof type === 'string' ? type : (headers['x-amzn-errortype'] ?? 'Unknown');
  return { name: errorName(name), message: typeof Message === 'string' ? Message : 'UnknownError' };
}
