import { bytesOf, JsonProtocol } from './json-protocol.ts';

/** Of an attribute value {B: "AAE="} and {BS: ["AAE="]} are bytes. An attribute that is called B holds an object, and stays as it is. */
function revive(name: string, value: unknown): unknown {
  if (name === 'B' && typeof value === 'string') return bytesOf(value);
  const isBytes = name === 'BS' && Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isBytes ? value.map((item: string) => bytesOf(item)) : value;
}

/** For the items of DynamoDB; its tables and backups, whose dates are epoch seconds, are no business of a function. */
export class AwsJson1_0Protocol extends JsonProtocol {
  constructor({ serviceTarget }: { readonly serviceTarget: string }) {
    super(serviceTarget, { version: '1.0', revive });
  }
}
