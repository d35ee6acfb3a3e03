import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { OutgoingRequest, TargetResponse } from '../../../shared/egress/exchange.ts';
import { probe, type ProbeLimits } from '../../../shared/egress/probe.ts';
import { Secret } from '../../../shared/secrets/secret.ts';
import type { Carry } from './emulated-verification.ts';

export type TlsCarrier = { readonly carry: Carry; readonly close: () => Promise<void> };

const pem = (name: string): string => readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
const LIMITS: ProbeLimits = {
  connectMs: 5_000,
  responseMs: 5_000,
  deadlineMs: 10_000,
  bodyBytes: 64 * 1024,
  headerBytes: 16 * 1024,
  certificateAuthority: null,
};
const VERBS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Those that the probe sets by itself. */
const OF_THE_PROBE: ReadonlySet<string> = new Set(['host', 'content-length', 'connection']);

/** Carries each request over a TLS socket of loopback: the product's own probe on one side, and what arrived on the other goes to the emulator. */
export async function startTlsCarrier(): Promise<TlsCarrier> {
  let onRequest: (arrived: Received) => TargetResponse = () => ({ httpStatus: 500, headers: new Map(), bodyText: '' });
  const server = createServer({ cert: pem('good'), key: pem('good.key'), requestCert: true, rejectUnauthorized: false }, (incoming, response) => {
    void received(incoming).then((arrived) => {
      const { httpStatus, headers, bodyText } = onRequest(arrived);
      response.writeHead(httpStatus, Object.fromEntries(headers)).end(bodyText);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const here = { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 };
  const carry: Carry = (emulator, target, request) => {
    onRequest = (arrived) => emulator.answer(asSent(arrived, request));
    const destination = { ...target.destination, ...here };
    return probe({ ...target, destination, address: here.host, family: 4 }, { ...request, destination: { ...request.destination, ...here } }, LIMITS);
  };
  return { carry, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

type Received = { readonly incoming: IncomingMessage; readonly body: string };

async function received(incoming: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return { incoming, body: Buffer.concat(chunks).toString('utf8') };
}

/** What arrived, with the name it was meant for; a client certificate counts only where TLS saw the same one. */
function asSent({ incoming, body }: Received, { destination, clientCertificate }: OutgoingRequest): OutgoingRequest {
  const headers = Object.entries(incoming.headers).filter(([name]) => !OF_THE_PROBE.has(name));
  const shown = incoming.socket instanceof TLSSocket ? incoming.socket.getPeerX509Certificate()?.toString().trim() : undefined;
  const isShown = clientCertificate?.certificate.reveal().trim() === shown;
  return {
    method: VERBS.find((verb) => verb === incoming.method) ?? 'HEAD',
    destination,
    pathAndQuery: new Secret(incoming.url ?? ''),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, new Secret(String(value))])),
    body: body === '' ? null : new Secret(body),
    ...(clientCertificate && isShown && { clientCertificate }),
  };
}
