import { expect } from 'vitest';
import { VERDICTS } from '../../shared/errors.ts';
import type { AuditResult, Intent, VerificationStore } from '../../shared/verifications/verification-store.ts';
import { windowIntentId, windowOf, windowStart } from '../../shared/verifications/window.ts';
import { AUTHORIZED, intentAt, REFUSED, verificationOf } from '../helpers/stores/intents.ts';
import { newId } from '../helpers/stores/stored-connections.ts';
import type { VerificationCase } from './verification-store-cases.ts';

const FIRST = { limit: 100, after: null };
const LEASE_MS = 30_000;
const DAY_MS = 86_400_000;
const INTERRUPTED: AuditResult = { status: 'inconclusive', code: 'interrupted', httpStatus: null, versionIds: [] };

/** What is intended for a connection in the window of `everyMinutes` that `atMs` is in. */
export function windowIntent(atMs: number, fields: Partial<Intent> = {}, everyMinutes = 15): Intent & { readonly connectionId: string } {
  const connectionId = fields.connectionId ?? newId();
  const window = windowOf(atMs, everyMinutes);
  const id = windowIntentId(connectionId, 'scheduled', `${everyMinutes}#${window}`);
  return { ...intentAt(0, { ...fields, id, at: windowStart(window, everyMinutes), caller: 'schedule' }), connectionId };
}

async function entriesOf(store: VerificationStore, { connectionId }: Intent): Promise<readonly unknown[]> {
  return (await store.audit({ project: 'demo', connectionId: connectionId ?? '' }, FIRST)).items;
}
async function historyOf(store: VerificationStore, { connectionId }: Intent): Promise<readonly unknown[]> {
  return (await store.history(connectionId ?? '', FIRST)).items;
}
const all = <T>(count: number, work: () => Promise<T>): Promise<readonly T[]> => Promise.all(Array.from({ length: count }, work));

