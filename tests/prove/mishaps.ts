import { ResolverError } from '../../shared/errors.ts';
import type { Random } from './virtual-world.ts';

export type Crash = 'before the call' | 'after the call' | 'after the verdict';
export type Fault = 'vault throttled' | 'vault unavailable' | 'claim' | 'end once' | 'end to the last' | 'budget' | 'gate' | 'standing' | 'bus' | 'move';

/** What goes wrong, with whom and how often. */
export type Mishaps = {
  /** Whether the environment that is at a job is killed here and now. */
  readonly crashes: (job: string, at: Crash) => boolean;
  /** @throws Error, or a ResolverError of the vault's, where AWS fails here and now */
  readonly fail: (job: string, fault: Fault) => void;
  /** Whether a conditional write is lost to somebody else this time. */
  readonly losesWrite: () => boolean;
  readonly told: ReadonlyMap<string, number>;
};

const CRASHES: readonly Crash[] = ['before the call', 'after the call', 'after the verdict'];
/** Those that belong to a job; how often each is met. */
const OF_JOBS: readonly (readonly [Fault, number])[] = [
  ['vault throttled', 2],
  ['vault unavailable', 2],
  ['claim', 1],
  ['end once', 1],
  ['end to the last', 3],
  ['budget', 1],
  ['gate', 1],
];
const PART = 0.05;
/** Those that belong to none, by their part. */
const OF_NO_JOB: { readonly [Name in Fault]?: number } = { standing: 0.01, bus: PART, move: PART };
const LOST_PART = 0.02;

export const NO_MISHAPS: Mishaps = { crashes: () => false, fail: () => {}, losesWrite: () => false, told: new Map() };

/** One job of twenty crashes, one of twenty meets a fault; the same ones for the same ids. `isQuiet`: what belongs to no job is over. */
export function makeMishaps(random: Random, isQuiet: () => boolean): Mishaps {
  const told = new Map<string, number>();
  const met = new Map<string, number>();
  const meets = (what: string, job: string, most: number): boolean => {
    const count = met.get(`${what} ${job}`) ?? 0;
    if (count >= most) return false;
    met.set(`${what} ${job}`, count + 1);
    told.set(what, (told.get(what) ?? 0) + 1);
    return true;
  };
  const chance = (what: Fault, part: number): boolean => !isQuiet() && random() < part && meets(what, String(random()), 1);
  const belongs = (job: string, fault: Fault): boolean => {
    const [own, most] = OF_JOBS[numberIn(job, 28) % OF_JOBS.length] ?? ['claim', 0];
    return own === fault && isOf(job, 20) && meets(fault, job, most);
  };
  return {
    told,
    losesWrite: () => random() < LOST_PART,
    crashes: (job, at) => isOf(job, 4) && CRASHES[numberIn(job, 12) % CRASHES.length] === at && meets(at, job, 1),
    fail: (job, fault) => {
      const part = OF_NO_JOB[fault];
      if (part === undefined ? belongs(job, fault) : chance(fault, part)) throw errorOf(fault);
    },
  };
}

function errorOf(fault: Fault): Error {
  if (fault === 'vault throttled') return new ResolverError('vault_throttled');
  return fault === 'vault unavailable' ? new ResolverError('vault_unavailable') : new Error(`The ${fault} fails.`);
}

function isOf(job: string, from: number): boolean {
  return numberIn(job, from) < PART * 0x1_00_00_00_00;
}

/** Eight hexadecimal digits of ver_…; ids are hashes. */
function numberIn(job: string, from: number): number {
  return Number.parseInt(job.slice(from, from + 8), 16);
}
