import type { Connector, HostKind } from '../connectors/connector.ts';
import { ResolverError } from '../errors.ts';
import { isAllowedPrivate, isPublicAddress } from './addresses.ts';
import type { Binding } from './bind.ts';
import type { Destination, HostedDestination } from './destination.ts';
import { hostNamed } from './host-entries.ts';
import { formatIpAddress, parseIpAddress, type IpAddress } from './ip-address.ts';
import { isCanonicalHost } from './parse-destination.ts';

/** What the operator of a deployment allows beyond public addresses and the connector's ports. `localTargets` are literal `address:port`, IPv6 in brackets. */
export type EgressPolicy = { readonly privateCidrs: readonly string[]; readonly furtherPorts: readonly number[]; readonly localTargets: readonly string[] };

const guarded: unique symbol = Symbol('guarded');
/** A destination that passed the guard, and the one address it may be dialled at. Only `guard` makes one. */
export type GuardedTarget = {
  readonly destination: Destination;
  /** Of the connector's host rule it falls under. Only a customer's own hosts may be certified by a private authority. */
  readonly kind: HostKind | null;
  /** Canonical, without brackets. */
  readonly address: string;
  readonly family: 4 | 6;
  /** The owner consented to this path and what lies under it, so the request must be for exactly the path that was bound. */
  readonly isPathBound: boolean;
  readonly [guarded]: true;
};

/** `resolve` answers all A and AAAA records of a name, as texts; it may reject, whatever with. */
export type GuardDeps = { readonly policy: EgressPolicy; resolve(host: string): Promise<readonly string[]> };

export type GuardRequest = { readonly connector: Connector; readonly destination: HostedDestination; readonly binding: Binding };

/**
 * Judges where a request would really go, one step before the socket; the only judge of scheme and address. Resolves once: what it returns is dialled as it is.
 * @throws ResolverError `address_denied`, `destination_denied` or `dns_failed`
 */
export async function guard(request: GuardRequest, deps: GuardDeps): Promise<GuardedTarget> {
  const local = localAddress(request.destination, deps.policy);
  if (local === null) requirePublicForm(request, deps.policy);
  const refusal = request.binding.refusalOf(request.destination);
  if (refusal) throw refusal;
  const address = local ?? (await publicAddress(request, deps));
  const isPathBound = request.connector.callerMade;
  const { kind } = request.destination;
  return { destination: request.destination, kind, address: formatIpAddress(address), family: address.family, isPathBound, [guarded]: true };
}

/** A literal address that the operator named with its port; null for everything else. */
function localAddress(destination: Destination, policy: EgressPolicy): IpAddress | null {
  const isNamed = policy.localTargets.includes(`${destination.host}:${destination.port}`);
  return isNamed && isCanonicalHost(destination.host) ? parseIpAddress(withoutBrackets(destination.host)) : null;
}

function requirePublicForm(request: GuardRequest, policy: EgressPolicy): void {
  const { scheme, host, port } = request.destination;
  const isName = isCanonicalHost(host) && host.includes('.') && parseIpAddress(withoutBrackets(host)) === null;
  const isPortOpen = request.connector.ports.includes(port) || policy.furtherPorts.includes(port);
  if (scheme === 'http' || !isName || !isPortOpen) throw denied(request);
}

async function publicAddress(request: GuardRequest, deps: GuardDeps): Promise<IpAddress> {
  const answers = await resolveOrFail(request, deps);
  const mayDial = (answer: string): boolean => isPublicAddress(answer) || isAllowedPrivate(answer, deps.policy.privateCidrs);
  // One bad answer spoils all: a name that mixes public and private addresses is an attack or a mistake.
  if (!answers.every(mayDial)) throw denied(request);
  const addresses = answers.map(parseIpAddress).filter((address) => address !== null);
  // IPv4 first: Lambda has IPv6 egress only in a dual-stack VPC.
  const address = addresses.find(({ family }) => family === 4) ?? addresses[0];
  if (!address) throw denied(request);
  return address;
}

async function resolveOrFail(request: GuardRequest, deps: GuardDeps): Promise<readonly string[]> {
  const answers = await deps.resolve(request.destination.host).catch(() => []);
  if (answers.length === 0) throw new ResolverError('dns_failed', { host: request.destination.host });
  return answers;
}

function denied(request: GuardRequest): ResolverError {
  return new ResolverError('address_denied', { host: hostNamed(request.connector, request.destination) });
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}
