import { expect, it } from 'vitest';
import type { HostSign } from '../../../shared/hosts/host-gate.ts';
import { ENOUGH_QUICK, isSlow, LEASE_MS, SKEW_MS, SLOW_MS } from '../../../shared/hosts/host-limits.ts';
import { standingAfter } from '../../../shared/hosts/host-outcome.ts';
import { ruleOn } from '../../../shared/hosts/host-rule.ts';
import type { HostStanding } from '../../../shared/hosts/host-store.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOTHING: HostStanding = {
  revision: 7,
  answeredAtMs: null,
  failures: 0,
  failedBy: null,
  closedUntilMs: 0,
  tries: [],
  triedAtMs: [],
  slowUntilMs: 0,
  quickAnswers: 0,
  expiresAt: NOW / 1_000 + 1,
};
type Known = Partial<HostStanding>;
/** Somebody tries it, whose lease ends in so many milliseconds. */
const tries = (...endInMs: readonly number[]): Known => ({ tries: endInMs.map((ms, n) => ({ id: `t${n}`, untilMs: NOW + ms })) });
const tried = (count: number, agoMs: number): Known => ({ triedAtMs: Array.from({ length: count }, (_, n) => NOW - agoMs + n) });
const answered = (agoMs: number): Known => ({ answeredAtMs: NOW - agoMs });
const closed = (failures: number, inMs: number): Known => ({ failures, closedUntilMs: NOW + inMs });

it.each<[string, Known | null, 'open' | 'try' | 'busy' | 'closed', number | null]>([
  ['nothing is known of it', null, 'try', null],
  ['it answered just now', answered(0), 'open', null],
  ['it answered nearly a quarter of an hour ago', answered(15 * MINUTE - 1), 'open', null],
  ['it answered a quarter of an hour ago', answered(15 * MINUTE), 'try', null],
  ['it answered by a clock that runs ahead', answered(-SKEW_MS), 'open', null],
  ['it answered before the clock was put back', answered(-SKEW_MS - 1), 'try', null],
  ['it answered and then failed once', { ...answered(MINUTE), failures: 1 }, 'try', null],
  ['two are trying it', tries(LEASE_MS, 1), 'try', null],
  ['three are trying it', tries(LEASE_MS, LEASE_MS, LEASE_MS), 'busy', SECOND],
  ['three are trying it, one for three seconds', tries(LEASE_MS, LEASE_MS, LEASE_MS - 3 * SECOND), 'busy', 3 * SECOND],
  ['three are trying it, one for fifteen seconds', tries(LEASE_MS, LEASE_MS, 5 * SECOND), 'busy', 5 * SECOND],
  ['one is trying it that failed once', { ...tries(LEASE_MS), failures: 1 }, 'busy', 2 * SECOND],
  ['three are trying it that failed twice', { ...tries(LEASE_MS, LEASE_MS, LEASE_MS), failures: 2 }, 'busy', 3 * SECOND],
  ['three are trying it that failed, and one is nearly dead', { ...tries(LEASE_MS, LEASE_MS, 2_500), failures: 4 }, 'busy', 2_500],
  ['three were trying it, and one is dead', tries(LEASE_MS, LEASE_MS, 0), 'try', null],
  ['three were trying it before the clock was put back', tries(HOUR, HOUR, HOUR), 'try', null],
  ['three are trying it whose clocks run ahead', tries(...Array.from({ length: 3 }, () => LEASE_MS + SKEW_MS)), 'busy', SECOND],
  ['it was tried eleven times in a minute', tried(11, 30 * SECOND), 'try', null],
  ['it was tried twelve times in a minute', tried(12, 30 * SECOND), 'busy', 30 * SECOND],
  ['it was tried twelve times in nearly a minute', tried(12, MINUTE - 1), 'busy', SECOND],
  ['it was tried twelve times, and the first time a minute ago', tried(12, MINUTE), 'try', null],
  ['it was tried twelve times before the clock was put back', tried(12, -HOUR), 'try', null],
  ['it was tried twelve times and answered', { ...tried(12, 30 * SECOND), ...answered(1) }, 'open', null],
  ['it is closed', closed(5, 30 * SECOND), 'closed', 30 * SECOND],
  ['it asked to be left alone for an hour', closed(0, HOUR), 'closed', HOUR],
  ['it asked so before the clock was put back', closed(0, HOUR + SKEW_MS + 1), 'try', null],
  ['it was closed until now', closed(5, 0), 'try', null],
  ['it was closed until now and somebody tries it', { ...closed(5, 0), ...tries(LEASE_MS) }, 'busy', 6 * SECOND],
  ['it asked to be left alone until now and somebody tries it', { ...closed(0, 0), ...tries(LEASE_MS) }, 'try', null],
  ['all that is known has expired', { ...closed(9, 10 * MINUTE), expiresAt: NOW / 1_000 }, 'try', null],
])('where %s, a request is let in as by the table', (_title, known, kind, waitMs) => {
  const ruling = ruleOn(known && { ...NOTHING, ...known }, { id: 'me', nowMs: NOW });
  expect(ruling.kind === 'open' && ruling.isTry ? 'try' : ruling.kind).toBe(kind);
  expect('untilMs' in ruling ? ruling.untilMs - NOW : null).toBe(waitMs);
  // Only a try is written down before it is sent.
  expect(ruling.kind === 'open' && ruling.next !== null).toBe(kind === 'try');
});

