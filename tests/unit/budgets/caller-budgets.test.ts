import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BudgetStore, BudgetWindow } from '../../../shared/budgets/budget-store.ts';
import { type CallerBudgets, makeCallerBudgets } from '../../../shared/budgets/caller-budgets.ts';
import { RequestError } from '../../../shared/errors.ts';
import { AMPLE } from '../../helpers/caller-budgets.ts';
import { makeMemoryBudgetStore } from '../../helpers/stores/memory-budget-store.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 23, 12);
const SESSION = 'arn:aws:sts::111122223333:assumed-role/ci/';
const LIMITS = { ...AMPLE, tests: 3, hostTests: 4, keyReads: 2 };

let printed: string[] = [];
beforeEach(() => {
  printed = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function setting(limits = LIMITS) {
  const clock = { nowMs: START_MS };
  const windows: BudgetWindow[] = [];
  const kept = makeMemoryBudgetStore();
  const store: BudgetStore = { spend: (window) => (windows.push(window), kept.spend(window)) };
  const budgets = makeCallerBudgets({ store, limits, now: () => clock.nowMs });
  return { clock, windows, budgets };
}

/** How often it may be done before it is refused. */
async function until(most: number, work: () => Promise<void>): Promise<number> {
  for (let done = 0; done < most; done += 1)
    try {
      await work();
    } catch {
      return done;
    }
  return most;
}
async function refusalOf(work: Promise<void>): Promise<unknown> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof RequestError ? error.issues : error;
}
const tests = (budgets: CallerBudgets, subject = 'ada') => until(50, () => budgets.spend('tests', subject));

describe("a caller's budget", () => {
  it('is spent by the minute, and full again in the next one', async () => {
    const { budgets, clock } = setting();
    clock.nowMs += 59_999;
    expect([await tests(budgets), await tests(budgets)]).toEqual([3, 0]);
    clock.nowMs += 1;
    expect(await tests(budgets)).toBe(3);
  });

  it('is its own: neither that of another caller nor that of another thing to ask for', async () => {
    const { budgets } = setting();
    expect([await tests(budgets), await tests(budgets, 'bob'), await until(50, () => budgets.spend('keyReads', 'ada'))]).toEqual([3, 3, 2]);
  });

  it('is one for all sessions of an IAM role, whatever they are called, and another for another role, account or partition', async () => {
    const { budgets } = setting();
    for (const name of ['one', 'two', 'three']) await budgets.spend('tests', `${SESSION}${name}`);
    expect(await tests(budgets, `${SESSION}four`)).toBe(0);
    for (const other of [
      'arn:aws:sts::111122223333:assumed-role/ci2/one',
      'arn:aws:sts::222233334444:assumed-role/ci/one',
      'arn:aws-cn:sts::111122223333:assumed-role/ci/one',
    ])
      expect([other, await tests(budgets, other)]).toEqual([other, 3]);
  });

  it('is not that of a host of the same name', async () => {
    const { budgets } = setting();
    await tests(budgets, 'api.example.com');
    expect(await until(50, () => budgets.spendOnHosts(['api.example.com']))).toBe(4);
  });
});

describe("a host's budget", () => {
  it('is spent by all together, by each host of a test', async () => {
    const { budgets } = setting();
    await budgets.spendOnHosts(['login.example.com', 'api.example.com']);
    expect(await until(50, () => budgets.spendOnHosts(['api.example.com']))).toBe(3);
    expect(await until(50, () => budgets.spendOnHosts(['api.example.com:8443']))).toBe(4);
  });

  it('is not touched by a connector that names no host beforehand', async () => {
    const { budgets, windows } = setting();
    await budgets.spendOnHosts([]);
    expect(windows).toEqual([]);
  });
});

describe('a refusal', () => {
  it.each([
    [0, 60],
    [1, 60],
    [30_000, 30],
    [58_999, 2],
    [59_001, 1],
    [59_999, 1],
  ])('%i ms into a minute asks for %i whole seconds of patience, and says which budget is spent', async (intoMs, seconds) => {
    const { budgets, clock } = setting();
    clock.nowMs += intoMs;
    await tests(budgets);
    expect(await refusalOf(budgets.spend('tests', 'ada'))).toEqual([
      { code: 'rate_limited_caller', where: { expected: '3 tests by hand a minute', retryAfterSeconds: seconds } },
    ]);
  });

  it('of a host names the host, and neither who asked for it nor in which project', async () => {
    const { budgets } = setting();
    for (let nth = 0; nth < 4; nth += 1) await budgets.spendOnHosts(['api.example.com']);
    expect(await refusalOf(budgets.spendOnHosts(['api.example.com']))).toEqual([
      {
        code: 'rate_limited_caller',
        where: { host: 'api.example.com', expected: '4 tests by hand a minute of one host, whoever asks for them', retryAfterSeconds: 60 },
      },
    ]);
  });

  it('is counted once, in a metric without a name of anybody', async () => {
    const { budgets } = setting();
    await tests(budgets);
    await until(50, () => budgets.spendOnHosts(['api.example.com']));
    const lines = printed.map((line) => JSON.parse(line));
    expect(lines.map(({ callersLimited }) => callersLimited)).toEqual([1, 1]);
    expect(printed.join('')).not.toMatch(/\bada\b|example/);
  });
});

it('nothing that is kept names a caller, a role or a host, and it is kept for an hour', async () => {
  const { budgets, windows } = setting();
  await budgets.spend('tests', `${SESSION}one`);
  await budgets.spendOnHosts(['api.example.com']);
  expect(windows.map(({ most }) => most)).toEqual([3, 4]);
  for (const { id, expiresAt } of windows) {
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(expiresAt).toBe((START_MS + MINUTE_MS) / 1_000 + 3_600);
  }
});
