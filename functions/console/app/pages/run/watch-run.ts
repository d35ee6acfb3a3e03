import { sentenceOf } from '../../api/failure.ts';
import type { Run } from '../../api/types.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
const GROWTH = 1.5;

/** Until the next look, after so many looks in a row that brought nothing new: a second while figures move, then longer and longer. */
export function pauseMsAfter(quietLooks: number): number {
  return Math.min(FIRST_PAUSE_MS * GROWTH ** quietLooks, LONGEST_PAUSE_MS);
}

export type Watching = {
  readonly read: (signal: AbortSignal) => Promise<Run>;
  readonly onRun: (run: Run) => void;
  /** A sentence. The next look comes all the same. */
  readonly onProblem: (sentence: string) => void;
  /** Nobody can see the page: no look until somebody asks for one. */
  readonly isHidden: () => boolean;
};
/** `look`: now, and not after the pause. */
export type Watch = { readonly look: () => void; readonly stop: () => void };

/** Reads a run at once and until it is over, one request at a time. */
export function watchRun({ read, onRun, onProblem, isHidden }: Watching): Watch {
  const stopper = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let [isLooking, isWanted, isOver, quietLooks, before] = [false, false, false, 0, ''];
  const seen = (run: Run): void => {
    const now = JSON.stringify(run);
    quietLooks = now === before ? quietLooks + 1 : 0;
    before = now;
    isOver = run.finishedAt !== null;
    onRun(run);
  };
  const missed = (error: unknown): void => {
    quietLooks += 1;
    onProblem(sentenceOf(error));
  };
  const look = async (): Promise<void> => {
    clearTimeout(timer);
    // What is under way was asked before: what somebody waits for may not be in it.
    isWanted = isLooking;
    if (isLooking || isOver || stopper.signal.aborted || isHidden()) return;
    isLooking = true;
    const [run, error] = await read(stopper.signal).then(
      (answer) => [answer, null] as const,
      (thrown: unknown) => [null, thrown] as const,
    );
    isLooking = false;
    if (stopper.signal.aborted) return;
    if (run) seen(run);
    else missed(error);
    if (!isOver) timer = setTimeout(look, isWanted ? 0 : pauseMsAfter(quietLooks));
  };
  void look();
  const stop = (): void => {
    stopper.abort();
    clearTimeout(timer);
  };
  return { look: () => void look(), stop };
}
