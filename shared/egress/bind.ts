import type { Connector } from '../connectors/connector.ts';
import { ResolverError } from '../errors.ts';
import type { LocatedMask } from '../masks/secret-reference.ts';
import type { Vault } from '../secrets/vault.ts';
import type { HostedDestination } from './destination.ts';
import { hostNamed } from './host-entries.ts';
import type { Tags } from './host-tags.ts';
import { denialOf, type SecretUseCase, type UntaggedPolicy } from './secret-destination.ts';

export type { UntaggedPolicy } from './secret-destination.ts';

export type BindingRequest = {
  readonly connector: Connector;
  readonly project: string;
  readonly masks: readonly LocatedMask[];
  /** Every host known before the request: token host and probe host. */
  readonly destinations: readonly HostedDestination[];
};

const bound: unique symbol = Symbol('bound');
/** What allows the secrets of one request to go to some hosts. Only `bind` makes one. */
export type Binding = {
  readonly masks: readonly LocatedMask[];
  readonly destinations: readonly HostedDestination[];
  permits(destination: HostedDestination): boolean;
  /** Why one destination is not permitted, hosts learned at run time included; null if it is. Asks AWS nothing. */
  refusalOf(destination: HostedDestination): ResolverError | null;
  readonly [bound]: true;
};

/** `now` in milliseconds, of the same clock as `readAtMs` of the tags. */
export type BindDeps = { readonly tagsOf: Vault['tagsOf']; readonly untagged: UntaggedPolicy; now(): number };

type BoundUse = SecretUseCase & { readonly arn: string };

const NO_TAGS: Tags = new Map();

/**
 * Decides, before any secret is read, whether each secret may go to each host.
 * @throws ResolverError `destination_denied` with the tag that would allow all refused hosts; `address_denied` for a host outside the connector when no secret is involved
 */
export async function bind(request: BindingRequest, deps: BindDeps): Promise<Binding> {
  const arns = [...new Set(request.masks.map((mask) => mask.secretArn))];
  const foreign = request.destinations.find((destination) => destination.kind === null);
  // No tag can allow a host outside the connector: said without asking AWS.
  if (foreign)
    throwIfAny(
      refusalBy(
        arns.map((arn) => useOf(arn, NO_TAGS, { request, deps })),
        { request, destination: foreign },
      ),
    );
  const uses = await Promise.all(arns.map((arn) => readUse(arn, request, deps)));
  const refusalOf = (destination: HostedDestination): ResolverError | null => refusalBy(uses, { request, destination });
  for (const destination of request.destinations) throwIfAny(refusalOf(destination));
  const { masks, destinations } = request;
  return { masks, destinations, refusalOf, permits: (destination: HostedDestination) => refusalOf(destination) === null, [bound]: true };
}

/** Tags read before this request came are read again before a refusal is told: an owner who has just set the tag is not told to set it. */
async function readUse(arn: string, request: BindingRequest, deps: BindDeps): Promise<BoundUse> {
  const askedAtMs = deps.now();
  const read = await deps.tagsOf(arn);
  const use = useOf(arn, read.tags, { request, deps });
  const isDenied = request.destinations.some((destination) => denialOf(use, destination) !== null);
  if (!isDenied || read.readAtMs >= askedAtMs) return use;
  const fresh = await deps.tagsOf(arn, { fresh: true });
  return useOf(arn, fresh.tags, { request, deps });
}

function useOf(arn: string, tags: Tags, context: { readonly request: BindingRequest; readonly deps: BindDeps }): BoundUse {
  return { arn, tags, connector: context.request.connector, project: context.request.project, untagged: context.deps.untagged };
}

function refusalBy(uses: readonly BoundUse[], asked: { readonly request: BindingRequest; readonly destination: HostedDestination }): ResolverError | null {
  const { request, destination } = asked;
  const host = hostNamed(request.connector, destination);
  if (destination.kind === null && uses.length === 0) return new ResolverError('address_denied', { host });
  for (const use of uses) {
    const denial = denialOf(use, destination, request.destinations);
    if (denial) return new ResolverError('destination_denied', { arn: use.arn, host, hint: denial.hint, ...(denial.tag && { tag: denial.tag }) });
  }
  return null;
}

function throwIfAny(refusal: ResolverError | null): void {
  if (refusal) throw refusal;
}
