import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiFailure } from '../../../functions/console/app/api/failure.ts';
import type { Run } from '../../../functions/console/app/api/types.ts';
import { pauseMsAfter, type Watch, watchRun } from '../../../functions/console/app/pages/run/watch-run.ts';

const COUNTS = { authorized: 0, refused: 0, inconclusive: 0, not_attempted: 0, skipped: 0 };
const run = (authorized: number, finishedAt: string | null = null): Run => ({
  id: 'run_1',
  kind: 'bulk',
  projects: ['demo'],
  selector: {},
  retryOf: null,
  secret: null,
  createdAt: '2026-11-28T12:00:00.000Z',
  state: finishedAt === null ? 'running' : 'done',
  finishedAt,
  total: 9,
  counts: { ...COUNTS, authorized },
});

let watch: Watch;
let isHidden: boolean;
/** When each look began, in seconds; and what it is answered, as soon as that is known. */
let looks: { readonly at: number; readonly signal: AbortSignal; readonly answer: (told: Run | Error) => void }[];
let seen: number[];
let problems: string[];

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  [looks, seen, problems, isHidden] = [[], [], [], false];
  watch = watchRun({
    read: (signal) =>
      new Promise((resolve, reject) => {
        const answer = (told: Run | Error): void => (told instanceof Error ? reject(told) : resolve(told));
        looks.push({ at: Date.now() / 1_000, signal, answer });
      }),
    onRun: ({ counts }) => seen.push(counts.authorized),
    onProblem: (sentence) => problems.push(sentence),
    isHidden: () => isHidden,
  });
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

const answer = async (told: Run | Error): Promise<void> => {
  looks.at(-1)?.answer(told);
  await vi.advanceTimersByTimeAsync(0);
};
const wait = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(seconds * 1_000);
const times = (): readonly number[] => looks.map(({ at }) => at);

it('looks every second while figures move', async () => {
  for (let count = 1; count <= 4; count += 1) {
    await answer(run(count));
    await wait(1);
  }
  expect([times(), seen]).toEqual([
    [0, 1, 2, 3, 4],
    [1, 2, 3, 4],
  ]);
});

it('looks less and less often while they stand still, and every second again once they move', async () => {
  for (let look = 0; look < 4; look += 1) {
    await answer(run(1));
    await wait(pauseMsAfter(look) / 1_000);
  }
  expect(times()).toEqual([0, 1, 2.5, 4.75, 8.125]);
  await answer(run(2));
  await wait(1);
  expect(times().at(-1)).toBe(9.125);
});

it('never waits longer than ten seconds', () => {
  expect([0, 1, 5, 6, 1_000].map(pauseMsAfter)).toEqual([1_000, 1_500, 7_593.75, 10_000, 10_000]);
});

it('never asks for a second answer before it has the first; whoever asked meanwhile has another look at once', async () => {
  await wait(60);
  expect(times()).toEqual([0]);
  watch.look();
  await wait(30);
  expect(times()).toEqual([0]);
  await answer(run(1));
  expect(times()).toEqual([0, 90]);
  await answer(run(2));
  await wait(1);
  expect(times()).toEqual([0, 90, 91]);
});

it('looks no more once the run is over, whoever asks', async () => {
  await answer(run(9, '2026-11-28T12:01:00.000Z'));
  watch.look();
  await wait(60);
  expect([times(), seen]).toEqual([[0], [9]]);
});

it('tells why it has no figures, and goes on, more and more slowly', async () => {
  await answer(run(1));
  await wait(1);
  await answer(new ApiFailure('The API did not answer in time. Try again.'));
  await wait(1.5);
  await answer(new Error('inner words'));
  expect(problems).toEqual(['The API did not answer in time. Try again.', 'Something went wrong in this page. Reload it and try again.']);
  await wait(2.25);
  await answer(run(2));
  expect([times(), seen]).toEqual([
    [0, 1, 2.5, 4.75],
    [1, 2],
  ]);
});

it('looks at once where somebody asks, and keeps one pace after it', async () => {
  await answer(run(1));
  await wait(0.5);
  watch.look();
  await answer(run(2));
  await wait(1.9);
  expect(times()).toEqual([0, 0.5, 1.5]);
});

it('does not look while nobody can see it, and looks at once when somebody can', async () => {
  await answer(run(1));
  isHidden = true;
  await wait(60);
  expect(times()).toEqual([0]);
  isHidden = false;
  watch.look();
  expect(times()).toEqual([0, 60]);
});

it('is silent once it was stopped: the look under way is given up, and what it brings is dropped', async () => {
  watch.stop();
  expect(looks[0]?.signal.aborted).toBe(true);
  await answer(run(1));
  watch.look();
  await wait(60);
  expect([times(), seen, problems]).toEqual([[0], [], []]);
});