it('a try is written down with its lease and its time, what is over is left out, and whoever holds one may send', () => {
  const known = { ...NOTHING, ...tries(1, 0), triedAtMs: [NOW - MINUTE, NOW - 1] };
  const ruling = ruleOn(known, { id: 'me', nowMs: NOW });
  const next = {
    ...known,
    revision: 8,
    tries: [
      { id: 't0', untilMs: NOW + 1 },
      { id: 'me', untilMs: NOW + LEASE_MS },
    ],
    triedAtMs: [NOW - 1, NOW],
    expiresAt: NOW / 1_000 + 26 * 3_600,
  };
  expect(ruling).toEqual({ kind: 'open', isTry: true, next });
  expect(ruleOn(next, { id: 'me', nowMs: NOW })).toEqual({ kind: 'open', isTry: true, next: null });
});

const OPEN: Known = { failures: 0, failedBy: null, closedUntilMs: 0, answeredAtMs: NOW, tries: [], triedAtMs: [] };
const mine = (endsInMs = LEASE_MS - SECOND): Known => ({ tries: [{ id: 'me', untilMs: NOW + endsInMs }] });
const asks = (retryAfterMs: number): HostSign => ({ kind: 'closed', retryAfterMs });
const failed: HostSign = { kind: 'failed' };
const silent: HostSign = { kind: 'silent' };
const good: HostSign = { kind: 'answered' };
const late: HostSign = { kind: 'late' };
/** It is slow for so long yet, and answered so often quickly since. */
const slow = (forMs: number, quickAnswers = 0): Known => ({ ...answered(0), slowUntilMs: NOW + forMs, quickAnswers });

