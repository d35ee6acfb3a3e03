import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  connect as connectTls,
  type ConnectionOptions,
  createSecureContext,
  getCACertificates,
  type SecureContext,
  type SecureVersion,
  type TLSSocket,
} from 'node:tls';
import type { GuardedTarget } from './guard.ts';
import { parseIpAddress } from './ip-address.ts';

/** PEM. */
export type ClientCertificate = { readonly cert: string; readonly key: string };
export type Certificates = Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'secureContext' | 'maxVersion'>;

/** Said outright, so that neither NODE_TLS_REJECT_UNAUTHORIZED=0 nor another default of Node changes it. */
const STRICT_TLS = { rejectUnauthorized: true, minVersion: 'TLSv1.2' as const };
const HTTP_ONLY = { ALPNProtocols: ['http/1.1'] };
/** Reading the usual authorities takes 20 to 40 ms (measured, Node 24): once for each private one. */
const MOST_TRUSTS = 8;
const trusts = new Map<string, SecureContext>();
const ONE_ADDRESS = { autoSelectFamily: false };

/** A socket that begins to connect to the one judged address; for `https` TLS begins with it. The only place where one is opened. */
export function dial(target: GuardedTarget, certificates: Certificates): Socket {
  const { destination, address, family } = target;
  const to = { host: address, port: destination.port, family, ...ONE_ADDRESS };
  if (destination.scheme !== 'https') return connect(to);
  return connectTls({ ...to, ...HTTP_ONLY, ...strictTls(target, certificates) });
}

/** TLS over what is connected: it begins at once. */
export function secureOver(socket: Duplex, target: GuardedTarget, certificates: Certificates): TLSSocket {
  return connectTls({ socket, ...strictTls(target, certificates) });
}

/** How TLS is spoken with a target, whoever starts it: verified for its name, with the authorities that may speak for it. */
export function strictTls({ destination }: GuardedTarget, certificates: Certificates): ConnectionOptions {
  // SNI names hosts, never addresses (RFC 6066 §3); with none, the certificate is compared with the address.
  const servername = parseIpAddress(destination.host.replaceAll(/[[\]]/g, '')) === null ? destination.host : '';
  return { servername, ...STRICT_TLS, ...certificates };
}

/** With a context Node takes certificates from nowhere else, so a client's own goes without one. `authority` is PEM. */
export function certificatesOf(target: GuardedTarget, authority: string | null, own?: ClientCertificate): Certificates {
  const trusted = authorityFor(target, authority);
  if (trusted === null) return { ...own };
  return own ? { ...own, ca: withUsual(trusted) } : { secureContext: trustOf(trusted) };
}

/** The same with TLS 1.2 and no later, for a protocol that carries the handshake in its own messages: the end of a later one could not be told. */
export function certificatesOf12(target: GuardedTarget, authority: string | null): Certificates {
  const maxVersion = 'TLSv1.2';
  const trusted = authorityFor(target, authority);
  return trusted === null ? { maxVersion } : { secureContext: trustOf(trusted, maxVersion) };
}

/** A private authority speaks for no vendor. */
function authorityFor(target: GuardedTarget, authority: string | null): string | null {
  return authority === null || target.kind !== 'customer' ? null : authority;
}

/** Is the other end of the socket the address that was judged? */
export function isPeer(socket: Socket, target: GuardedTarget): boolean {
  const peer = parseIpAddress(socket.remoteAddress ?? '');
  return peer?.family === target.family && peer.value === parseIpAddress(target.address)?.value;
}

function trustOf(authority: string, maxVersion: SecureVersion = 'TLSv1.3'): SecureContext {
  const name = `${maxVersion} ${authority}`;
  const trust = trusts.get(name) ?? createSecureContext({ ca: withUsual(authority), minVersion: STRICT_TLS.minVersion, maxVersion });
  trusts.delete(name);
  trusts.set(name, trust);
  const [oldest] = trusts.keys();
  if (oldest !== undefined && trusts.size > MOST_TRUSTS) trusts.delete(oldest);
  return trust;
}

/** `ca` replaces what Node trusts, so the usual ones are named too: those of the runtime and of NODE_EXTRA_CA_CERTS. */
function withUsual(authority: string): string[] {
  return [...getCACertificates('default'), authority];
}
