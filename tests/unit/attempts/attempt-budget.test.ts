import { expect, it } from 'vitest';
import { type Asking, LEASE_MS, ruleOn } from '../../../shared/attempts/attempt-budget.ts';
import { attemptsAfter, type Outcome } from '../../../shared/attempts/attempt-outcome.ts';
import type { Attempts } from '../../../shared/attempts/attempt-store.ts';
import { credentialId } from '../../../shared/attempts/credential.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOTHING: Attempts = {
  revision: 7,
  generation: 0,
  acceptedAtMs: null,
  lease: null,
  counted: [],
  rejectedAtMs: null,
  isSuspended: false,
  expiresAt: NOW / 1_000 + 1,
};
const asking = (more: Partial<Asking> = {}): Asking => ({ id: 'me', nowMs: NOW, windowMs: 15 * MINUTE, lockout: 'medium', ...more });
/** Rejected so many minutes ago; `?` is an attempt without an answer. */
const rejected = (...ago: readonly (number | `${number}?`)[]): Partial<Attempts> => ({
  counted: ago.map((each, n) => ({ id: `r${n}`, atMs: NOW - Number.parseFloat(String(each)) * MINUTE, isRejected: typeof each === 'number' })),
  rejectedAtMs: NOW - Math.min(...ago.filter((each) => typeof each === 'number')) * MINUTE,
});
const lease = (endsInMs: number, id = 'other'): Partial<Attempts> => ({ lease: { id, untilMs: NOW + endsInMs } });

it.each<[string, Partial<Attempts> | null, Partial<Asking>, string, number | null]>([
  ['nobody has tried it', null, {}, 'permit', null],
  ['it was accepted a moment ago', { acceptedAtMs: NOW }, {}, 'permit', null],
  ['it was accepted and somebody tries it', { acceptedAtMs: NOW - 14 * MINUTE, ...lease(1) }, {}, 'permit', null],
  ['it was accepted a window ago and somebody tries it', { acceptedAtMs: NOW - 15 * MINUTE, ...lease(1) }, {}, 'wait', 1],
  ['it was accepted by a clock that runs ahead', { acceptedAtMs: NOW + 5_000, ...lease(1) }, {}, 'permit', null],
  ['it was accepted in times to come', { acceptedAtMs: NOW + HOUR, ...lease(1) }, {}, 'wait', 1],
  ['somebody tries it', lease(LEASE_MS), {}, 'wait', LEASE_MS],
  ['somebody tries it whose clock runs ahead', lease(LEASE_MS + 5_000), {}, 'wait', LEASE_MS + 5_000],
  ['somebody tried it before the clock was put back', lease(LEASE_MS + 5_001), {}, 'permit', null],
  ['somebody died on it', lease(0), {}, 'permit', null],
  ['the same asker holds it already', lease(1, 'me'), {}, 'permit', null],
  ['it was rejected just now', rejected(0), {}, 'spent', 15 * MINUTE],
  ['it was rejected nearly a window ago', rejected(14), {}, 'spent', MINUTE],
  ['it was rejected a window ago', rejected(15), {}, 'permit', null],
  ['it was rejected a window ago and somebody tries it', { ...rejected(15), ...lease(1) }, {}, 'wait', 1],
  ['it was rejected and then gave no answer', rejected(40, '10?'), {}, 'spent', 5 * MINUTE],
  ['it was rejected once and gave no answer twice', rejected(60, '40?', '20?'), {}, 'spent', 23 * HOUR],
  ['all of that was a day ago', rejected(24 * 60, '40?', '20?'), {}, 'permit', null],
  ['it was rejected in times to come', rejected(-60), {}, 'spent', 75 * MINUTE],
  ['it is suspended', { ...rejected(60, 40, 20), isSuspended: true }, {}, 'suspended', null],
  ['it was suspended a month ago', { ...rejected(43_200, 43_180, 43_160), isSuspended: true }, {}, 'suspended', null],
  [
    'it was suspended, and the connection changed before',
    { ...rejected(60, 40, 20), isSuspended: true },
    { changedAtMs: NOW - 20 * MINUTE },
    'suspended',
    null,
  ],
  ['it was suspended, and the connection changed since', { ...rejected(60, 40, 20), isSuspended: true }, { changedAtMs: NOW }, 'spent', 23 * HOUR],
  [
    'it was suspended yesterday, and the connection changed since',
    { ...rejected(1_500, 1_480, 1_460), isSuspended: true },
    { changedAtMs: NOW },
    'permit',
    null,
  ],
  ['it was rejected once, where accounts lock fast', rejected(120), { lockout: 'high' }, 'suspended', null],
  ['so it was, and the connection changed since', rejected(120), { lockout: 'high', changedAtMs: NOW }, 'spent', 22 * HOUR],
  ['it was rejected twice, where accounts lock slowly', rejected(120, 60), { lockout: 'none' }, 'permit', null],
  ['all that is known has expired', { ...rejected(1), isSuspended: true, expiresAt: NOW / 1_000 }, {}, 'permit', null],
])('where %s, the answer is as by the table', (_title, known, more, kind, waitMs) => {
  const ruling = ruleOn(known && { ...NOTHING, ...known }, asking(more));
  expect(ruling.kind).toBe(kind);
  expect('untilMs' in ruling ? ruling.untilMs - NOW : null).toBe(waitMs);
});

