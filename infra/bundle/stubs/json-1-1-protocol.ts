import { bytesOf, JsonProtocol } from './json-protocol.ts';

/** Epoch seconds become Dates, base64 becomes bytes, as the SDK's schemas would have it for Secrets Manager. */
function revive(name: string, value: unknown): unknown {
  if (typeof value === 'number' && name.endsWith('Date')) return new Date(value * 1_000);
  return typeof value === 'string' && name === 'SecretBinary' ? bytesOf(value) : value;
}

export class AwsJson1_1Protocol extends JsonProtocol {
  constructor({ serviceTarget }: { readonly serviceTarget: string }) {
    super(serviceTarget, { version: '1.1', revive });
  }
}
