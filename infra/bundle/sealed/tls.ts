import type { ConnectionOptions, TLSSocket } from 'node:tls';

const tls = process.getBuiltinModule('node:tls');
const { checkServerIdentity, createSecureContext, rootCertificates, DEFAULT_MAX_VERSION, DEFAULT_MIN_VERSION, TLSSocket: NodeTlsSocket } = tls;

/** TLS over a socket that was given, and never without a look at the certificate. */
export function connect(options: ConnectionOptions, ...more: readonly unknown[]): TLSSocket {
  if (!options?.socket) throw new Error('A library opens no connection here: it is given one.');
  const { checkServerIdentity: _own, ...rest } = options;
  const listener = more.find((each): each is () => void => typeof each === 'function');
  return tls.connect({ ...rest, rejectUnauthorized: true, minVersion: 'TLSv1.2' }, listener);
}

export { checkServerIdentity, createSecureContext, rootCertificates, DEFAULT_MAX_VERSION, DEFAULT_MIN_VERSION, NodeTlsSocket as TLSSocket };
