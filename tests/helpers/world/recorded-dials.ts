import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { setup } from './recording.ts';

// Where no namespace may be made: names are asked of the world's own name server, and a connection to anywhere but this machine's own
// servers is written down and led to the world's listener, which believes to be there. Loaded into every thread that could dial.

const { dnsPort, listenerPort, ports, file } = setup();
const NUMERIC = /^(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}\.?$/i;
const usual = dns.promises.lookup;
// oxlint-disable-next-line typescript/unbound-method -- called with the socket it belongs to
const { connect: usualConnect } = net.Socket.prototype;

const resolver = new dns.promises.Resolver({ timeout: 20_000, tries: 1 });
resolver.setServers([`127.0.0.1:${dnsPort}`]);

async function lookup(host: string, options: object): Promise<unknown> {
  // The system reads 0x7f.1 and its like itself, and asks nobody.
  if (net.isIP(host) !== 0 || NUMERIC.test(host)) return usual(host, options);
  const answers = await Promise.all([resolver.resolve4(host).catch(() => []), resolver.resolve6(host).catch(() => [])]);
  if (answers.flat().length === 0) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
  return answers.flat().map((address) => ({ address, family: net.isIP(address) }));
}

type Place = { readonly host?: string; readonly port?: number | string };

/** Node's own callers wrap what they were given in one array; all forms mean the same. */
function placeIn([first, second]: readonly unknown[]): Place {
  if (Array.isArray(first)) return first[0];
  return typeof first === 'object' && first !== null ? first : { port: Number(first), ...(typeof second === 'string' && { host: second }) };
}

function connect(this: net.Socket, ...given: unknown[]): net.Socket {
  const place = placeIn(given);
  const { host = '127.0.0.1', port } = place;
  if (host === '127.0.0.1' && !ports.includes(Number(port))) return Reflect.apply(usualConnect, this, given);
  const remoteFamily = net.isIPv6(host) ? 'IPv6' : 'IPv4';
  Object.defineProperties(this, { remoteAddress: { get: () => (this.connecting ? undefined : host) }, remoteFamily: { value: remoteFamily } });
  this.prependOnceListener('connect', () => appendFileSync(file, `${JSON.stringify({ address: host, port: Number(port), callerPort: this.localPort })}\n`));
  const then = given.flat().findLast((each) => typeof each === 'function');
  const led = { ...place, path: undefined, host: '127.0.0.1', port: listenerPort, lookup: undefined, family: 4 };
  return Reflect.apply(usualConnect, this, then === undefined ? [led] : [led, then]);
}

Object.assign(dns.promises, { lookup });
net.Socket.prototype.connect = connect;
syncBuiltinESMExports();
