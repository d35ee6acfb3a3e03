import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Checksum, HttpRequest, SourceData } from '@smithy/types';

export type Keys = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
export type Signing = { readonly keys: Keys; readonly region?: string; readonly service?: string; readonly at?: Date };
export type Unsigned = { readonly url: string; readonly method?: string; readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

/** The headers that the AWS SDK's signer puts on a request: all but Host, which follows from the address. */
export async function signatureOf({ url, method = 'GET', body, headers = {} }: Unsigned, signing: Signing): Promise<Record<string, string>> {
  const { host, hostname, port, pathname, searchParams } = new URL(url);
  const query: Record<string, string[]> = {};
  for (const [name, value] of searchParams) (query[name] ??= []).push(value);
  const request: HttpRequest = {
    method,
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: pathname,
    query,
    headers: { ...headers, host },
    ...(body !== undefined && { body }),
  };
  const { keys, region = 'us-east-1', service = 'execute-api', at } = signing;
  const signer = new SignatureV4({ credentials: keys, region, service, sha256: Sha256 });
  const { host: _, ...signed } = (await signer.sign(request, at ? { signingDate: at } : {})).headers;
  return signed;
}

class Sha256 implements Checksum {
  readonly #secret: Uint8Array | null;
  #parts: Uint8Array[] = [];

  constructor(secret?: SourceData) {
    this.#secret = secret === undefined ? null : bytesOf(secret);
  }

  update(data: Uint8Array): void {
    this.#parts.push(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    const hash = this.#secret === null ? createHash('sha256') : createHmac('sha256', this.#secret);
    return hash.update(Buffer.concat(this.#parts)).digest();
  }

  reset(): void {
    this.#parts = [];
  }
}

function bytesOf(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
