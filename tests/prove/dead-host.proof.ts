import { ResolverError } from '../../shared/errors.ts';
import type { QueueMessage } from '../../shared/runs/queue.ts';
import type { Figure, Progress, Proof } from './proof.ts';
import { connectionTo, type Host, makeWorld, type World } from './virtual-world.ts';
import { replaceTimers } from './virtual-timers.ts';
import { runEnvironment } from './virtual-worker.ts';

const [OTHERS, OTHER_HOSTS, OF_THE_ONE, ENVIRONMENTS] = [10_000, 500, 500, 5];
const ALL = OTHERS + OF_THE_ONE;
const [PER_SECRET, BATCH] = [20, 10];
const [MINUTE_MS, EVERY_MINUTES, LASTS_MINUTES] = [60_000, 15, 35];
const [ANSWERS_MS, CONNECTING_MS] = [200, 3_000];
const ONE = 'one.example.com';
const [MOST_RATIO, MOST_A_MINUTE] = [1.1, 20];

type Delays = { readonly median: number; readonly p95: number; readonly mean: number };

const answers: Host = async (clock) => {
  await clock.wait(ANSWERS_MS);
  return 200;
};
const silent: Host = async (clock) => {
  await clock.wait(CONNECTING_MS);
  throw new ResolverError('connect_failed', { host: ONE });
};
const timesOut: Host = async (clock) => {
  await clock.wait(CONNECTING_MS);
  throw new ResolverError('target_timeout', { host: ONE });
};

export const proof: Proof = {
  name: 'dead-host',
  claim: `${OF_THE_ONE} of ${ALL.toLocaleString('en')} connections that are due at once are on a host that is dead: the others, on ${OTHER_HOSTS} hosts, are verified as soon as if it lived, by ${ENVIRONMENTS} environments in a time of their own`,
  bound: `median delay of the others ≤ ${MOST_RATIO} × that with the host alive, ≤ ${MOST_A_MINUTE} requests to the dead host in any 60 s`,
  run: async (progress) => {
    const alive = await delays(answers, progress);
    const dead = { 'times out': await delays(timesOut, progress), 'refuses after 3 s': await delays(silent, progress) };
    const figures = Object.entries(dead).map(([name, { world, others }]) => figuresOf(name, { world, others, healthy: alive.others }));
    return [{ name: 'alive', measured: wordsOf(alive.others), isWithin: Math.max(0, ...alive.world.came.values()) >= ALL }, ...figures.flat()];
  },
};

type Outcome = { readonly world: World; readonly others: Delays };

async function delays(one: Host, progress: Progress): Promise<Outcome> {
  const world = makeWorld({ seed: 4, hostNamed: (host) => (host === ONE ? one : answers) });
  const restore = replaceTimers(world.clock.wait);
  const startMs = world.clock.now();
  try {
    const others = await enqueue(world);
    const isOver = (): boolean => {
      progress('connections verified', world.doneAtMs.size, ALL);
      return world.clock.now() >= startMs + LASTS_MINUTES * MINUTE_MS || world.queue.size === 0;
    };
    await world.clock.run(Promise.all(Array.from({ length: ENVIRONMENTS }, () => runEnvironment(world, isOver))));
    return { world, others: delaysOf(others.map((id) => (world.doneAtMs.get(id) ?? Infinity) - startMs)) };
  } finally {
    restore();
  }
}

/** Evenly among the others, whose ids are answered. */
async function enqueue({ stores, queue, clock, random }: World): Promise<readonly string[]> {
  const window = Math.floor(clock.now() / MINUTE_MS / EVERY_MINUTES);
  const messages: { readonly message: QueueMessage; readonly project: string }[] = [];
  const others: string[] = [];
  for (let at = 0; at < ALL; at += 1) {
    const isOne = at % (ALL / OF_THE_ONE) === 0;
    const host = isOne ? ONE : `host-${at % OTHER_HOSTS}.example.com`;
    const secret = isOne ? Math.floor(at / (ALL / OF_THE_ONE) / PER_SECRET) : 0;
    const connection = connectionTo(host, `${host}--${secret}`, { every: 'PT15M', random });
    await stores.connections.create(connection);
    if (!isOne) others.push(connection.id);
    messages.push({ message: { v: 1, kind: 'scheduled', connectionId: connection.id, window, everyMinutes: EVERY_MINUTES }, project: 'one' });
  }
  for (let at = 0; at < messages.length; at += BATCH) await queue.send(messages.slice(at, at + BATCH));
  return others;
}

function figuresOf(name: string, { world, others, healthy }: Outcome & { readonly healthy: Delays }): readonly Figure[] {
  const timesMs = world.calls.flatMap(({ host, atMs }) => (host === ONE ? [atMs] : []));
  const most = Math.max(...timesMs.map((from) => timesMs.filter((atMs) => atMs >= from && atMs < from + MINUTE_MS).length));
  const ratio = others.median / healthy.median;
  const ratios = `ratios ${ratio.toFixed(3)}, ${(others.p95 / healthy.p95).toFixed(3)}, ${(others.mean / healthy.mean).toFixed(3)}`;
  const outcomes = [...world.came].map(([outcome, times]) => `${outcome} ${times}`).join(', ');
  return [
    { name: `${name}: the others`, measured: `${wordsOf(others)}; ${ratios}`, isWithin: ratio <= MOST_RATIO },
    {
      name: `${name}: the dead host`,
      measured: `${most} requests in 60 s at most, ${timesMs.length} in all; deliveries: ${outcomes}`,
      isWithin: most <= MOST_A_MINUTE,
    },
  ];
}

function delaysOf(unsorted: readonly number[]): Delays {
  const ms = unsorted.toSorted((a, b) => a - b);
  const at = (part: number): number => ms[Math.floor((ms.length - 1) * part)] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95), mean: ms.reduce((sum, each) => sum + each, 0) / ms.length };
}

function wordsOf({ median, p95, mean }: Delays): string {
  return `median ${(median / 1_000).toFixed(1)} s, p95 ${(p95 / 1_000).toFixed(1)} s, mean ${(mean / 1_000).toFixed(1)} s`;
}
