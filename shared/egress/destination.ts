import type { HostKind } from '../connectors/connector.ts';

/** Where a request goes, from plain fields alone. `host` is as written, never normalised: the guard judges the spelling. */
export type Destination = {
  /** `tcp` for a wire protocol: its driver brings TLS up, or what the protocol has in its place, before it says anything. */
  readonly scheme: 'https' | 'http' | 'tcp';
  readonly host: string;
  readonly port: number;
  /** Path without query, "/" at least: what the caller wrote of it, see boundPath. */
  readonly path: string;
};

/** A destination and the kind of the connector's host rule it falls under; null where it falls under none. */
export type HostedDestination = Destination & { readonly kind: HostKind | null };
