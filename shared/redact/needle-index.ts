import { Needle, type Span } from './needle.ts';
import type { FoundSpan } from './spans.ts';

/** No needle is shorter. */
export const MIN_NEEDLE = 8;
/** A longer window skips further but fills the table of shifts; measured best with 20 secrets in 16 ways of writing. */
const MAX_WINDOW = 32;
const BLOCK = 3;
/** Few blocks share a slot of a table this many times as large; a fixed one would be 64 KiB to fill for every verification. */
const ROOM = 8;
const LEAST_SLOTS = 1 << 10;
const MOST_SLOTS = 1 << 16;

type Search = { readonly haystack: string; readonly found: FoundSpan[]; readonly touched: Set<Needle> };
/** `mask` is one less than the number of slots, a power of two. */
type Table = { readonly window: number; readonly mask: number; readonly shifts: Uint8Array; readonly bySlot: ReadonlyMap<number, readonly Needle[]> };

/**
 * Finds many needles in one pass that skips (Wu and Manber 1994: the last three characters of a window say how far it may move).
 * A window that might start a needle hands over to the needle itself, which keeps the whole linear.
 */
export class NeedleIndex {
  readonly #needles = new Map<string, Needle>();
  #table: Table | null = null;

  /** A text shorter than the shortest needle allowed is ignored. */
  add(text: string, spreads: boolean): void {
    if (text.length < MIN_NEEDLE || this.#needles.has(text)) return;
    this.#needles.set(text, new Needle(text, spreads));
    this.#table = null;
  }

  /** Spans of every needle's occurrences, in no order; those of one needle do not overlap. */
  find(haystack: string): readonly FoundSpan[] {
    if (haystack.length < MIN_NEEDLE || this.#needles.size === 0) return [];
    const { window, mask, shifts, bySlot } = (this.#table ??= tableOf([...this.#needles.values()]));
    const search: Search = { haystack, found: [], touched: new Set() };
    const last = haystack.length - BLOCK;
    for (let block = window - BLOCK; block <= last;) {
      const slot = slotAt(haystack, block, mask);
      const shift = shifts[slot] ?? 0;
      if (shift === 0) match(bySlot.get(slot) ?? [], block + BLOCK - window, search);
      block += shift === 0 ? 1 : shift;
    }
    for (const needle of search.touched) needle.rewind();
    return search.found;
  }
}

function tableOf(needles: readonly Needle[]): Table {
  const window = needles.reduce((shortest, needle) => Math.min(shortest, needle.text.length), MAX_WINDOW);
  const farthest = window - BLOCK + 1;
  const mask = slotsFor(needles.length * farthest) - 1;
  const shifts = new Uint8Array(mask + 1).fill(farthest);
  const bySlot = new Map<number, Needle[]>();
  for (const needle of needles) {
    for (let shift = 0; shift < farthest; shift += 1) {
      const slot = slotAt(needle.text, window - BLOCK - shift, mask);
      shifts[slot] = Math.min(shifts[slot] ?? 0, shift);
    }
    const slot = slotAt(needle.text, window - BLOCK, mask);
    const neighbours = bySlot.get(slot);
    if (neighbours) neighbours.push(needle);
    else bySlot.set(slot, [needle]);
  }
  return { window, mask, shifts, bySlot };
}

/** A power of two. */
function slotsFor(blocks: number): number {
  return Math.min(MOST_SLOTS, Math.max(LEAST_SLOTS, 1 << Math.ceil(Math.log2(ROOM * blocks))));
}

function match(needles: readonly Needle[], start: number, { haystack, found, touched }: Search): void {
  for (const needle of needles) {
    if (!haystack.startsWith(needle.head, start)) continue;
    const spans: Span[] = [];
    needle.search(haystack, start, spans);
    touched.add(needle);
    for (const span of spans) found.push({ ...span, spreads: needle.spreads });
  }
}

function slotAt(text: string, index: number, mask: number): number {
  const block = (text.charCodeAt(index) << 10) ^ (text.charCodeAt(index + 1) << 5) ^ text.charCodeAt(index + 2);
  // All three characters count in a small table too.
  return (block ^ (block >>> 9)) & mask;
}
