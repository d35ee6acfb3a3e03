import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

/** A connection to the one judged address: its peer was checked, and nothing was sent. A driver opens no other. */
export type Line = {
  /** In the clear. What is written here is read by anyone on the way: greetings and the request for TLS, never a setting. */
  readonly socket: Socket;
  /** The host as the connection has it, which certificates are held against. */
  readonly host: string;
  readonly port: number;
  /**
   * TLS over the socket, from now on; or through what carries it over the socket in the protocol's own messages, TLS 1.2 then.
   * @throws the native error of a handshake that failed, or of a certificate that was not accepted
   */
  readonly secure: (carrier?: Duplex) => Promise<TLSSocket>;
  /** For a driver whose protocol mixes TLS into its own messages: what it must start TLS with, unchanged. */
  readonly tls: ConnectionOptions;
};

/** By the names of the definition's `login`; those of optional fields that are empty are missing. */
export type Settings = Readonly<Record<string, string>>;

export type Driver = {
  /** What it may be told: a definition that says anything else is not admitted. */
  readonly settings: readonly string[];
  /**
   * Logs in once, reads what only somebody who is logged in may read, and leaves.
   * @returns "ok", or the protocol's own code for why not
   * @throws whatever the library throws otherwise: nothing of it but a native code of the network is looked at
   */
  readonly logIn: (line: Line, settings: Settings) => Promise<string>;
};

export const OK = 'ok';
