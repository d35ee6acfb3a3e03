import type { Cover } from './spans.ts';

/** `fallback`: for each prefix of the text, the length of the longest shorter prefix that it ends with. */
type Pattern = { readonly text: string; readonly fallback: Int32Array };

/** Enough of a text to tell it from most others, and little enough to compare everywhere. */
const HEAD = 8;

/**
 * One text to be found, by the way of Knuth, Morris and Pratt.
 * Searches that begin no earlier than the last one ended look at each character once, however periodic the text and the haystack are.
 */
export class Needle {
  readonly text: string;
  readonly head: string;
  readonly spreads: boolean;
  #pattern: Pattern | null = null;

  constructor(text: string, spreads: boolean) {
    this.text = text;
    this.head = text.slice(0, HEAD);
    this.spreads = spreads;
  }

  /** Adds the occurrences that start at `from` or in what is compared on from there, and returns where that ends. */
  search(haystack: string, from: number, found: Cover): number {
    const pattern = (this.#pattern ??= patternOf(this.text));
    let matched = 0;
    let at = from;
    do {
      matched = afterOneMore(haystack.charCodeAt(at), matched, pattern);
      at += 1;
      if (matched === this.text.length) found.add(at - matched, at);
    } while (matched > 0);
    return at;
  }
}

/** How much of the text is matched after one more character. Past an end, charCodeAt is NaN, which no character equals: a whole match falls back too. */
function afterOneMore(character: number, matched: number, { text, fallback }: Pattern): number {
  let kept = matched;
  while (kept > 0 && character !== text.charCodeAt(kept)) kept = fallback[kept - 1] ?? 0;
  return character === text.charCodeAt(kept) ? kept + 1 : kept;
}

/** What a prefix falls back to is found as a search would find it, since that needs shorter prefixes only. */
function patternOf(text: string): Pattern {
  const fallback = new Int32Array(text.length);
  const pattern = { text, fallback };
  let matched = 0;
  for (let at = 1; at < text.length; at += 1) {
    matched = afterOneMore(text.charCodeAt(at), matched, pattern);
    fallback[at] = matched;
  }
  return pattern;
}
