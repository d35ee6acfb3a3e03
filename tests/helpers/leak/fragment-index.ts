const GRAM = 8;
const BASE = 0x01000193;
const OLDEST = Array.from({ length: GRAM }).reduce<number>((power) => Math.imul(power, BASE), 1);
const FILTER_BITS = 20;
const ZERO = 48;
const NINE = 57;

/** A folded text, and how much of it in a row is too much. */
type Pattern = { readonly units: Uint16Array; readonly least: number; readonly form: string };
type Anchor = { readonly pattern: Pattern; readonly start: number };

/** Fewer letters and digits in a row come about by chance. */
export const LEAST = 10;
const LEAST_DIGITS = 12;
const SHARE = 0.4;

/** Finds large pieces of folded texts in one pass: a piece of the least length holds a whole gram of eight that is looked up by its hash. */
export class FragmentIndex {
  readonly #anchors = new Map<number, Anchor[]>();
  readonly #filter = new Uint8Array(1 << FILTER_BITS);

  /** A text of fewer than ten letters and digits is ignored. */
  add(units: Uint16Array, form: string): void {
    const least = Math.max(LEAST, Math.ceil(SHARE * units.length));
    if (units.length < least) return;
    const pattern = { units, least, form };
    const last = units.length - GRAM;
    // Each piece of the least length holds one of these whole.
    for (let start = 0; start < last; start += least - GRAM + 1) this.#anchor(pattern, start);
    this.#anchor(pattern, last);
  }

  /** The forms of the patterns of which a large piece stands in the folded text. */
  find(haystack: Uint16Array): ReadonlySet<string> {
    const found = new Set<string>();
    let hash = 0;
    for (let index = 0; index < haystack.length; index += 1) {
      hash = (Math.imul(hash, BASE) + haystack[index]! - (index < GRAM ? 0 : Math.imul(haystack[index - GRAM]!, OLDEST))) | 0;
      if (index < GRAM - 1 || this.#filter[slotOf(hash)] === 0) continue;
      for (const anchor of this.#anchors.get(hash) ?? []) {
        if (!found.has(anchor.pattern.form) && holdsPiece(haystack, index - GRAM + 1, anchor)) found.add(anchor.pattern.form);
      }
    }
    return found;
  }

  #anchor(pattern: Pattern, start: number): void {
    const hash = hashOf(pattern.units.subarray(start, start + GRAM));
    this.#filter[slotOf(hash)] = 1;
    const anchors = this.#anchors.get(hash);
    if (anchors) anchors.push({ pattern, start });
    else this.#anchors.set(hash, [{ pattern, start }]);
  }
}

function hashOf(units: Uint16Array): number {
  return units.reduce((hash, unit) => (Math.imul(hash, BASE) + unit) | 0, 0);
}

function slotOf(hash: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

function holdsPiece(haystack: Uint16Array, at: number, { pattern: { units, least }, start }: Anchor): boolean {
  let [from, to] = [0, 0];
  while (start + to < units.length && haystack[at + to] === units[start + to]) to += 1;
  while (start - from > 0 && at > from && haystack[at - from - 1] === units[start - from - 1]) from += 1;
  const length = from + to;
  return length >= least && (length >= LEAST_DIGITS || !isDigits(haystack.subarray(at - from, at + to)));
}

function isDigits(units: Uint16Array): boolean {
  return units.every((unit) => unit >= ZERO && unit <= NINE);
}
