import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

export type SeenRequest = { readonly method: string; readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string };
export type CannedAnswer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string; readonly hangs?: boolean };
export type AwsDouble = { readonly url: string; readonly seen: SeenRequest[]; close(): Promise<void> };

/** A server on 127.0.0.1 that writes down what it is asked and answers what the test says; without an answer left, the last one again. */
export async function startAwsDouble(answers: readonly CannedAnswer[], tls?: { readonly key: string; readonly cert: string }): Promise<AwsDouble> {
  const seen: SeenRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status = 200, headers = {}, body = '', hangs = false } = answers[Math.min(seen.length, answers.length - 1)] ?? {};
      seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      if (!hangs) response.writeHead(status, headers).end(body);
    });
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, seen, close };
}
