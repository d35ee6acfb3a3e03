import type { IncomingMessage } from 'node:http';
import { ResolverError } from '../errors.ts';
import type { TargetResponse } from './exchange.ts';

export type Reading = { readonly isBodiless: boolean; readonly bodyBytes: number; readonly host: string };

/**
 * Reads an answer to its end, or as far as it is allowed. Compressed bodies are not unpacked: we asked for none, and a bomb would come that way.
 * @throws ResolverError `response_too_large` or `unexpected_response`; errors of the stream as they are, for the probe to judge
 */
export async function readResponse(response: IncomingMessage, reading: Reading): Promise<TargetResponse> {
  const declaredBytes = Number(response.headers['content-length'] ?? 0);
  if (!reading.isBodiless && declaredBytes > reading.bodyBytes) throw tooLarge(reading);
  const body = await bodyOf(response, reading);
  // Some .NET services send a byte order mark before their JSON.
  const bodyText = body.toString('utf8').replace(/^\uFEFF/, '');
  return { httpStatus: response.statusCode ?? 0, headers: headersOf(response), bodyText };
}

/** By events: an iterator over the stream costs more than the answer (measured, Node 24). */
function bodyOf(response: IncomingMessage, { bodyBytes, host }: Reading): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (!isIdentity(response.headers['content-encoding'])) reject(new ResolverError('unexpected_response', { host }));
      else if (bytes > bodyBytes) reject(tooLarge({ bodyBytes, host }));
      else chunks.push(chunk);
    });
    const cutShort = (): void => reject(new ResolverError('connect_failed', { host }));
    response.on('close', cutShort);
    response.on('error', reject);
    response.on('end', () => {
      response.off('close', cutShort);
      resolve(Buffer.concat(chunks));
    });
  });
}

/** All values of a name, where `response.headers` keeps the first of some. A cookie's may hold commas (RFC 6265 §3), so they stand in lines. */
function headersOf(response: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < response.rawHeaders.length; index += 2) {
    const name = (response.rawHeaders[index] ?? '').toLowerCase();
    const value = response.rawHeaders[index + 1] ?? '';
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier}${name === 'set-cookie' ? '\n' : ', '}${value}`);
  }
  return headers;
}

function isIdentity(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === '' || encoding.trim().toLowerCase() === 'identity';
}

function tooLarge(reading: Omit<Reading, 'isBodiless'>): ResolverError {
  return new ResolverError('response_too_large', { host: reading.host, expected: `${Math.ceil(reading.bodyBytes / 1024)} KiB` });
}