it('a permit is held alone, and after a rejection it counts before it is used, for as long as its lease', () => {
  const first = ruleOn(null, asking());
  expect(first).toMatchObject({ kind: 'permit', generation: 0, next: { revision: 1, lease: { id: 'me', untilMs: NOW + LEASE_MS }, counted: [] } });
  const further = ruleOn({ ...NOTHING, ...rejected(20), generation: 1 }, asking());
  const counted = [expect.objectContaining({ id: 'r0' }), { id: 'me', atMs: NOW + LEASE_MS, isRejected: false }];
  expect(further).toMatchObject({ kind: 'permit', generation: 1, next: { revision: 8, lease: { id: 'me' }, counted } });
});

it('what has expired counts no more, but is still written over as what it is', () => {
  const ruling = ruleOn({ ...NOTHING, ...rejected(1), isSuspended: true, generation: 4, expiresAt: NOW / 1_000 }, asking());
  expect(ruling).toMatchObject({ kind: 'permit', generation: 0, next: { revision: 8, isSuspended: false, rejectedAtMs: null } });
});

const held: Attempts = { ...NOTHING, ...rejected(20), generation: 1, lease: { id: 'me', untilMs: NOW + 1 } };
const mine: Attempts = { ...held, counted: [...held.counted, { id: 'me', atMs: NOW + LEASE_MS, isRejected: false }] };
const after = (standing: Attempts | null, outcome: Outcome, more: Partial<Asking & { generation: number }> = {}): Attempts | null =>
  attemptsAfter(standing, { ...asking(), generation: standing?.generation ?? 0, ...more }, outcome);

it('an acceptance clears all; one that was on its way during a rejection clears nothing but its lease', () => {
  const cleared = { revision: 8, generation: 1, acceptedAtMs: NOW, lease: null, counted: [], rejectedAtMs: null, isSuspended: false };
  expect(after({ ...mine, isSuspended: true }, 'accepted')).toMatchObject(cleared);
  expect(after(mine, 'accepted', { generation: 0 })).toMatchObject({ acceptedAtMs: null, lease: null, counted: mine.counted, rejectedAtMs: mine.rejectedAtMs });
});

it('an acceptance is written again when half of its window is over', () => {
  const proven = { ...NOTHING, acceptedAtMs: NOW - 7 * MINUTE };
  expect(after(proven, 'accepted')).toBeNull();
  expect(after(proven, 'accepted', { nowMs: NOW + MINUTE / 2 })).toMatchObject({ acceptedAtMs: NOW + MINUTE / 2 });
});

it('a rejection counts from its answer on, and the third in 24 hours suspends, the first where accounts lock fast', () => {
  const own = { id: 'me', atMs: NOW, isRejected: true };
  expect(after(null, 'rejected')).toMatchObject({ revision: 1, generation: 1, acceptedAtMs: null, counted: [own], rejectedAtMs: NOW, isSuspended: false });
  expect(after(mine, 'rejected')).toMatchObject({ generation: 2, lease: null, counted: [{ id: 'r0' }, own], isSuspended: false });
  const twice = { ...NOTHING, ...rejected(1_439, 20) };
  expect(after(twice, 'rejected')).toMatchObject({ isSuspended: true });
  expect(after({ ...NOTHING, ...rejected(1_440, 20) }, 'rejected')).toMatchObject({ isSuspended: false });
  expect(after(null, 'rejected', { lockout: 'high' })).toMatchObject({ isSuspended: true });
});

it('of those that were on their way when it was suspended, one a window is written down', () => {
  const suspended = { ...NOTHING, ...rejected(20, 10, 1), isSuspended: true };
  expect(after(suspended, 'rejected')).toBeNull();
  expect(after(suspended, 'rejected', { nowMs: NOW + 14 * MINUTE })).toMatchObject({ generation: 1, rejectedAtMs: NOW + 14 * MINUTE });
});

it('an attempt without an answer frees the credential and counts where one was rejected; one that was not sent counts nowhere', () => {
  expect(after(mine, 'unknown')).toMatchObject({ lease: null, counted: [{ id: 'r0' }, { id: 'me', atMs: NOW, isRejected: false }] });
  expect(after(mine, 'unsent')).toMatchObject({ lease: null, counted: held.counted });
  const first = { ...NOTHING, lease: { id: 'me', untilMs: NOW + 1 } };
  for (const outcome of ['unknown', 'unsent'] as const) expect(after(first, outcome)).toMatchObject({ lease: null, counted: [] });
});

it.each<Outcome>(['accepted', 'rejected', 'unknown', 'unsent'])('%s, told twice, is written once; and the lease of another stays', (outcome) => {
  const other = { id: 'other', untilMs: NOW + 1 };
  const once = after(mine, outcome);
  expect(once).not.toBeNull();
  expect(after(once, outcome, { generation: 1, nowMs: NOW + 1 })).toBeNull();
  const beside = after({ ...mine, lease: other }, outcome);
  expect(beside === null ? 'nothing is written' : beside.lease).toEqual(outcome === 'unknown' ? 'nothing is written' : other);
});

it('another version, key, host or secret is another credential', () => {
  const use = { arn: 'arn:a', key: 'k', versionId: 'v', host: 'h' };
  const ids = [use, { ...use, arn: 'arn:b' }, { ...use, key: 'l' }, { ...use, versionId: 'w' }, { ...use, host: 'i' }, { ...use, arn: 'arn:ak', key: '' }];
  expect(new Set(ids.map(credentialId)).size).toBe(ids.length);
  expect(credentialId({ ...use })).toBe(credentialId(use));
});