export const VERIFICATION_CLAIM_CASES: readonly VerificationCase[] = [
  {
    title: 'of twenty who claim one window at once, one takes it',
    run: async ({ store, clock }) => {
      const intent = windowIntent(clock.nowMs);
      const claims = await all(20, () => store.claim(intent, clock.nowMs + LEASE_MS));
      expect(claims.toSorted()).toEqual([...Array(19).fill('held'), 'taken']);
      expect(await entriesOf(store, intent)).toEqual([{ ...intent, result: null }]);
      expect(await historyOf(store, intent)).toEqual([]);
    },
  },
  {
    title: 'a window is claimed by itself: the next one, the one before and those of another connection are free',
    run: async ({ store, clock }) => {
      const first = windowIntent(clock.nowMs);
      const { connectionId } = first;
      const others = [windowIntent(clock.nowMs + 15 * 60_000, { connectionId }), windowIntent(clock.nowMs - 1, { connectionId }), windowIntent(clock.nowMs)];
      for (const intent of [first, ...others]) expect(await store.claim(intent, clock.nowMs + LEASE_MS)).toBe('taken');
      expect(await store.claim(windowIntent(clock.nowMs + 14 * 60_000, { connectionId }), clock.nowMs + LEASE_MS)).toBe('held');
    },
  },
  {
    title: 'what was claimed ends as by hand, stays ended, and is not claimed again',
    run: async ({ store, clock }) => {
      const intent = windowIntent(clock.nowMs);
      expect(await store.claim(intent, clock.nowMs + LEASE_MS)).toBe('taken');
      await store.end(intent, REFUSED, { ...verificationOf(intent), status: 'refused', code: 'bad_credentials' });
      for (const later of [0, LEASE_MS, DAY_MS]) {
        clock.nowMs += later;
        expect(await store.claim(intent, clock.nowMs + LEASE_MS)).toBe('ended');
      }
      await store.end(intent, AUTHORIZED, verificationOf(intent));
      expect(await entriesOf(store, intent)).toEqual([{ ...intent, result: REFUSED }]);
      expect(await historyOf(store, intent)).toMatchObject([{ code: 'bad_credentials' }]);
    },
  },
  {
    title: 'a lease holds until its last millisecond; when it is over, of twenty claimers one is told to interrupt, and nobody takes the window again',
    run: async ({ store, clock }) => {
      const intent = windowIntent(clock.nowMs);
      const leaseUntilMs = clock.nowMs + LEASE_MS;
      await store.claim(intent, leaseUntilMs);
      clock.nowMs = leaseUntilMs - 1;
      expect(await store.claim(intent, clock.nowMs + LEASE_MS)).toBe('held');
      clock.nowMs = leaseUntilMs;
      const claims = await all(20, () => store.claim(intent, clock.nowMs + LEASE_MS));
      expect(claims.toSorted()).toEqual([...Array(19).fill('ended'), 'interrupted']);
      clock.nowMs += DAY_MS;
      expect(await store.claim(intent, clock.nowMs + LEASE_MS)).toBe('ended');
    },
  },
  {
    title: 'what is overdue can be ended without beginning anything: where nobody has it, nothing is written',
    run: async ({ store, clock }) => {
      const [never, back, intent] = [windowIntent(clock.nowMs), windowIntent(clock.nowMs), windowIntent(clock.nowMs)];
      expect(await store.interrupt(never)).toBe('nothing');
      await store.claim(back, clock.nowMs + LEASE_MS);
      await store.release(back, clock.nowMs + LEASE_MS);
      expect(await store.interrupt(back)).toBe('nothing');
      await store.claim(intent, clock.nowMs + LEASE_MS);
      clock.nowMs += LEASE_MS - 1;
      expect(await store.interrupt(intent)).toBe('held');
      clock.nowMs += 1;
      const ends = await all(10, () => store.interrupt(intent));
      expect(ends.toSorted()).toEqual([...Array(9).fill('ended'), 'interrupted']);
      expect([await entriesOf(store, never), await entriesOf(store, intent)]).toEqual([[], [{ ...intent, result: INTERRUPTED }]]);
      expect(await store.claim(back, clock.nowMs + LEASE_MS)).toBe('taken');
    },
  },
  {
    title: 'an interrupted entry is a verification in history and audit, as it was intended by whoever began it',
    run: async ({ store, clock }) => {
      const intent = windowIntent(clock.nowMs);
      await store.claim(intent, clock.nowMs);
      expect(await store.claim({ ...intent, caller: 'mallory', connector: 'okta', secrets: [], hosts: [] }, clock.nowMs + LEASE_MS)).toBe('interrupted');
      expect(await entriesOf(store, intent)).toEqual([{ ...intent, result: INTERRUPTED }]);
      const { id, connectionId, connector, method } = intent;
      const verdict = {
        status: 'inconclusive',
        code: 'interrupted',
        message: VERDICTS.interrupted.message({}),
        fix: VERDICTS.interrupted.fix!({}),
        retryable: true,
      };
      const unknown = { target: null, identity: null, secrets: [], steps: [], startedAt: intent.at, durationMs: 0 };
      expect(await historyOf(store, intent)).toEqual([{ id, connectionId, connector, method, ...verdict, ...unknown }]);
    },
  },
  {
    title: 'a verdict that comes after the interruption does not overwrite it, and one that comes before is not interrupted',
    run: async ({ store, clock }) => {
      const [late, inTime] = [windowIntent(clock.nowMs), windowIntent(clock.nowMs)];
      for (const intent of [late, inTime]) await store.claim(intent, clock.nowMs + LEASE_MS);
      clock.nowMs += LEASE_MS;
      expect(await store.claim(late, clock.nowMs + LEASE_MS)).toBe('interrupted');
      for (const intent of [late, inTime]) await store.end(intent, AUTHORIZED, verificationOf(intent));
      expect(await store.claim(inTime, clock.nowMs + LEASE_MS)).toBe('ended');
      expect([await entriesOf(store, late), await entriesOf(store, inTime)]).toEqual([[{ ...late, result: INTERRUPTED }], [{ ...inTime, result: AUTHORIZED }]]);
      expect(await historyOf(store, late)).toMatchObject([{ code: 'interrupted' }]);
      expect(await historyOf(store, inTime)).toEqual([verificationOf(inTime)]);
    },
  },
  {
    title: 'of ten verdicts and ten interruptions at once, one stands, and history and audit agree on it',
    run: async ({ store, clock }) => {
      const intent = windowIntent(clock.nowMs);
      await store.claim(intent, clock.nowMs);
      const ends = all(10, () => store.end(intent, AUTHORIZED, verificationOf(intent)));
      const claims = await all(10, () => store.claim(intent, clock.nowMs + LEASE_MS));
      await ends;
      const result = (await store.audit({ project: 'demo' }, FIRST)).items[0]!.result!;
      expect(claims.filter((claim) => claim === 'interrupted')).toHaveLength(result.code === 'interrupted' ? 1 : 0);
      expect(claims.filter((claim) => claim === 'taken' || claim === 'held')).toEqual([]);
      expect(await historyOf(store, intent)).toMatchObject([{ code: result.code }]);
    },
  },
  {
    title: 'what somebody has begun by hand is held, however old, and never interrupted',
    run: async ({ store, clock }) => {
      const intent = windowIntent(clock.nowMs);
      await store.begin(intent);
      clock.nowMs += DAY_MS;
      expect(await store.claim(intent, clock.nowMs + LEASE_MS)).toBe('held');
      await store.end(intent, AUTHORIZED, verificationOf(intent));
      expect(await store.claim(intent, clock.nowMs + LEASE_MS)).toBe('ended');
    },
  },
  {
    title: 'a claim late in a window of a month shows for all of its retention, counted from the claim',
    run: async ({ store, clock }) => {
      const month = 31 * 1_440;
      const lastDayMs = Date.parse(windowStart(windowOf(clock.nowMs, month) + 1, month)) - DAY_MS;
      const intent = windowIntent(lastDayMs, {}, month);
      clock.nowMs = lastDayMs;
      expect(await store.claim(intent, clock.nowMs + LEASE_MS)).toBe('taken');
      await store.end(intent, AUTHORIZED, verificationOf(intent));
      for (const [days, shown, audited] of [
        [10, 1, 1],
        [11, 0, 1],
        [30, 0, 1],
        [31, 0, 0],
      ] as const) {
        clock.nowMs = lastDayMs + days * DAY_MS - 1;
        expect([(await historyOf(store, intent)).length, (await entriesOf(store, intent)).length]).toEqual([shown, audited]);
        expect(await store.claim(intent, clock.nowMs + LEASE_MS)).toBe('ended');
      }
    },
  },
  {
    title: 'what was given back is taken by one of twenty, as it is intended by then, and held again',
    run: async ({ store, clock }) => {
      const intent = windowIntent(clock.nowMs);
      const leaseUntilMs = clock.nowMs + LEASE_MS;
      await store.claim(intent, leaseUntilMs);
      await store.release(intent, leaseUntilMs);
      clock.nowMs += DAY_MS;
      const again = { ...intent, hosts: ['other.example.com'] };
      const claims = await all(20, () => store.claim(again, clock.nowMs + LEASE_MS));
      expect(claims.toSorted()).toEqual([...Array(19).fill('held'), 'taken']);
      expect(await entriesOf(store, intent)).toEqual([{ ...again, result: null }]);
      clock.nowMs += LEASE_MS;
      expect(await store.claim(intent, clock.nowMs + LEASE_MS)).toBe('interrupted');
    },
  },
  {
    title: 'what somebody else has by now, or has ended, is not given back',
    run: async ({ store, clock }) => {
      const [held, ended] = [windowIntent(clock.nowMs), windowIntent(clock.nowMs)];
      const leaseUntilMs = clock.nowMs + LEASE_MS;
      for (const intent of [held, ended]) await store.claim(intent, leaseUntilMs);
      await store.end(ended, AUTHORIZED, verificationOf(ended));
      await store.release(held, leaseUntilMs - 1);
      await store.release(ended, leaseUntilMs);
      await store.release(windowIntent(clock.nowMs), leaseUntilMs);
      expect([await store.claim(held, leaseUntilMs), await store.claim(ended, leaseUntilMs)]).toEqual(['held', 'ended']);
    },
  },
];
