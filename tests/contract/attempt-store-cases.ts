import { expect } from 'vitest';
import type { Outcome } from '../../shared/attempts/attempt-outcome.ts';
import type { Attempts, AttemptStore } from '../../shared/attempts/attempt-store.ts';
import { type Attempt, type AttemptBudget, makeAttemptBudget, type Permission } from '../../shared/attempts/attempts.ts';
import { credentialId, type CredentialUse } from '../../shared/attempts/credential.ts';
import { arnOf } from '../helpers/stores/stored-connections.ts';

type AttemptSetting = { readonly store: AttemptStore; readonly clock: { nowMs: number } };
type AttemptCase = { readonly title: string; readonly run: (setting: AttemptSetting) => Promise<void> };

export const WINDOW_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
const TERMS = { windowMs: WINDOW_MS, lockout: 'medium' } as const;
export const USE: CredentialUse = { arn: arnOf('jira'), key: 'token', versionId: 'v1', host: 'acme.atlassian.net' };
const KEPT: Attempts = {
  revision: 1,
  generation: 2,
  acceptedAtMs: null,
  lease: { id: 'a', untilMs: 1_000 },
  counted: [{ id: 'b', atMs: 500, isRejected: true }],
  rejectedAtMs: 500,
  isSuspended: false,
  expiresAt: 90_000,
};

const budgetOf = ({ store, clock }: AttemptSetting): AttemptBudget => makeAttemptBudget({ store, now: () => clock.nowMs, uuid: () => crypto.randomUUID() });
const kindsOf = (permissions: readonly Permission[]): Readonly<Record<string, number>> =>
  permissions.reduce<Record<string, number>>((counts, { kind }) => ({ ...counts, [kind]: (counts[kind] ?? 0) + 1 }), {});
const all = <T>(count: number, work: () => Promise<T>): Promise<readonly T[]> => Promise.all(Array.from({ length: count }, work));

/** @throws Error where it is not permitted */
export async function permitted(budget: AttemptBudget, uses: readonly CredentialUse[] = [USE]): Promise<Attempt> {
  const permission = await budget.ask(uses, TERMS);
  if (permission.kind !== 'permit') throw new Error(`Not permitted: ${permission.kind}.`);
  return permission.attempt;
}
async function tried(budget: AttemptBudget, outcome: Outcome): Promise<void> {
  await budget.tell(await permitted(budget), outcome);
}

