import type { Secret } from '../secrets/secret.ts';
import type { Destination } from './destination.ts';

/** A request ready to be sent. Path and query may carry a secret, so they are one. */
export type OutgoingRequest = {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly destination: Destination;
  /** "/path?query", encoded. */
  readonly pathAndQuery: Secret;
  /** Lower-case names; Host, Content-Length and Connection are set by the probe. */
  readonly headers: Readonly<Record<string, Secret>>;
  readonly body: Secret | null;
  /** PEM, for mutual TLS. */
  readonly clientCertificate?: { readonly certificate: Secret; readonly key: Secret };
};

/** What a target answered. Stays between probe, conclude and capture; nothing of it is answered, stored or logged. */
export type TargetResponse = {
  readonly httpStatus: number;
  /** Lower-case names; several values of one name joined by ", ", those of set-cookie by line breaks. */
  readonly headers: ReadonlyMap<string, string>;
  /** At most 64 KiB, decoded as UTF-8. */
  readonly bodyText: string;
};
