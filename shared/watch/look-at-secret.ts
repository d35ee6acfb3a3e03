import type { ConnectionStore } from '../connections/connection-store.ts';
import type { EventBus } from '../events/event.ts';
import type { MovedSecret } from '../runs/start-rotation.ts';
import { type News, newsOf } from './sighting.ts';
import { type SightDeps, sightSecret } from './sight-secret.ts';
import type { UsedSecret } from './used-secret.ts';
import type { WatchStore } from './watch-store.ts';

export type LookDeps = SightDeps & {
  readonly connections: Pick<ConnectionStore, 'get' | 'list'>;
  readonly watches: Pick<WatchStore, 'read' | 'write'>;
  readonly events: EventBus;
  /** Changes nothing where the rotation to this version was started before. */
  readonly startRotation: (moved: MovedSecret) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** What came of one look. */
export type Look = Pick<News, 'moved' | 'notice'>;

const PAGE = 100;
const NO_NEWS: Look = { moved: null, notice: null };

/**
 * Looks at one secret and acts on what is new. What was seen is kept last: whoever dies before that is followed by one who does it again.
 * @throws whatever kept it from being seen, told or kept; it is then as if nobody had looked
 */
export async function lookAtSecret(secret: UsedSecret, deps: LookDeps): Promise<Look> {
  const sighting = await sightSecret(secret, deps);
  if (sighting === null) return NO_NEWS;
  const known = await deps.watches.read(secret.arn);
  const { next, moved, notice } = newsOf(known, sighting, deps.now());
  if (moved) await deps.startRotation({ secretArn: secret.arn, ...moved });
  if (notice) await tell(secret.arn, notice, deps);
  if (next) await deps.watches.write(secret.arn, next, known?.revision ?? 0);
  return { moved, notice };
}

async function tell(secretArn: string, notice: NonNullable<News['notice']>, deps: LookDeps): Promise<void> {
  const detail = { secretArn, ...notice, connections: await countOf(secretArn, deps), at: new Date(deps.now()).toISOString() };
  await deps.events.publish([{ type: 'Secret Needs Attention', detail }]);
}

async function countOf(secretArn: string, { connections }: Pick<LookDeps, 'connections'>): Promise<number> {
  let [count, after]: readonly [number, string | null] = [0, null];
  do {
    const page = await connections.list({ projects: null, secretArn }, { limit: PAGE, after });
    [count, after] = [count + page.items.length, page.next];
  } while (after !== null);
  return count;
}