export const ATTEMPT_STORE_CASES: readonly AttemptCase[] = [
  {
    title: 'what is written is read as it is, and another credential has nothing',
    run: async ({ store }) => {
      const [one, other] = [credentialId(USE), credentialId({ ...USE, versionId: 'v2' })];
      expect(await store.read(one)).toBeNull();
      expect(await store.write(one, KEPT, 0)).toBe(true);
      expect([await store.read(one), await store.read(other)]).toEqual([KEPT, null]);
    },
  },
  {
    title: 'a write is made only on the revision that it expects',
    run: async ({ store }) => {
      const credential = credentialId(USE);
      expect(await store.write(credential, KEPT, 1)).toBe(false);
      await store.write(credential, KEPT, 0);
      for (const expected of [0, 2]) expect(await store.write(credential, { ...KEPT, revision: 9 }, expected)).toBe(false);
      expect(await store.write(credential, { ...KEPT, revision: 2, lease: null }, 1)).toBe(true);
      expect(await store.read(credential)).toEqual({ ...KEPT, revision: 2, lease: null });
      const writes = await Promise.all(Array.from({ length: 10 }, (_, n) => store.write(credential, { ...KEPT, revision: 3, generation: n }, 2)));
      expect(writes.filter(Boolean)).toHaveLength(1);
      expect((await store.read(credential))?.generation).toBe(writes.indexOf(true));
    },
  },
  {
    title: 'of twenty who ask at once for a credential that nobody has tried, one may; when it is accepted, all may',
    run: async (setting) => {
      const budget = budgetOf(setting);
      const asked = await all(20, () => budget.ask([USE], TERMS));
      expect(kindsOf(asked)).toEqual({ permit: 1, wait: 19 });
      for (const permission of asked) if (permission.kind === 'permit') await budget.tell(permission.attempt, 'accepted');
      expect(kindsOf(await all(20, () => budget.ask([USE], TERMS)))).toEqual({ permit: 20 });
      setting.clock.nowMs += WINDOW_MS;
      expect(kindsOf(await all(20, () => budget.ask([USE], TERMS)))).toEqual({ permit: 1, wait: 19 });
    },
  },
  {
    title: 'a rejected credential is tried three times in a day, a window apart, then not until it is another version',
    run: async (setting) => {
      const budget = budgetOf(setting);
      for (let attempt = 0; attempt < 3; attempt += 1) {
        await tried(budget, 'rejected');
        if (attempt < 2) expect(kindsOf(await all(5, () => budget.ask([USE], TERMS)))).toEqual({ spent: 5 });
        setting.clock.nowMs += WINDOW_MS;
      }
      for (const hours of [0, 24, 24 * 30]) {
        setting.clock.nowMs += hours * HOUR_MS;
        expect(kindsOf(await all(5, () => budget.ask([USE], TERMS)))).toEqual({ suspended: 5 });
      }
      for (const other of [{ versionId: 'v2' }, { key: 'user' }, { host: 'other.atlassian.net' }, { arn: arnOf('okta') }])
        expect((await budget.ask([{ ...USE, ...other }], TERMS)).kind).toBe('permit');
    },
  },
  {
    title: 'fifteen rejections at once, amid five acceptances, of a credential that was accepted a moment ago, suspend it',
    run: async (setting) => {
      const budget = budgetOf(setting);
      await tried(budget, 'accepted');
      const attempts = await Promise.all(Array.from({ length: 20 }, () => permitted(budget)));
      await Promise.all(attempts.map((attempt, n) => budget.tell(attempt, n % 4 === 3 ? 'accepted' : 'rejected')));
      setting.clock.nowMs += WINDOW_MS;
      expect((await budget.ask([USE], TERMS)).kind).toBe('suspended');
    },
  },
  {
    title: 'whoever dies is waited for as long as its lease, and no longer',
    run: async (setting) => {
      const budget = budgetOf(setting);
      await permitted(budget);
      setting.clock.nowMs += 19_999;
      expect(await budget.ask([USE], TERMS)).toMatchObject({ kind: 'wait', untilMs: setting.clock.nowMs + 1 });
      setting.clock.nowMs += 1;
      expect(kindsOf(await all(5, () => budget.ask([USE], TERMS)))).toEqual({ permit: 1, wait: 4 });
    },
  },
  {
    title: 'a test that sends two credentials may send both or none, and holds neither where it may not',
    run: async (setting) => {
      const budget = budgetOf(setting);
      const second = { ...USE, key: 'user' };
      const held = await permitted(budget, [second]);
      for (const uses of [
        [USE, second],
        [second, USE],
      ])
        expect((await budget.ask(uses, TERMS)).kind).toBe('wait');
      await budget.tell(await permitted(budget, [USE]), 'unsent');
      await budget.tell(held, 'unknown');
      expect(kindsOf(await Promise.all([budget.ask([USE, second], TERMS), budget.ask([second, USE], TERMS)]))).toEqual({ permit: 1, wait: 1 });
    },
  },
  {
    title: 'nothing that is kept names a secret, a key or a host',
    run: async ({ store }) => {
      const asked: string[] = [];
      const spied: AttemptStore = {
        read: (credential) => store.read(credential),
        write: (credential, ...rest) => (asked.push(credential), store.write(credential, ...rest)),
      };
      await tried(budgetOf({ store: spied, clock: { nowMs: 0 } }), 'rejected');
      expect(asked.length).toBe(2);
      for (const credential of asked) expect(credential).toMatch(/^[0-9a-f]{64}$/);
      expect(JSON.stringify(await store.read(credentialId(USE)))).not.toMatch(/arn:|token|atlassian|v1/);
    },
  },
];
