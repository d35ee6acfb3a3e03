import { delaysOf, type Delays, ratiosOf, secondsOf, wordsOf } from './delays.ts';
import { delaysMs, type Job, runTrial, type Tried } from './host-trial.ts';
import { oncePerWindow } from './once-per-window.ts';
import { answersAfter } from './one-host.ts';
import type { Figure, Progress, Proof } from './proof.ts';
import type { Host } from './virtual-world.ts';
import { ENVIRONMENTS } from './virtual-environments.ts';

const [OF_THE_BUSY, OF_THE_OTHER, BUSY_HOSTS, OTHER_HOSTS, WINDOWS] = [5_000, 500, 250, 100, 2];
const [QUICK_MS, HARDLY_MS, SLOW_MS] = [200, 900, 1_000];
/** In turns: half of each batch is the other project's, so that it needs twice as many. */
const MOST_RATIO = 2;
/** And each batch takes as long as the slowest of it. */
const MOST_HARDLY = (MOST_RATIO * HARDLY_MS) / QUICK_MS;
/** Three may try a host that nobody knows, in batches half of which are the busy project's. */
const MOST_FOUND_MS = ((3 * BUSY_HOSTS) / 5 / ENVIRONMENTS) * SLOW_MS;

const jobsOf = (share: string, count: number, hosts: number): readonly Job[] =>
  Array.from({ length: count }, (_, at) => ({ host: `${share}-${at % hosts}.example.com`, secret: `${share}-${at % hosts}.example.com--0`, share }));
const OTHER = jobsOf('other', OF_THE_OTHER, OTHER_HOSTS);
/** All of it is sent before the other's. */
const BOTH = [...jobsOf('busy', OF_THE_BUSY, BUSY_HOSTS), ...OTHER];

export const proof: Proof = {
  name: 'busy-project',
  claim: `${OF_THE_BUSY.toLocaleString('en')} connections of one project on ${BUSY_HOSTS} hosts are due at once, in ${WINDOWS} windows, and after them ${OF_THE_OTHER} of another project on ${OTHER_HOSTS} hosts that answer after ${QUICK_MS} ms: those wait for their turn, not for the project, by ${ENVIRONMENTS} environments and as many for slow hosts in a time of their own, whose queues let projects take turns`,
  bound: `mean delay of the other project ≤ ${MOST_RATIO} × that without the busy one, whose hosts are quick or known to be slow; ≤ ${MOST_HARDLY} × where they are just quick enough; last ≤ ${secondsOf(MOST_FOUND_MS)} while they are found to be slow; one verdict for each connection and window, ≤ 1 call for it, no dead letter`,
  run: async (progress) => {
    const alone = await trialWith(OTHER, QUICK_MS, progress);
    const figures: Figure[] = [{ name: 'alone', measured: wordsOf(otherOf(alone, 1)), isWithin: alone.world.doneAtMs.size === OF_THE_OTHER * WINDOWS }];
    for (const [ms, most] of [
      [QUICK_MS, MOST_RATIO],
      [HARDLY_MS, MOST_HARDLY],
      [SLOW_MS, MOST_RATIO],
    ] as const) {
      const tried = await trialWith(BOTH, ms, progress);
      figures.push(...figuresOf(tried, alone, { ms, most }), await oncePerWindow(`${ms} ms`, tried, WINDOWS));
    }
    return figures;
  },
};

function trialWith(jobs: readonly Job[], busyMs: number, progress: Progress): Promise<Tried> {
  const hostNamed = (host: string): Host => answersAfter(host.startsWith('busy') ? busyMs : QUICK_MS);
  return runTrial({ jobs, windows: WINDOWS, hostNamed }, progress);
}

function otherOf(tried: Tried, window: number): Delays {
  return delaysOf(delaysMs(tried, window, ({ share }) => share === 'other'));
}

type Bound = { readonly ms: number; readonly most: number };

function figuresOf(tried: Tried, alone: Tried, { ms, most }: Bound): readonly Figure[] {
  return ['first', 'second'].map((name, window) => {
    const [delays, base] = [otherOf(tried, window), otherOf(alone, window)];
    const busy = delaysOf(delaysMs(tried, window, ({ share }) => share === 'busy'));
    const isFound = ms >= SLOW_MS && window === 0;
    return {
      name: `busy after ${ms} ms, ${name} window`,
      measured: `${wordsOf(delays)}, last ${secondsOf(delays.most)}; ${ratiosOf(delays, base)}; the busy project ${wordsOf(busy)}`,
      isWithin: isFound ? delays.most <= MOST_FOUND_MS : delays.mean / base.mean <= most,
    };
  });
}
