import type { IndexedUse } from '../../../shared/connections/secret-walk.ts';
import type { ProductEvent, SecretNotice } from '../../../shared/events/event.ts';
import { ResolverError, type VerdictCode } from '../../../shared/errors.ts';
import type { StoreOpener } from '../../../shared/open-store.ts';
import type { SecretFate, Vault } from '../../../shared/secrets/vault.ts';
import { deploymentStore } from '../../../shared/settings/effective-store.ts';
import type { MovedSecret } from '../../../shared/runs/start-rotation.ts';
import { type WatchDeps, type WatchReport, watchSecrets } from '../../../shared/watch/watch.ts';
import { makeMemoryConnectionStore } from '../../helpers/stores/memory-connection-store.ts';
import { makeMemorySecretWalk } from '../../helpers/stores/memory-secret-walk.ts';
import { makeMemoryWatchStore } from '../../helpers/stores/memory-watch-store.ts';
import { storedConnection } from '../../helpers/stores/stored-connections.ts';

export const START_MS = Date.UTC(2026, 10, 23, 12);
export const HOUR_MS = 3_600_000;
/** Ten secrets are looked at in half a second; far from the end of an invocation. */
const MUCH_MS = 900_000;

type Member = { readonly secrets: readonly string[]; readonly project?: string };
export type Fleet = ReturnType<typeof makeFleet>;

/** Connections in memory, and a Secrets Manager that says of each secret what `fates` says: a version, a fate, or what is wrong. */
export function makeFleet(members: readonly Member[]) {
  const clock = { nowMs: START_MS };
  const connections = makeMemoryConnectionStore();
  const stored = members.map(({ secrets, project = 'demo' }) => storedConnection({ secrets, project }));
  const uses: IndexedUse[] = stored.flatMap(({ id }, n) =>
    (members[n]?.secrets ?? []).map((name) => ({ secretArn: `arn:aws:secretsmanager:us-east-1:137149879143:secret:${name}-FsmeTs`, connectionId: id })),
  );
  const described: { readonly arn: string; readonly project: string; readonly atMs: number }[] = [];
  const fates = new Map<string, Partial<SecretFate> | VerdictCode>();
  const successors = new Map<string, string>();
  const refusing = new Map<string, VerdictCode>();
  const [rotations, events, failures]: [MovedSecret[], ProductEvent[], unknown[]] = [[], [], []];

  const vaultOf = (project: string): Pick<Vault, 'fateOf' | 'successorOf'> => ({
    fateOf: async (arn) => {
      described.push({ arn, project, atMs: clock.nowMs });
      const fate = refusing.get(project) ?? fates.get(arn) ?? {};
      if (typeof fate === 'string') throw new ResolverError(fate, { arn });
      return { currentVersionId: 'v1', deletedAt: null, rotationEnabled: false, nextRotationAt: null, lastChangedAt: null, ...fate };
    },
    successorOf: async (arn) => {
      described.push({ arn: `name of ${arn}`, project, atMs: clock.nowMs });
      return successors.get(arn) ?? null;
    },
  });
  const openStore: StoreOpener = async (project) => ({
    store: deploymentStore({
      workspace: 'main',
      reader: { roleArn: '', externalId: '' },
      scope: { accounts: [], regions: [] },
      untagged: { mode: 'denied' },
      rehearsalRoleArn: null,
    }),
    vault: { ...UNASKED, ...vaultOf(project) },
    rehearsal: null,
  });
  const deps: WatchDeps = {
    walk: makeMemorySecretWalk(uses),
    connections,
    openStore,
    watches: makeMemoryWatchStore(),
    events: { publish: async (told) => void events.push(...told) },
    startRotation: async (moved) => void rotations.push(moved),
    now: () => clock.nowMs,
    remainingMs: () => MUCH_MS,
    wait: async (ms) => void (clock.nowMs += ms),
    uuid: () => crypto.randomUUID(),
    logFailure: (error) => void failures.push(error),
  };
  return {
    clock,
    connections,
    stored,
    uses,
    described,
    fates,
    successors,
    refusing,
    rotations,
    events,
    failures,
    deps,
    ready: async (): Promise<void> => {
      for (const connection of stored) await connections.create(connection);
    },
    /** An hour later. */
    watch: (changed: Partial<WatchDeps> = {}): Promise<WatchReport> => {
      clock.nowMs += HOUR_MS;
      return watchSecrets({ ...deps, ...changed });
    },
    notices: (): readonly SecretNotice[] => events.flatMap((event) => (event.type === 'Secret Needs Attention' ? [event.detail] : [])),
  };
}

const unasked = async (): Promise<never> => {
  throw new Error('The watch asks for descriptions alone.');
};
const UNASKED: Vault = { tagsOf: unasked, fetchSecrets: unasked, keysOf: unasked, fateOf: unasked, successorOf: unasked, forget: () => undefined };
