import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import { dispatchDue } from '../../shared/runs/dispatch.ts';
import type { QueueMessage } from '../../shared/runs/queue.ts';
import { makeMishaps } from './mishaps.ts';
import type { Progress, Proof } from './proof.ts';
import { soakFigures } from './soak-figures.ts';
import { connectionTo, makeWorld, type Host, type World } from './virtual-world.ts';
import { replaceTimers } from './virtual-timers.ts';
import { ENVIRONMENTS, runEnvironments } from './virtual-environments.ts';

const [WINDOWS, CONNECTIONS, SECRETS, HOSTS] = [8, Number(process.env['PROVE_SOAK'] ?? 2_500), 300, 100];
const JOBS = WINDOWS * CONNECTIONS;
const [MINUTE_MS, EVERY, EVERY_MINUTES] = [60_000, 'PT1H', 60];
const DOUBLED = 0.05;
const [QUICK_MS, SLOW_MS] = [150, 4_000];

/** One host of twenty is slow; one of ten says no for three windows, another one for a single window. */
const hostNamed =
  (startMs: number) =>
  (host: string): Host => {
    const number = Number(/\d+/.exec(host)?.[0]);
    return async (clock) => {
      await clock.wait(number % 20 === 0 ? SLOW_MS : QUICK_MS);
      const window = Math.floor((clock.now() - startMs) / MINUTE_MS / EVERY_MINUTES);
      const saysNo = (number % 10 === 3 && window >= 2 && window <= 4) || (number % 10 === 7 && window === 5);
      return saysNo ? 403 : 200;
    };
  };

const POISON: readonly string[] = [
  '"text"',
  '[]',
  '{}',
  '{"v":2,"kind":"scheduled","connectionId":"con_00000000000000000000000000000000","window":1,"everyMinutes":60}',
  '{"v":1,"kind":"scheduled","connectionId":"con_1","window":1,"everyMinutes":60}',
  '{"v":1,"kind":"scheduled","connectionId":"con_00000000000000000000000000000000","window":-1,"everyMinutes":60}',
  '{"v":1,"kind":"scheduled","connectionId":"con_00000000000000000000000000000000","window":1,"everyMinutes":0}',
  '{"v":1,"kind":"scheduled","connectionId":"con_00000000000000000000000000000000","window":1,"everyMinutes":60,"config":{}}',
  '{"v":1,"kind":"run","connectionId":"con_00000000000000000000000000000000","runId":"run_1"}',
  '{"v":1,"kind":"other","connectionId":"con_00000000000000000000000000000000"}',
];

export const proof: Proof = {
  name: 'soak',
  claim: `${JOBS.toLocaleString('en')} scheduled verifications over ${SECRETS} secrets and ${HOSTS} hosts by ${ENVIRONMENTS} environments and as many for slow hosts, in a time of their own, with 5 % of messages doubled, 5 % of jobs killed (before the call, after it, after the verdict), AWS faults at 5 %, 5 % of hosts slow and ${POISON.length} malformed messages, each have one verdict and follow from it`,
  bound:
    'one verdict for each connection and window, ≤ 1 call of a target for it, 0 lost, standings, recent outcomes and events as the verdicts say, 0 messages left but the malformed ones',
  run: async (progress) => {
    const seed = Number(process.env['PROVE_SEED'] ?? 4);
    const startMs = makeWorld({ seed, hostNamed: () => async () => 200 }).clock.now();
    const endMs = startMs + WINDOWS * EVERY_MINUTES * MINUTE_MS;
    const world = makeWorld({
      seed,
      hostNamed: hostNamed(startMs),
      mishaps: ({ random, now }) => makeMishaps(random, () => now() >= endMs - EVERY_MINUTES * MINUTE_MS),
      isDoubled: (message, random) => random() < DOUBLED && !POISON.includes(JSON.stringify(message)),
    });
    const restore = replaceTimers(world.clock.wait);
    try {
      const connections = await seedWorld(world);
      await world.clock.run(Promise.all([dispatch(world, endMs, progress), runEnvironments(world, () => isAtRest(world, endMs))]));
      return await soakFigures(world, { connections, windows: WINDOWS, poison: POISON });
    } finally {
      restore();
    }
  },
};

async function seedWorld({ stores, queues, random }: World): Promise<readonly StoredConnection[]> {
  const connections = Array.from({ length: CONNECTIONS }, (_, at) => {
    const secret = at % SECRETS;
    const host = `git-${secret % HOSTS}.example.com`;
    return connectionTo(host, `${host}--${secret}`, { every: EVERY, random });
  });
  for (const connection of connections) await stores.connections.create(connection);
  await stores.settings.addPeriod(EVERY_MINUTES);
  const poison = POISON.map((text): QueueMessage => JSON.parse(text));
  await queues.usual.send(poison.map((message) => ({ message, project: 'team-0' })));
  return connections;
}

async function dispatch(world: World, endMs: number, progress: Progress): Promise<void> {
  const { clock, stores, queues } = world;
  for (; clock.now() < endMs; await clock.wait(MINUTE_MS)) {
    await dispatchDue({ ...stores, queue: queues.usual, now: clock.now, wait: clock.wait, remainingMs: () => MINUTE_MS });
    progress(`verified, ${world.lives.killed} environments killed`, world.came.get('verified') ?? 0, JOBS);
  }
}

function isAtRest({ clock, queues: { usual, slow } }: World, endMs: number): boolean {
  return clock.now() >= endMs && usual.size + slow.size === 0;
}
