import { strictEqual } from 'node:assert';
import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { createHmac, createPrivateKey, X509Certificate } from 'node:crypto';
import { Resolver } from 'node:dns';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, ClientRequest } from 'node:http';
import { connect } from 'node:net';
import { createSecureContext } from 'node:tls';
import { inspect, parseArgs } from 'node:util';
import { inflateSync } from 'node:zlib';

/** Where another type is declared. */
// oxlint-disable-next-line typescript/no-explicit-any
const mistyped = (thing: unknown): any => thing;
/** Never connects: these requests fail before they would. */
const NOWHERE = { host: '127.0.0.1', port: 9, agent: new Agent({ keepAlive: false }) };

/** Where Node itself throws over a text that it is given; each does, with a secret for that text. */
export const ERROR_SPOTS: Readonly<Record<string, (secret: string) => unknown>> = {
  'new URL': (secret) => new URL(`https://${secret} x`),
  'base of a URL': (secret) => new URL('/me', secret),
  URLSearchParams: (secret) => new URLSearchParams(mistyped([[secret]])),
  Headers: (secret) => new Headers({ authorization: `Bearer ${secret}\nx` }),
  'name of a header in Headers': (secret) => new Headers({ [`${secret} `]: 'x' }),
  'user in the URL of a Request': (secret) => new Request(`https://u:${secret}@host.example/`),
  'JSON.parse': (secret) => JSON.parse(secret),
  'JSON.stringify of a circle': (secret) => circle(secret),
  'in on a text': (secret) => 'token' in mistyped(secret),
  'member of null': (secret) => mistyped(null)[secret],
  RegExp: (secret) => new RegExp(`(${secret}`),
  TextDecoder: (secret) => new TextDecoder(secret),
  'encoding of a Buffer': (secret) => Buffer.from('x', mistyped(secret)),
  'size of a Buffer': (secret) => Buffer.alloc(mistyped(secret)),
  atob: (secret) => atob(`${secret}!`),
  BigInt: (secret) => BigInt(secret),
  Symbol: (secret) => `<${mistyped(Symbol(secret))}>`,
  structuredClone: (secret) => structuredClone(Symbol(secret)),
  // No word may stand behind a number in a date: without one, V8 reads one token in many as a year.
  Date: (secret) => new Date(`${secret} x`).toISOString(),
  'time zone of Intl': (secret) => new Intl.DateTimeFormat('en', { timeZone: secret }),
  decodeURIComponent: (secret) => decodeURIComponent(`%${secret}`),
  'reason of an AbortSignal': (secret) => AbortSignal.abort(new Error(secret)).throwIfAborted(),
  'port of a socket': (secret) => connect({ port: mistyped(secret) }),
  'method of a request': (secret) => new ClientRequest({ ...NOWHERE, method: `${secret} ` }),
  'path of a request': (secret) => new ClientRequest({ ...NOWHERE, path: `/${secret} ` }),
  'value of a header': (secret) => new ClientRequest({ ...NOWHERE, headers: { authorization: `${secret}\n` } }),
  createPrivateKey: (secret) => createPrivateKey(`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`),
  'hash of createHmac': (secret) => createHmac(secret, 'k'),
  X509Certificate: (secret) => new X509Certificate(`-----BEGIN CERTIFICATE-----\n${secret}\n-----END CERTIFICATE-----`),
  'version of TLS': (secret) => createSecureContext({ minVersion: mistyped(secret) }),
  'server of a DNS resolver': (secret) => new Resolver().setServers([secret]),
  inflate: (secret) => inflateSync(Buffer.from(secret)),
};

/** As above, where what throws is no part of the language or of a protocol: what a driver or library may do. */
export const DRIVER_SPOTS: Readonly<Record<string, (secret: string) => unknown>> = {
  'path of a file': (secret) => readFileSync(`/nowhere/${secret}`),
  'name of a program': (secret) => execFileSync(`/nowhere/${secret}`, [secret]),
  'option of a command line': (secret) => parseArgs({ args: [`--${secret}`] }),
  'error event nobody hears': (secret) => new EventEmitter().emit('error', secret),
  assertion: (secret) => strictEqual(secret, 'x'),
};

/** What a spot throws. @throws Error where it throws nothing */
export function thrownAt(spot: (secret: string) => unknown, secret: string): unknown {
  try {
    spot(secret);
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** Whether eight characters of the secret on end stand in a text: some errors quote a part. */
export function quotes(text: string, secret: string): boolean {
  return Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8)).some((part) => text.includes(part));
}

/** All that a printer could show of an error. */
export function shownOf(error: unknown): string {
  const own = typeof error === 'object' && error !== null ? Object.getOwnPropertyNames(error).map((name) => String(Reflect.get(error, name))) : [];
  return [inspect(error, { depth: 9, showHidden: true, maxStringLength: null }), String(error), ...own].join('\n');
}

function circle(secret: string): string {
  const ring: Record<string, unknown> = {};
  ring[secret] = ring;
  return JSON.stringify(ring);
}
