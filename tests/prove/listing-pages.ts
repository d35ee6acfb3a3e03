import type { ChildProcess } from 'node:child_process';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ConnectionFilter, ConnectionStore } from '../../shared/connections/connection-store.ts';
import { makeDynamoConnectionStore } from '../../shared/connections/dynamo-connection-store.ts';
import { clientBehaviour } from '../../shared/secrets/aws-calls.ts';
import { ended, messageOf, start } from './children.ts';
import { FLEET, WATCHED } from './fleet.ts';
import { CREDENTIALS, REGION, TABLES } from './local-tables.ts';
import type { Figure, Progress } from './proof.ts';
import { oneOf, seeded } from '../helpers/random.ts';

export const LIMIT = 50;
export const BOUNDS = { pageMs: 20, usageMs: 10 } as const;
const ROUNDS = 80;
const WARM_UP_ROUNDS = 20;
const SEED = 2;

type Question = { readonly name: string; readonly boundMs: number; readonly filter: (random: () => number) => ConnectionFilter };
type Sample = { readonly wallMs: number; readonly cpuMs: number };
type Samples = { readonly first: Sample[]; readonly later: Sample[] };

const { projects, connectors, states } = FLEET;
const ofProject = (random: () => number): readonly string[] => [oneOf(projects, random)];
const QUESTIONS: readonly Question[] = [
  { name: 'project', boundMs: BOUNDS.pageMs, filter: (random) => ({ projects: ofProject(random) }) },
  { name: 'connector', boundMs: BOUNDS.pageMs, filter: (random) => ({ projects: null, connector: oneOf(connectors, random) }) },
  { name: 'state', boundMs: BOUNDS.pageMs, filter: (random) => ({ projects: null, state: oneOf(states, random) }) },
  { name: 'project + connector', boundMs: BOUNDS.pageMs, filter: (random) => ({ projects: ofProject(random), connector: oneOf(connectors, random) }) },
  { name: 'project + state', boundMs: BOUNDS.pageMs, filter: (random) => ({ projects: ofProject(random), state: oneOf(states, random) }) },
  { name: 'no filter', boundMs: BOUNDS.pageMs, filter: () => ({ projects: null }) },
  ...Object.entries(WATCHED).map(([dependents, secretArn]) => ({
    name: `usage, ${dependents} dependents`,
    boundMs: BOUNDS.usageMs,
    filter: () => ({ projects: null, secretArn }),
  })),
];

/** What pages cost that are read from the tables in a folder. */
export async function measureIn(folder: string, progress: Progress): Promise<readonly Figure[]> {
  const engine = start('./engine-process.ts', { args: [folder] });
  const endpoint = String(Reflect.get(Object(await messageOf(engine)), 'url'));
  const client = new DynamoDBClient({ ...clientBehaviour(Math.random), endpoint, region: REGION, credentials: CREDENTIALS });
  try {
    return await measure({ store: makeDynamoConnectionStore(client, TABLES), engine }, progress);
  } finally {
    client.destroy();
    engine.send('close');
    await ended(engine);
  }
}

type Stand = { readonly store: ConnectionStore; readonly engine: ChildProcess };

/** Round by round, so that whatever else the machine does meets every question alike. */
async function measure(stand: Stand, progress: Progress): Promise<readonly Figure[]> {
  const random = seeded(SEED);
  const samples = QUESTIONS.map((): Samples => ({ first: [], later: [] }));
  const all = WARM_UP_ROUNDS + ROUNDS;
  for (let round = 0; round < all; round += 1) {
    progress('asking for pages', round, all);
    for (const [at, question] of QUESTIONS.entries()) {
      const filter = question.filter(random);
      const first = await timed(stand, filter, null);
      const later = first.next === null ? null : await timed(stand, filter, first.next);
      if (round < WARM_UP_ROUNDS) continue;
      samples[at]?.first.push(first.sample);
      if (later) samples[at]?.later.push(later.sample);
    }
  }
  return QUESTIONS.flatMap(({ name, boundMs }, at) => [
    ...figureOf(`${name}, first page`, boundMs, samples[at]?.first ?? []),
    ...figureOf(`${name}, next page`, boundMs, samples[at]?.later ?? []),
  ]);
}

async function timed(
  { store, engine }: Stand,
  filter: ConnectionFilter,
  after: string | null,
): Promise<{ readonly sample: Sample; readonly next: string | null }> {
  const [engineBefore, before, startedAt] = [await cpuOf(engine), process.cpuUsage(), performance.now()];
  const { items, next } = await store.list(filter, { limit: LIMIT, after });
  const wallMs = performance.now() - startedAt;
  const own = process.cpuUsage(before);
  const cpuMs = (own.user + own.system) / 1_000 + (await cpuOf(engine)) - engineBefore;
  if (items.length === 0 || (items.length < LIMIT && next !== null)) throw new Error('A page holds fewer connections than it should.');
  return { sample: { wallMs, cpuMs }, next };
}

/** Milliseconds of processor time that a process has had. */
async function cpuOf(child: ChildProcess): Promise<number> {
  const answer = messageOf(child);
  child.send('cpu');
  const cpu: unknown = Reflect.get(Object(await answer), 'cpu');
  return (numberIn(cpu, 'user') + numberIn(cpu, 'system')) / 1_000;
}

function figureOf(name: string, boundMs: number, samples: readonly Sample[]): readonly Figure[] {
  if (samples.length === 0) return [];
  const wall = samples.map(({ wallMs }) => wallMs).toSorted((a, b) => a - b);
  const cpu = samples.map(({ cpuMs }) => cpuMs).toSorted((a, b) => a - b);
  const [median, p95, processor] = [quantile(wall, 0.5), quantile(wall, 0.95), quantile(cpu, 0.5)];
  const measured = `median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, processor ${processor.toFixed(1)} ms (${samples.length})`;
  return [{ name, measured, isWithin: median <= boundMs }];
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

function numberIn(value: unknown, name: string): number {
  return Number(Reflect.get(Object(value), name));
}
