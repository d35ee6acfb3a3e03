import type { IndexedUse, SecretWalk } from '../connections/secret-walk.ts';
import { RequestError, ResolverError } from '../errors.ts';
import { inParallel } from '../runs/in-parallel.ts';
import { type HeldCourse, holdCourse } from './hold-course.ts';
import { lookAtSecret, type LookDeps } from './look-at-secret.ts';
import { makePacer } from './pacer.ts';
import { stretchOf, type UsedSecret } from './used-secret.ts';
import type { WatchStore } from './watch-store.ts';

export type WatchDeps = Omit<LookDeps, 'pace' | 'watches'> & {
  readonly walk: SecretWalk;
  readonly watches: WatchStore;
  /** Milliseconds that are left to this invocation. */
  readonly remainingMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly uuid: () => string;
  /** Told of what nobody foresaw. */
  readonly logFailure: (error: unknown) => void;
};

/** `done`: the round over all secrets is complete; else the next invocation goes on where this one ended. `held`: another one is at it. */
export type WatchEnd = 'done' | 'out_of_time' | 'store_failed' | 'held';
export type WatchReport = {
  readonly end: WatchEnd;
  /** Looked at, those that are `left` included. */
  readonly secrets: number;
  readonly rotations: number;
  readonly notices: number;
  /** How many could not be seen or acted on, by code; the next round looks at them again. */
  readonly left: Readonly<Record<string, number>>;
};

/** A page is read again where an invocation dies in it. */
const PAGE = 250;
const LOOKS_AT_ONCE = 8;
/** Of DescribeSecret; AWS allows 40,000 a second in all of a region, but others ask too. */
const PER_SECOND = 20;
/** What is kept back for the looks under way and the write that ends them. */
const RESERVE_MS = 15_000;

/** Looks at each secret that connections use, once a round, and acts on what has changed since the last: the fallback for events that did not come. */
export async function watchSecrets(deps: WatchDeps): Promise<WatchReport> {
  const watch = new Watch(deps);
  const course = await holdCourse(deps);
  if (course === null) return watch.report('held');
  const end = await watch.run(course);
  if (end !== 'held') await course.end().catch(deps.logFailure);
  return watch.report(end);
}

class Watch {
  readonly #deps: WatchDeps;
  readonly #looks: LookDeps;
  readonly #counts = { secrets: 0, rotations: 0, notices: 0 };
  readonly #left: Record<string, number> = {};

  constructor(deps: WatchDeps) {
    this.#deps = deps;
    this.#looks = { ...deps, pace: makePacer(PER_SECOND, deps) };
  }

  report(end: WatchEnd): WatchReport {
    return { end, ...this.#counts, left: this.#left };
  }

  async run(course: HeldCourse): Promise<WatchEnd> {
    try {
      return await this.#walk(course);
    } catch (error) {
      this.#deps.logFailure(error);
      return 'store_failed';
    }
  }

  /** Ends the round that was begun, then goes once over all, as far as time allows. */
  async #walk(course: HeldCourse): Promise<WatchEnd> {
    let isLastRound = course.after === null;
    for (let after = course.after; !this.#isLate();) {
      const stretch = await this.#pass(after);
      after = stretch.after;
      if (!(await course.move(after))) return 'held';
      if (stretch.isCut) return 'out_of_time';
      if (after === null && isLastRound) return 'done';
      isLastRound ||= after === null;
    }
    return 'out_of_time';
  }

  /** Looks at the secrets of one page, and answers after which use it goes on; null: the round is complete. */
  async #pass(after: IndexedUse | null): Promise<{ readonly after: IndexedUse | null; readonly isCut: boolean }> {
    const page = await this.#deps.walk.page(after, PAGE);
    const { secrets, reached } = stretchOf(page, after);
    const done = await this.#lookAt(secrets);
    if (done < secrets.length) return { after: secrets[done - 1]?.uses.at(-1) ?? after, isCut: true };
    return { after: page.next === null ? null : reached, isCut: false };
  }

  /** How many of them, the first ones, are done with. */
  async #lookAt(secrets: readonly UsedSecret[]): Promise<number> {
    const before = this.#counts.secrets;
    await inParallel(this.#begun(secrets), LOOKS_AT_ONCE, async (secret) => {
      try {
        const { moved, notice } = await lookAtSecret(secret, this.#looks);
        if (moved) this.#counts.rotations += 1;
        if (notice) this.#counts.notices += 1;
      } catch (error) {
        const code = this.#codeOf(error);
        this.#left[code] = (this.#left[code] ?? 0) + 1;
      }
    });
    return this.#counts.secrets - before;
  }

  *#begun(secrets: readonly UsedSecret[]): Generator<UsedSecret> {
    for (const secret of secrets) {
      if (this.#isLate()) return;
      this.#counts.secrets += 1;
      yield secret;
    }
  }

  #isLate(): boolean {
    return this.#deps.remainingMs() < RESERVE_MS;
  }

  #codeOf(error: unknown): string {
    if (error instanceof ResolverError) return error.code;
    if (error instanceof RequestError) return error.issues[0].code;
    this.#deps.logFailure(error);
    return 'internal_error';
  }
}