it.each<[string, Known | null, HostSign, Known | null]>([
  ['a host that nobody knew answers', null, good, OPEN],
  ['a trusted host answers', answered(7 * MINUTE), good, null],
  ['a host answers that answered eight minutes ago', answered(8 * MINUTE), good, OPEN],
  ['a host answers that failed four times', { ...answered(MINUTE), failures: 4, failedBy: 'x' }, good, OPEN],
  ['a closed host answers somebody after all', closed(5, 20 * SECOND), good, OPEN],
  ['a closed host answers whoever tries it', { ...closed(8, 0), ...mine(), ...tried(3, MINUTE / 2) }, good, OPEN],
  ['a host that asked to be left alone answers another', closed(0, 20 * SECOND), good, null],
  ['a trusted host fails', answered(0), failed, { failures: 1, failedBy: 'me', closedUntilMs: 0, ...answered(0) }],
  ['it fails a fourth time', { failures: 3 }, failed, { failures: 4, closedUntilMs: 0 }],
  ['it fails a fifth time', { failures: 4 }, failed, { failures: 5, closedUntilMs: NOW + 30 * SECOND }],
  ['a trusted host is silent', answered(0), silent, { failures: 2, failedBy: 'me', closedUntilMs: 0, ...answered(0) }],
  ['it is silent a third time', { failures: 4 }, silent, { failures: 5, closedUntilMs: NOW + 30 * SECOND }],
  ['it is silent again when it is tried', { ...closed(5, 0), ...mine() }, silent, { failures: 6, closedUntilMs: NOW + MINUTE }],
  ['it fails, as dozens do that were on their way when it was closed', closed(5, 20 * SECOND), failed, null],
  ['a host that asked to be left alone fails for another', closed(0, 20 * SECOND), failed, null],
  ['it fails again when it is tried', { ...closed(5, 0), ...mine() }, failed, { failures: 6, closedUntilMs: NOW + MINUTE, tries: [] }],
  ['it fails for somebody else while it is tried', { ...closed(5, 0), ...tries(1) }, failed, null],
  ['it fails for the tenth time', { ...closed(9, 0), ...mine() }, failed, { failures: 10, closedUntilMs: NOW + 15 * MINUTE }],
  ['it fails for the hundredth time', { ...closed(99, 0), ...mine() }, failed, { failures: 100, closedUntilMs: NOW + 15 * MINUTE }],
  ['the same failure is told again', { failures: 1, failedBy: 'me' }, failed, null],
  ['a host asks for ten seconds', answered(0), asks(10 * SECOND), { closedUntilMs: NOW + 10 * SECOND, failures: 0, answeredAtMs: null }],
  ['a host asks for no time', answered(0), asks(0), { closedUntilMs: NOW + SECOND }],
  ['a host asks for a day', answered(0), asks(24 * HOUR), { closedUntilMs: NOW + HOUR }],
  ['a host asks for half a second more than one', answered(0), asks(1_500), { closedUntilMs: NOW + 2 * SECOND }],
  ['a host asks for less than before', closed(0, MINUTE), asks(SECOND), null],
  ['a host asks for the same again', closed(0, MINUTE), asks(MINUTE), null],
  ['a host asks for more than before', closed(0, MINUTE), asks(2 * MINUTE), { closedUntilMs: NOW + 2 * MINUTE }],
  ['a host that failed asks for a second', { ...closed(6, 0), ...mine() }, asks(SECOND), { failures: 0, closedUntilMs: NOW + SECOND, tries: [] }],
  ['a host that nobody knew answers late', null, late, { ...OPEN, slowUntilMs: NOW + SLOW_MS, quickAnswers: 0 }],
  ['a trusted host answers late', answered(0), late, { ...answered(0), slowUntilMs: NOW + SLOW_MS }],
  ['a slow host answers late', slow(SLOW_MS - SECOND), late, null],
  ['a slow host answers late that was slow a day ago, too', slow(2 * HOUR), late, { slowUntilMs: NOW + SLOW_MS }],
  ['a slow host answers late after some quick answers', slow(SLOW_MS, 4), late, { slowUntilMs: NOW + SLOW_MS, quickAnswers: 0 }],
  ['a slow host answers quickly', slow(HOUR, 3), good, { slowUntilMs: NOW + HOUR, quickAnswers: 4 }],
  ['a slow host answers quickly, often enough in a row', slow(HOUR, ENOUGH_QUICK - 1), good, { slowUntilMs: 0, quickAnswers: 0 }],
  ['a host that was slow a day ago answers quickly', slow(0, 3), good, null],
  ['a host that asked to be left alone answers another late', closed(0, 20 * SECOND), late, { ...closed(0, 20 * SECOND), slowUntilMs: NOW + SLOW_MS }],
  ['a slow host fails', slow(HOUR, 3), failed, { failures: 1, slowUntilMs: NOW + HOUR, quickAnswers: 3 }],
  ['nothing was sent', answered(0), { kind: 'unsent' }, null],
  ['nothing was sent by whoever tries it', { ...mine(), triedAtMs: [NOW - SECOND, NOW] }, { kind: 'unsent' }, { tries: [], triedAtMs: [NOW] }],
  ['nobody knows what came of it', answered(0), { kind: 'unknown' }, null],
  ['nobody knows what came of the try', { ...mine(), triedAtMs: [NOW - SECOND] }, { kind: 'unknown' }, { tries: [], triedAtMs: [NOW - SECOND] }],
])('where %s, what is known afterwards is as by the table', (_title, known, sign, after) => {
  const next = standingAfter(known && { ...NOTHING, ...known }, { id: 'me', nowMs: NOW, random: 0 }, sign);
  const written = after && { ...after, revision: known ? 8 : 1, expiresAt: NOW / 1_000 + 26 * 3_600 };
  expect(next === null).toBe(after === null);
  expect({ ...next, ...written }).toEqual({ ...next });
});

it('closed hosts open at different moments: up to a fifth sooner, by chance', () => {
  const closures = [0, 0.5, 0.999].map((random) => {
    const next = standingAfter({ ...NOTHING, failures: 4 }, { id: 'me', nowMs: NOW, random }, failed);
    return (next?.closedUntilMs ?? 0) - NOW;
  });
  expect(closures).toEqual([30_000, 27_000, 24_006]);
});

it.each([good, late, failed, silent, asks(MINUTE), { kind: 'unsent' }, { kind: 'unknown' }] as const)('told a second time, $kind changes nothing', (sign) => {
  const told = { id: 'me', nowMs: NOW, random: 0 };
  const twice = [NOTHING, { ...NOTHING, ...mine(), triedAtMs: [NOW] }, { ...NOTHING, ...closed(7, 0), ...mine() }]
    .map((known) => standingAfter(known, told, sign))
    .map((next) => next && standingAfter(next, told, sign));
  expect(twice).toEqual([null, null, null]);
});

it.each<[string, number, boolean]>([
  ['for a moment yet', 1, true],
  ['until now', 0, false],
  ['by a clock that runs ahead', SLOW_MS + SKEW_MS, true],
  ['since before the clock was put back', SLOW_MS + SKEW_MS + 1, false],
])('whether a host is slow %s', (_title, forMs, expected) => {
  expect(isSlow({ ...NOTHING, slowUntilMs: NOW + forMs }, NOW)).toBe(expected);
});
