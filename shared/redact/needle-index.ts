import { Needle } from './needle.ts';
import { Cover, type FoundSpan } from './spans.ts';

/** A longer window skips further but fills the table of shifts; measured best with 20 secrets in 16 ways of writing. */
const MAX_WINDOW = 32;
const BLOCK = 3;
/** Few blocks share a slot of a table this many times as large; a fixed one would be 64 KiB to fill for every verification. */
const ROOM = 8;
const MOST_SLOTS = 1 << 16;

/** `searchedTo`: where the last search for a needle ended. */
type Search = { readonly haystack: string; readonly found: FoundSpan[]; readonly searchedTo: Map<Needle, number> };
/** The number of slots is a power of two. A shift of 0 is that of the needles in the slot. */
type Table = { readonly window: number; readonly shifts: Uint8Array; readonly bySlot: ReadonlyMap<number, readonly Needle[]> };

/**
 * Finds many needles in one pass that skips (Wu and Manber 1994: the last three characters of a window say how far it may move).
 * A window that might start a needle hands over to the needle itself, which keeps the whole linear.
 */
export class NeedleIndex {
  readonly #needles = new Map<string, Needle>();
  #table: Table | null = null;

  /** The text has three characters or more. */
  add(text: string, spreads: boolean): void {
    if (this.#needles.has(text)) return;
    this.#needles.set(text, new Needle(text, spreads));
    this.#table = null;
  }

  /** Spans of every needle's occurrences, in no order; those of one needle do not overlap. */
  find(haystack: string): readonly FoundSpan[] {
    if (this.#needles.size === 0) return [];
    const { window, shifts, bySlot } = (this.#table ??= tableOf([...this.#needles.values()]));
    const search: Search = { haystack, found: [], searchedTo: new Map() };
    for (let end = window; end <= haystack.length;) {
      const slot = slotBefore(end, haystack, shifts.length);
      const shift = shifts[slot] ?? 0;
      if (shift === 0) match(bySlot.get(slot) ?? [], end - window, search);
      end += Math.max(shift, 1);
    }
    return search.found;
  }
}

function tableOf(needles: readonly Needle[]): Table {
  const window = needles.reduce((shortest, { text }) => Math.min(shortest, text.length), MAX_WINDOW);
  const farthest = window - BLOCK + 1;
  const shifts = new Uint8Array(slotsFor(needles.length * farthest)).fill(farthest);
  for (const { text } of needles) {
    for (let end = BLOCK; end <= window; end += 1) {
      const slot = slotBefore(end, text, shifts.length);
      shifts[slot] = Math.min(shifts[slot] ?? 0, window - end);
    }
  }
  return { window, shifts, bySlot: Map.groupBy(needles, ({ text }) => slotBefore(window, text, shifts.length)) };
}

/** A power of two. */
function slotsFor(blocks: number): number {
  return Math.min(MOST_SLOTS, 1 << Math.ceil(Math.log2(ROOM * blocks)));
}

function match(needles: readonly Needle[], start: number, { haystack, found, searchedTo }: Search): void {
  for (const needle of needles) {
    if (!haystack.startsWith(needle.head, start) || start < (searchedTo.get(needle) ?? 0)) continue;
    const cover = new Cover();
    searchedTo.set(needle, needle.search(haystack, start, cover));
    for (const { start: from, end } of cover.spans) found.push({ start: from, end, spreads: needle.spreads });
  }
}

/** The slot of the block that ends there. */
function slotBefore(end: number, text: string, slots: number): number {
  const block = (text.charCodeAt(end - BLOCK) << 10) ^ (text.charCodeAt(end - 2) << 5) ^ text.charCodeAt(end - 1);
  // All three characters count in a small table too.
  return (block ^ (block >>> 9)) & (slots - 1);
}
