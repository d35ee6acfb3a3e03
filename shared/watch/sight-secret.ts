import type { ConnectionStore } from '../connections/connection-store.ts';
import { secretArnsOf } from '../connections/secret-arns.ts';
import { RequestError, ResolverError, type VerdictCode } from '../errors.ts';
import type { StoreOpener } from '../open-store.ts';
import type { Sighting } from './sighting.ts';
import type { UsedSecret } from './used-secret.ts';

export type SightDeps = {
  readonly connections: Pick<ConnectionStore, 'get'>;
  readonly openStore: StoreOpener;
  /** To be awaited before each request for a description. */
  readonly pace: () => Promise<void>;
};

/** Entries of the index may be of connections that are gone by now. */
const MOST_READ = 10;
const MOST_PROJECTS = 3;
const OF_THIS_READER: ReadonlySet<VerdictCode> = new Set<VerdictCode>(['role_unavailable', 'secret_access_denied']);

/**
 * Looks at a secret as a project does that uses it; where that one's store may not, as another one. Null where no connection uses it.
 * @throws ResolverError · RequestError, of the last project that was tried
 */
export async function sightSecret(secret: UsedSecret, deps: SightDeps): Promise<Sighting | null> {
  let refusal: unknown = null;
  for await (const project of projectsOf(secret, deps)) {
    try {
      return await sightAs(project, secret.arn, deps);
    } catch (error) {
      if (!isOfThisReader(error)) throw error;
      refusal = error;
    }
  }
  if (refusal !== null) throw refusal;
  return null;
}

async function* projectsOf({ arn, uses }: UsedSecret, { connections }: SightDeps): AsyncGenerator<string> {
  const known = new Set<string>();
  for (const { connectionId } of uses.slice(0, MOST_READ)) {
    const connection = await connections.get(connectionId);
    if (!connection || known.has(connection.project) || !secretArnsOf(connection.config).includes(arn)) continue;
    known.add(connection.project);
    yield connection.project;
    if (known.size === MOST_PROJECTS) return;
  }
}

async function sightAs(project: string, arn: string, { openStore, pace }: SightDeps): Promise<Sighting> {
  const { vault } = await openStore(project, [{ secretArn: arn, keyName: '', path: null, start: 0, end: 0, pointer: '' }]);
  await pace();
  try {
    return { kind: 'there', fate: await vault.fateOf(arn) };
  } catch (error) {
    const code = error instanceof ResolverError ? error.code : null;
    if (code !== 'secret_not_found' && code !== 'secret_access_denied') throw error;
    await pace();
    const successor = await vault.successorOf(arn);
    // Denied says nothing of whether it is there, unless another has its name: names are unique.
    if (successor === null && code === 'secret_access_denied') throw error;
    return { kind: 'missing', successor };
  }
}

function isOfThisReader(error: unknown): boolean {
  return error instanceof RequestError || (error instanceof ResolverError && OF_THIS_READER.has(error.code));
}
