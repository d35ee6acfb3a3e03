import type { IncomingMessage } from 'node:http';

/** A request as it came over the wire. */
export type ReceivedRequest = {
  readonly method: string;
  /** Percent-decoded, as an HTTP API hands it on. */
  readonly path: string;
  /** Still encoded. */
  readonly rawQuery: string;
  /** Lower-case names, several values of one name joined by ",". Without cookies and without the headers of one hop. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly sourceIp: string;
  readonly port: number;
};

const ONE_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade', 'expect', 'proxy-connection']);

/** Null for a path whose percent encoding is broken. */
export function receive(request: IncomingMessage): ReceivedRequest | null {
  const [rawPath = '/', ...query] = (request.url ?? '/').split('?');
  const path = decodePart(rawPath);
  if (path === null) return null;
  const { cookie = '', ...headers } = joinHeaders(request.rawHeaders);
  return {
    method: request.method ?? 'GET',
    path,
    rawQuery: query.join('?'),
    headers,
    cookies: cookie.split(/[;,]\s*/).filter((text) => text !== ''),
    sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    port: request.socket.localPort ?? 0,
  };
}

/** A percent-decoded text, null where that cannot be done. */
export function decodePart(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

// From the raw list: Node drops the second value of some names, and what the function reads must be what the authorizer judged.
function joinHeaders(raw: readonly string[]): Record<string, string> {
  const joined = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const earlier = joined.get(name);
    const value = raw[index + 1] ?? '';
    if (!ONE_HOP.has(name)) joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(joined);
}
