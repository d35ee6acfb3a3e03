import { createServer, type Server } from 'node:http';
import { close, listen, portOf } from '../../../infra/local/loopback.ts';

/** A web page of somebody else on this machine: another origin, and to a browser another site. */
export type ForeignPage = {
  /** "http://localhost:41234" */
  readonly origin: string;
  /** The page's markup from now on. */
  show(body: string): void;
  readonly close: () => Promise<void>;
};

export async function openForeignPage(): Promise<ForeignPage> {
  let body = '';
  const server: Server = createServer((_, response) =>
    response.setHeader('content-type', 'text/html; charset=utf-8').end(`<!doctype html><title>elsewhere</title>${body}`),
  );
  await listen(server, 0);
  return { origin: `http://localhost:${portOf(server)}`, show: (text) => void (body = text), close: () => close(server) };
}
