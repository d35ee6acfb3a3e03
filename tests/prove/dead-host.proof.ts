import { ResolverError } from '../../shared/errors.ts';
import { delaysOf, type Delays, ratiosOf, wordsOf } from './delays.ts';
import { delaysMs, deliveriesOf, runTrial, type Tried } from './host-trial.ts';
import { ALL, answers, isOther, JOBS, OF_THE_ONE, ONE, OTHER_HOSTS } from './one-host.ts';
import type { Figure, Progress, Proof } from './proof.ts';
import type { Host } from './virtual-world.ts';
import { ENVIRONMENTS } from './virtual-environments.ts';

const [MINUTE_MS, CONNECTING_MS] = [60_000, 3_000];
const [MOST_RATIO, MOST_A_MINUTE] = [1.1, 20];

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
    const alive = await trialWith(answers, progress);
    const healthy = othersOf(alive);
    const dead = { 'times out': await trialWith(timesOut, progress), 'refuses after 3 s': await trialWith(silent, progress) };
    const figures = Object.entries(dead).map(([name, tried]) => figuresOf(name, tried, healthy));
    return [{ name: 'alive', measured: wordsOf(healthy), isWithin: alive.world.doneAtMs.size === ALL }, ...figures.flat()];
  },
};

function trialWith(one: Host, progress: Progress): Promise<Tried> {
  return runTrial({ jobs: JOBS, windows: 1, hostNamed: (host) => (host === ONE ? one : answers) }, progress);
}

function othersOf(tried: Tried): Delays {
  return delaysOf(delaysMs(tried, 0, isOther));
}

function figuresOf(name: string, tried: Tried, healthy: Delays): readonly Figure[] {
  const others = othersOf(tried);
  const timesMs = tried.world.calls.flatMap(({ host, atMs }) => (host === ONE ? [atMs] : []));
  const most = Math.max(...timesMs.map((from) => timesMs.filter((atMs) => atMs >= from && atMs < from + MINUTE_MS).length));
  return [
    {
      name: `${name}: the others`,
      measured: `${wordsOf(others)}; ${ratiosOf(others, healthy)}`,
      isWithin: others.median / healthy.median <= MOST_RATIO,
    },
    {
      name: `${name}: the dead host`,
      measured: `${most} requests in 60 s at most, ${timesMs.length} in all; deliveries: ${deliveriesOf(tried)}`,
      isWithin: most <= MOST_A_MINUTE,
    },
  ];
}
