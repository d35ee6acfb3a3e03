import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Checksum, Provider, SourceData } from '@smithy/types';
import { RotationError } from './rotation-error.ts';

/** One request to the resolver's API, for example `ask('GET', '/v1/connections?limit=1')`; the JSON of its answer. @throws RotationError */
export type Ask = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<unknown>;
export type Signing = { readonly apiUrl: string; readonly region: string; readonly credentials: AwsCredentialIdentity | Provider<AwsCredentialIdentity> };

const LONGEST_MS = 20_000;

/** The API as an IAM role calls it: the routes under /iam, signed with Signature Version 4. No token is kept anywhere. */
export function signedApi({ apiUrl, region, credentials }: Signing): Ask {
  const signer = new SignatureV4({ credentials, region, service: 'execute-api', sha256: Sha256 });
  return async (method, path, body) => {
    const url = new URL(`/iam${path}`, apiUrl);
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const { headers } = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...text,
    });
    const { host: _, ...sent } = headers;
    const response = await fetch(url, { method, headers: sent, redirect: 'error', signal: AbortSignal.timeout(LONGEST_MS), ...text }).catch(() => {
      throw new RotationError(`${method} ${path} was not answered.`);
    });
    const answer = await jsonOf(response);
    if (!response.ok) throw new RotationError(`${method} ${path} was answered with ${response.status} ${codeIn(answer)}.`);
    return answer;
  };
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/** The code of a problem document; its texts stay out of the log. */
function codeIn(answer: unknown): string {
  const code: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'code') : null;
  return typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? code : 'without a code';
}

class Sha256 implements Checksum {
  readonly #secret: Uint8Array | null;
  #parts: Uint8Array[] = [];

  constructor(secret?: SourceData) {
    this.#secret = secret === undefined ? null : bytesOf(secret);
  }

  update(data: SourceData): void {
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
