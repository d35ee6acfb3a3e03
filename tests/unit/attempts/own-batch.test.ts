import { expect, it } from 'vitest';
import { makeAttemptBudget } from '../../../shared/attempts/attempts.ts';
import { withinBudget, type WithinBudget } from '../../../shared/attempts/within-budget.ts';
import { Deferral } from '../../../shared/deferral.ts';
import type { VerdictCode } from '../../../shared/errors.ts';
import type { Verdict } from '../../../shared/verifications/recorder.ts';
import { makeMemoryAttemptStore } from '../../helpers/stores/memory-attempt-store.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const SPENDING = {
  checked: { connector: { lockout: 'medium', name: 'Jira' } },
  binding: { destinations: [{ scheme: 'https', host: 'jira.example.com', port: 443, path: '/' }] },
  secrets: {
    uses: [
      {
        arn: 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs',
        key: 'token',
        field: '/config/token',
        versionId: 'v1',
        versionStage: 'AWSCURRENT',
      },
    ],
  },
} as const;
const forever = (): Promise<never> => new Promise(() => {});

type Clock = { readonly now: () => number; readonly wait: (ms: number) => Promise<void> };

/** What the tests of some environments go through. */
function environments(count: number, { now, wait }: Clock = { now: () => NOW, wait: forever }): readonly WithinBudget[] {
  const store = makeMemoryAttemptStore();
  let ids = 0;
  return Array.from({ length: count }, () => {
    const budget = makeAttemptBudget({ store, now, uuid: () => `a${(ids += 1)}` });
    const onFailure = (error: unknown): never => {
      throw error;
    };
    return withinBudget({ budget, terms: { windowMs: 900_000, changedAtMs: 0 }, now, wait, mayDefer: true, onFailure });
  });
}

/** One test leads, nineteen come with it; the first is answered when all of them wait. What each of the nineteen came to, and how often was sent. */
async function batch(code: VerdictCode): Promise<{ readonly followers: readonly string[]; readonly sent: number }> {
  const [within] = environments(1);
  let sent = 0;
  let answer = (_verdict: Verdict): void => {};
  const leading = within!(SPENDING, () => {
    sent += 1;
    return new Promise((resolve) => (answer = resolve));
  });
  const following = Array.from({ length: 19 }, () =>
    within!(SPENDING, async () => {
      sent += 1;
      return { code: 'ok', where: {} };
    }).then(
      (verdict) => verdict.code,
      (error: unknown) => (error instanceof Deferral ? 'put off' : 'failed'),
    ),
  );
  await new Promise(setImmediate);
  expect(sent).toBe(1);
  answer({ code, where: {} });
  expect((await leading).code).toBe(code);
  return { followers: [...new Set(await Promise.all(following))], sent };
}

it('a batch waits for the one of its own that tries their credentials, and goes on with them when they are good', async () => {
  expect(await batch('ok')).toEqual({ followers: ['ok'], sent: 20 });
});

it('what the one of the batch is refused with, the others do not send', async () => {
  expect(await batch('bad_credentials')).toEqual({ followers: ['budget_spent'], sent: 1 });
});

it.each(['target_timeout', 'connect_failed', 'target_unavailable'] as const)(
  'after %s nobody of the batch tries in its place: they come again, and hold the batch no longer',
  async (code) => {
    expect(await batch(code)).toEqual({ followers: ['put off'], sent: 1 });
  },
);

/** A clock that goes on while somebody waits, and how much did so in all. */
function movingClock(): Clock & { readonly waited: () => number } {
  let nowMs = NOW;
  return { now: () => nowMs, wait: async (ms) => void (nowMs += ms), waited: () => nowMs - NOW };
}

it.each([
  ['one of its own batch three seconds at most', 1, 3_000],
  ['one of another environment a quarter of a second at most', 2, 250],
])('a test that can come again waits for %s', async (_who, count, most) => {
  const clock = movingClock();
  const all = environments(count, clock);
  void all[0]!(SPENDING, forever);
  await new Promise(setImmediate);
  await expect(all.at(-1)!(SPENDING, forever)).rejects.toBeInstanceOf(Deferral);
  expect(clock.waited()).toBe(most);
});
