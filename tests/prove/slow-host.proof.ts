import { delaysOf, type Delays, ratiosOf, secondsOf, wordsOf } from './delays.ts';
import { delaysMs, EVERY_MINUTES, type Job, runTrial, type Trial, type Tried } from './host-trial.ts';
import { oncePerWindow } from './once-per-window.ts';
import { ALL, answers, answersAfter, isOther, JOBS, OF_THE_ONE, ONE, OTHER_HOSTS } from './one-host.ts';
import type { Figure, Progress, Proof } from './proof.ts';
import { ENVIRONMENTS } from './virtual-environments.ts';

const WINDOWS = 2;
const WINDOW_MS = EVERY_MINUTES * 60_000;
const [SLOW_MS, ALL_SLOW_MS] = [[5_000, 3_000], 2_000] as const;
const [LONGEST_MS] = SLOW_MS;
/** Into the second window, in the middle of the others. */
const TURNS_MS = WINDOW_MS + 10_000;
const FEW = 10;
const MOST_RATIO = 1.1;
/** Three answers one after the other, and one that was under way. */
const MOST_OF_FEW_MS = 4 * LONGEST_MS;

export const proof: Proof = {
  name: 'slow-host',
  claim: `${OF_THE_ONE} of ${ALL.toLocaleString('en')} connections that are due at once, in ${WINDOWS} windows, are on a host that answers only after seconds: the others, on ${OTHER_HOSTS} hosts, are verified as soon as if it were quick, by ${ENVIRONMENTS} environments and as many for slow hosts in a time of their own; a host that turns slow among them costs one of its answers; of two slow hosts one does not wait for the other; and where all are slow, nothing is lost`,
  bound: `median delay of the others ≤ ${MOST_RATIO} × that with the host quick, found slow and known to be; turning: mean ≤ one answer later; ${FEW} connections of a second slow host within ${secondsOf(MOST_OF_FEW_MS)} once it is known; one verdict for each connection and window, ≤ 1 call for it, no dead letter, all within the window`,
  run: async (progress) => {
    const quick = await trial(progress);
    const figures: Figure[] = [{ name: 'quick', measured: wordsOf(others(quick, 0)), isWithin: quick.world.doneAtMs.size === ALL * WINDOWS }];
    // One after the other: a trial has the product's pauses go by its clock.
    for (const ms of SLOW_MS) figures.push(...(await slowFigures(ms, quick, progress)));
    figures.push(...(await turningFigures(quick, progress)), ...(await twoFigures(progress)), ...(await allSlowFigures(progress)));
    return figures;
  },
};

function trial(progress: Progress, other: Partial<Trial> = {}): Promise<Tried> {
  return runTrial({ jobs: JOBS, windows: WINDOWS, hostNamed: () => answers, ...other }, progress);
}

function others(tried: Tried, window: number): Delays {
  return delaysOf(delaysMs(tried, window, isOther));
}

async function slowFigures(ms: number, quick: Tried, progress: Progress): Promise<readonly Figure[]> {
  const tried = await trial(progress, { hostNamed: (host) => (host === ONE ? answersAfter(ms) : answers) });
  const figures = ['found', 'known'].map((name, window): Figure => {
    const [those, base] = [others(tried, window), others(quick, window)];
    const own = delaysOf(delaysMs(tried, window, (job) => !isOther(job)));
    return {
      name: `${secondsOf(ms)}, ${name} to be slow`,
      measured: `the others ${wordsOf(those)}; ${ratiosOf(those, base)}; its own ${wordsOf(own)}, last ${secondsOf(own.most)}`,
      isWithin: those.median / base.median <= MOST_RATIO && own.most <= WINDOW_MS,
    };
  });
  return [...figures, await oncePerWindow(secondsOf(ms), tried, WINDOWS)];
}

async function turningFigures(quick: Tried, progress: Progress): Promise<readonly Figure[]> {
  const tried = await trial(progress, {
    hostNamed: (host, sinceMs) => (clock) => (host === ONE && sinceMs() >= TURNS_MS ? answersAfter(LONGEST_MS) : answers)(clock),
  });
  const [those, base] = [others(tried, 1), others(quick, 1)];
  const figure = {
    name: `turns slow, ${secondsOf(LONGEST_MS)}`,
    measured: `the others ${wordsOf(those)}; ${secondsOf(those.mean - base.mean)} later; ${ratiosOf(those, base)}`,
    isWithin: those.mean - base.mean <= LONGEST_MS,
  };
  return [figure, await oncePerWindow('turns slow', tried, WINDOWS)];
}

/** Two hosts of one project, the few behind the many. */
async function twoFigures(progress: Progress): Promise<readonly Figure[]> {
  const jobs = Array.from({ length: OF_THE_ONE + FEW }, (_, at): Job => {
    const host = at < OF_THE_ONE ? ONE : 'two.example.com';
    return { host, secret: `${host}--${at}`, share: 'one' };
  });
  const tried = await trial(progress, { jobs, hostNamed: () => answersAfter(LONGEST_MS) });
  const [found, known] = [0, 1].map((window) => delaysOf(delaysMs(tried, window, isOther)));
  const many = delaysOf(delaysMs(tried, 1, (job) => !isOther(job)));
  const measured = `last of the few ${secondsOf(found?.most ?? Infinity)} when found, ${secondsOf(known?.most ?? Infinity)} when known; of the many ${secondsOf(many.most)}`;
  return [{ name: 'two slow hosts', measured, isWithin: (known?.most ?? Infinity) <= MOST_OF_FEW_MS }, await oncePerWindow('two slow hosts', tried, WINDOWS)];
}

async function allSlowFigures(progress: Progress): Promise<readonly Figure[]> {
  const tried = await trial(progress, { windows: 1, hostNamed: () => answersAfter(ALL_SLOW_MS) });
  const all = delaysOf(delaysMs(tried, 0, () => true));
  const figure = {
    name: `all after ${secondsOf(ALL_SLOW_MS)}`,
    measured: `${wordsOf(all)}, last ${secondsOf(all.most)}`,
    isWithin: all.most <= WINDOW_MS,
  };
  return [figure, await oncePerWindow('all slow', tried, 1)];
}
