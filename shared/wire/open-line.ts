import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { certificatesOf, certificatesOf12, dial, isPeer, secureOver, strictTls } from '../egress/dial.ts';
import type { GuardedTarget } from '../egress/guard.ts';
import { hostLabel } from '../egress/parse-destination.ts';
import { ResolverError } from '../errors.ts';
import { contained } from './contained.ts';
import type { Line } from './driver.ts';

export type OpenLine = {
  /** Settles when the peer is there and is the one that was judged. @throws ResolverError `address_denied`; native errors as they are */
  readonly connected: Promise<Line>;
  /** The first native error of the network, or null. */
  readonly failure: () => Error | null;
  /** Whether a library threw at what it read. */
  readonly isMisread: () => boolean;
  /** Whether the other end went away, or we did. */
  readonly isOver: () => boolean;
  /** As they came, before TLS is taken off them. */
  readonly bytesRead: () => number;
  readonly close: () => void;
};

/** Begins to connect to the judged address. `authority` is PEM. Whoever opens a line closes it. */
export function openLine(target: GuardedTarget, authority: string | null): OpenLine {
  const certificates = certificatesOf(target, authority);
  const socket = dial(target, {});
  const layers: Socket[] = [socket];
  let failure: Error | null = null;
  // Also for what comes late: an error of a socket that was given up has no other listener, and would end the process.
  const keep = (error: Error): void => void (failure ??= error);
  socket.on('error', keep);
  let isMisread = false;
  const misread = (): void => void (isMisread = true);
  contained(socket, misread);
  const secure = async (carrier?: Duplex): Promise<TLSSocket> => {
    const layer = carrier ? secureOver(carrier, target, certificatesOf12(target, authority)) : secureOver(socket, target, certificates);
    const tls = contained(layer, misread);
    layers.push(tls.on('error', keep));
    await settled(tls, 'secureConnect');
    return tls;
  };
  const { host, port } = target.destination;
  const line: Line = { socket, host, port, tls: strictTls(target, certificates), secure };
  return {
    connected: checked(socket, target).then(() => line),
    failure: () => failure,
    isMisread: () => isMisread,
    isOver: () => layers.some(({ readableEnded, destroyed }) => readableEnded || destroyed),
    bytesRead: () => socket.bytesRead,
    close: () => socket.destroy(),
  };
}

async function checked(socket: Socket, target: GuardedTarget): Promise<void> {
  await settled(socket, 'connect');
  if (isPeer(socket, target)) return;
  const code = socket.remoteAddress === undefined ? 'connect_failed' : 'address_denied';
  socket.destroy();
  throw new ResolverError(code, { host: hostLabel(target.destination) });
}

/** The event, or the error or the end that comes before it. */
function settled(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}
