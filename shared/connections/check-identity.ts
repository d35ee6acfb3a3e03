import { probeDestinationOf, type Place } from '../connectors/destinations.ts';
import type { HostKind } from '../connectors/connector.ts';
import { isNamed } from '../connectors/identity.ts';
import { type Issue, ResolverError } from '../errors.ts';
import { mayHoldMask } from '../masks/suspicion.ts';

const POINTER = '/expectIdentity';

/** What is wrong with whom the credentials are to belong to: a mask in it, or a service that will not say whom they do. Nothing is thrown. */
export function issuesOfIdentity(place: Place, expected: string | null): readonly Issue[] {
  if (expected === null) return [];
  if (mayHoldMask(expected)) return [{ code: 'mask_not_allowed_here', where: { pointer: POINTER, offset: 0 } }];
  if (isNamed(place, kindOfProbe(place))) return [];
  return [{ code: 'schema_invalid', where: { pointer: POINTER, found: 'cannot be compared: no host of the vendor names the account', expected: 'nothing' } }];
}

/** A host that only an answer will name is one of the connector's. An address that is none is told elsewhere. */
function kindOfProbe(place: Place): HostKind | null {
  try {
    const probed = probeDestinationOf(place);
    return probed ? probed.kind : 'vendor-tenant';
  } catch (error) {
    if (error instanceof ResolverError) return 'vendor-tenant';
    throw error;
  }
}
