import type { VerificationStatus } from '../errors.ts';

// What the last tests of a connection found, in a text of about fifty bytes that stands in its standing: one letter for each, the newest last, and
// when the newest of them ended. "aara@mij8p2k0,5k": the last but one ended 5k (in base 36) milliseconds before the last.

export const MOST_RECENT = 30;

/** Longer than one member of a run may be put off and its worker be dead: what is recorded later than that after a newer one is left out. */
const LATE_MS = 35 * 60_000;
const BASE = 36;

const LETTERS = { authorized: 'a', refused: 'r', inconclusive: 'i', not_attempted: 'n' } as const satisfies Readonly<Record<VerificationStatus, string>>;
const STATUSES: Readonly<Record<string, VerificationStatus>> = { a: 'authorized', r: 'refused', i: 'inconclusive', n: 'not_attempted' };

/** `ends` are those of the last of `letters`, in the same order, epoch milliseconds: of all that no other may come before any more, none is kept. */
type Recent = { readonly letters: string; readonly ends: readonly number[] };
export type Outcome = { readonly status: VerificationStatus; readonly endedAtMs: number };

/**
 * The text with one outcome more, at its place by when it ended; the same text where it has that outcome already, or no longer would. So it is
 * the same whatever comes twice and in which order. Two of one connection that end in the same millisecond are taken for one.
 */
export function withOutcome(text: string | undefined, { status, endedAtMs }: Outcome): string {
  const { letters, ends } = readRecent(text ?? '');
  const isLate = endedAtMs < (ends.at(-1) ?? endedAtMs) - LATE_MS;
  if (text !== undefined && (isLate || ends.includes(endedAtMs))) return text;
  const newer = ends.filter((end) => end > endedAtMs).length;
  return recentText({
    letters: insert(letters.split(''), newer, LETTERS[status]).join(''),
    ends: insert(ends, newer, endedAtMs),
  });
}

/** At most 30, newest first. */
export function recentOutcomes(text: string | undefined): readonly VerificationStatus[] {
  const letters = readRecent(text ?? '').letters.split('');
  return letters.flatMap((letter) => STATUSES[letter] ?? []).toReversed();
}

function insert<T>(all: readonly T[], fromEnd: number, one: T): readonly T[] {
  return all.toSpliced(all.length - fromEnd, 0, one).slice(-MOST_RECENT);
}

function recentText({ letters, ends }: Recent): string {
  const newest = ends.at(-1) ?? 0;
  const fresh = ends.filter((end) => end >= newest - LATE_MS).toReversed();
  return `${letters}@${fresh.map((end) => (end === newest ? newest : newest - end).toString(BASE)).join(',')}`;
}

function readRecent(text: string): Recent {
  const [letters = '', ends = ''] = text.split('@');
  const [newest = 0, ...before] = ends.split(',').map((digits) => Number.parseInt(digits, BASE));
  return letters === '' ? { letters, ends: [] } : { letters, ends: [newest, ...before.map((ms) => newest - ms)].toReversed() };
}
