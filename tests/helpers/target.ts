import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type Target = {
  /** "127.0.0.1:40123" */
  readonly host: string;
  readonly url: string;
  /** Requests so far: method, path with query, headers. */
  readonly requests: { readonly method: string; readonly path: string; readonly headers: IncomingMessage['headers'] }[];
  readonly close: () => Promise<void>;
};

/** A target on loopback that answers as told and remembers what it was sent. */
export async function startTarget(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Target> {
  const requests: Target['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { host, url: `http://${host}`, requests, close };
}

/** Says everything it was sent back: in body, headers, cookie and reason phrase. */
export function reflect(request: IncomingMessage, response: ServerResponse): void {
  const sent = [request.headers.authorization, request.headers['x-api-key'], request.url].filter((text) => text !== undefined).join(' ');
  const line = sent.replace(/[^\x20-\x7e]/g, '');
  response.writeHead(Number(/status=(\d+)/.exec(request.url ?? '')?.[1] ?? 418), line, {
    'x-echo': line,
    'set-cookie': `seen=${encodeURIComponent(line)}`,
    location: `/${encodeURIComponent(line)}`,
  });
  response.end(JSON.stringify({ message: `you sent ${sent}`, name: sent }));
}
