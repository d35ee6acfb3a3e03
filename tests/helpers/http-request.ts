import { request } from 'node:http';

export type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string | string[] | undefined>>; readonly text: string };
export type Sent = {
  readonly port: number;
  readonly method?: string;
  readonly target?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
};

/** One request to 127.0.0.1, its head exactly as given: `Host` only if it stands in `headers`. */
export function send({ port, method = 'GET', target = '/', headers = [], body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const raw = [...headers, ...(body === undefined ? [] : [['content-length', String(Buffer.byteLength(body))] as const])].flat();
    const sent = request({ host: '127.0.0.1', port, method, path: target, headers: raw, setHost: false, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
