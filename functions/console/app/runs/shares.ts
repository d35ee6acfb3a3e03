import type { Run } from '../api/types.ts';
import { type Part, PARTS } from './run-words.ts';

export type Figures = Pick<Run, 'total' | 'counts'>;
/** One outcome of a run; where its piece of the bar begins, and how wide it is, in percent. */
export type Share = { readonly part: Part; readonly count: number; readonly from: number; readonly width: number };

const NAMES: readonly Part[] = ['authorized', 'refused', 'inconclusive', 'not_attempted', 'skipped', 'pending'];
/** One of ten thousand must be seen. */
const LEAST_WIDTH = 1.5;

/** How many have ended. The total of a run that is under way may be a moment behind. */
export function endedOf({ counts }: Figures): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export function failedOf({ counts }: Figures): number {
  return counts.refused + counts.inconclusive + counts.not_attempted;
}

/** The outcomes that there are; together they are as wide as the bar. */
export function sharesOf(figures: Figures): readonly Share[] {
  const counts = { ...figures.counts, pending: figures.total - endedOf(figures) };
  const present = NAMES.filter((part) => counts[part] > 0);
  const all = present.reduce((sum, part) => sum + counts[part], 0);
  const free = 100 - LEAST_WIDTH * present.length;
  let from = 0;
  return present.map((part) => {
    const share = { part, count: counts[part], from, width: LEAST_WIDTH + (free * counts[part]) / all };
    from += share.width;
    return share;
  });
}

/** "10 authorized, 2 refused, 18 pending" */
export function tallyText(figures: Figures): string {
  const shares = sharesOf(figures);
  return shares.length === 0 ? 'no connection' : shares.map(({ part, count }) => `${count} ${PARTS[part].label.toLowerCase()}`).join(', ');
}
