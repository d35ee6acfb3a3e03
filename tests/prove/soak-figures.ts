import { MOST_RECENT, recentOutcomes } from '../../shared/connections/recent-outcomes.ts';
import type { Standing, StoredConnection } from '../../shared/connections/stored-connection.ts';
import type { AuditEntry } from '../../shared/verifications/verification-store.ts';
import type { Figure } from './proof.ts';
import { changesTold, entriesOf, type Story, storyOf } from './soak-story.ts';
import { count, type World } from './virtual-world.ts';

type Expected = { readonly connections: readonly StoredConnection[]; readonly windows: number; readonly poison: readonly string[] };
type Entries = ReadonlyMap<string, readonly AuditEntry[]>;

/** What there is to say of a world that has come to rest. */
export async function soakFigures(world: World, expected: Expected): Promise<readonly Figure[]> {
  const entries = await entriesOf(world, expected.connections);
  return [...verdicts(entries, expected), calls(world), ...(await consequences(world, entries, expected)), queues(world, expected), mishaps(world)];
}

function verdicts(entries: Entries, { connections, windows }: Expected): readonly Figure[] {
  const jobs = connections.length * windows;
  const all = [...entries.values()].flat();
  const ended = all.filter(({ result }) => result);
  const distinct = new Set(ended.map(({ connectionId, at }) => `${connectionId} ${at}`)).size;
  const lost = connections.reduce((sum, { id }) => sum + Math.max(0, windows - (entries.get(id) ?? []).filter(({ result }) => result).length), 0);
  const codes = tally(codesOf(all));
  return [
    {
      name: 'verdicts',
      measured: `${distinct.toLocaleString('en')} windows with a verdict, ${all.length - distinct} entries more or without one (${codes})`,
      isWithin: distinct === jobs && all.length === jobs,
    },
    { name: 'lost', measured: String(lost), isWithin: lost === 0 },
  ];
}

function calls({ calls: all }: World): Figure {
  const ofJobs = new Map<string, number>();
  for (const { job } of all) count(ofJobs, job);
  const most = Math.max(...ofJobs.values());
  return { name: 'calls', measured: `${all.length.toLocaleString('en')} of the targets, ${most} for one window at most`, isWithin: most === 1 };
}

async function consequences(world: World, entries: Entries, { connections }: Expected): Promise<readonly Figure[]> {
  const told = changesTold(world);
  let [wrongStandings, wrongRecent, untold, wrongEvents, changes] = [0, 0, 0, 0, 0];
  for (const { id } of connections) {
    const ofConnection = entries.get(id) ?? [];
    const story = storyOf(ofConnection);
    const standing = (await world.stores.connections.get(id))?.standing;
    if (!follows(standing, story)) wrongStandings += 1;
    if (!isRecent(standing, ofConnection)) wrongRecent += 1;
    if (standing?.unannounced) untold += 1;
    if (sorted([...(told.get(id) ?? new Map()).values()]) !== sorted(story.changes)) wrongEvents += 1;
    changes += story.changes.length;
  }
  const events = world.events.published.length;
  return [
    {
      name: 'standings',
      measured: `${wrongStandings} other than their verdicts say, ${wrongRecent} with other recent outcomes, ${untold} with something untold`,
      isWithin: wrongStandings + wrongRecent + untold === 0,
    },
    {
      name: 'events',
      measured: `${changes.toLocaleString('en')} changes of state, ${events.toLocaleString('en')} events with repetitions; ${wrongEvents} connections of which, by ids, anything else was told`,
      isWithin: wrongEvents === 0,
    },
  ];
}

function follows(standing: Standing | undefined, { state, latestAt }: Story): boolean {
  return standing?.state === state && (latestAt === null || (standing.lastVerifiedAt ?? '') >= latestAt);
}

/** One outcome for each verdict, and none twice. */
function isRecent(standing: Standing | undefined, entries: readonly AuditEntry[]): boolean {
  const statuses = entries.flatMap(({ result }) => result?.status ?? []).slice(-MOST_RECENT);
  return sorted(recentOutcomes(standing?.recent)) === sorted(statuses);
}

function codesOf(entries: readonly AuditEntry[] = []): readonly string[] {
  return entries.map(({ result }) => result?.code ?? 'open');
}

function queues({ queues: { usual, slow } }: World, { poison }: Expected): Figure {
  const [dead, size] = [[...usual.dead, ...slow.dead], usual.size + slow.size];
  const isPoison = sorted(dead) === sorted(poison.map((text) => JSON.stringify(JSON.parse(text))));
  const letters = `dead letters: ${dead.length}, ${isPoison ? 'exactly the malformed ones' : 'others than the malformed ones'}`;
  return { name: 'queue', measured: `${size} left; ${letters}`, isWithin: size === 0 && isPoison };
}

function mishaps({ mishaps: { told }, lives, came }: World): Figure {
  const killed = `${lives.killed} environments killed with all they were at`;
  return { name: 'mishaps', measured: `${wordsOf(told)}; ${killed}; deliveries: ${wordsOf(came)}`, isWithin: lives.killed > 0 && told.size > 10 };
}

function wordsOf(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');
}

function tally(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) count(counts, name);
  return wordsOf(counts);
}

function sorted(texts: Iterable<string>): string {
  return [...texts].toSorted().join('\n');
}
