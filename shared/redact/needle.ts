/** [start, end) in UTF-16 units. */
export type Span = { readonly start: number; readonly end: number };

/** Enough of a text to tell it from most others, and little enough to compare everywhere. */
const HEAD = 8;

/**
 * One text to be found, with the Knuth–Morris–Pratt table of how it repeats itself.
 * A search resumes where the last one of the same haystack ended, so that each character is looked at once per needle, however periodic both are.
 */
export class Needle {
  readonly text: string;
  readonly head: string;
  readonly spreads: boolean;
  #fallback: Int32Array | null = null;
  #searchedTo = 0;

  constructor(text: string, spreads: boolean) {
    this.text = text;
    this.head = text.slice(0, HEAD);
    this.spreads = spreads;
  }

  /** Forgets how far the last haystack was searched. */
  rewind(): void {
    this.#searchedTo = 0;
  }

  /** Adds the union of the occurrences that start at `from` or in what is compared on from there; nothing if that part was searched before. */
  search(haystack: string, from: number, found: Span[]): void {
    if (from < this.#searchedTo) return;
    let span: Span | null = null;
    let matched = 0;
    let at = from;
    do {
      matched = this.#step(matched, haystack.charCodeAt(at));
      at += 1;
      if (matched === this.text.length) span = this.#join(span, at, found);
    } while (matched > 0 && at < haystack.length);
    if (span) found.push(span);
    this.#searchedTo = at;
  }

  /** How much of the text is matched after one more character. */
  #step(matched: number, character: number): number {
    this.#fallback ??= fallbackOf(this.text);
    let kept = matched;
    // Past the end of the text, charCodeAt is NaN, which no character equals: a whole match falls back too.
    while (kept > 0 && character !== this.text.charCodeAt(kept)) kept = this.#fallback[kept - 1] ?? 0;
    return character === this.text.charCodeAt(kept) ? kept + 1 : kept;
  }

  #join(span: Span | null, end: number, found: Span[]): Span {
    const start = end - this.text.length;
    if (span && start <= span.end) return { start: span.start, end };
    if (span) found.push(span);
    return { start, end };
  }
}

/** For each prefix, the length of the longest shorter prefix that it ends with. */
function fallbackOf(text: string): Int32Array {
  const fallback = new Int32Array(text.length);
  let matched = 0;
  for (let at = 1; at < text.length; at += 1) {
    while (matched > 0 && text.charCodeAt(at) !== text.charCodeAt(matched)) matched = fallback[matched - 1] ?? 0;
    if (text.charCodeAt(at) === text.charCodeAt(matched)) matched += 1;
    fallback[at] = matched;
  }
  return fallback;
}
