import { foldText } from './folding.ts';
import { LEAST } from './fragment-index.ts';

const INVISIBLE = /[\0\u00ad\u200b-\u200f\u2060\ufeff]/g;
const WORD = /[\p{L}\p{N}]+/gu;
/** Single characters with the same between each: "k 7 q m", ["k","7","q","m"]. */
const SPACED = /(?<![\p{L}\p{N}])[\p{L}\p{N}](?:([^\p{L}\p{N}]{1,8})[\p{L}\p{N}](?![\p{L}\p{N}]))(?:\1[\p{L}\p{N}](?![\p{L}\p{N}]))+/gu;
const LEAST_DIGITS = 8;
const LEAST_MIXED = 4;

/**
 * Values too short to be looked for inside of longer words, and numbers: as a word of their own, whole or half of them or more.
 * Counted is only what chance and language do not write: four characters with a digit and a letter beyond "f", or eight digits.
 */
export class ShortValues {
  readonly #exact = new Set<string>();
  readonly #folded = new Map<string, string>();

  /** Values of other kinds are ignored. */
  add(value: string): void {
    const folded = foldText(value);
    if (folded.length >= LEAST && !/^\d+$/.test(folded)) return;
    for (let length = Math.ceil(value.length / 2); length <= value.length; length += 1) {
      for (let start = 0; start + length <= value.length; start += 1) this.#addExact(value.slice(start, start + length));
    }
    for (const [form, text] of [
      ['text', folded],
      ['reversed', Array.from(folded).toReversed().join('')],
      ['rot13', rotated(folded)],
    ] as const)
      if (isTelling(text)) this.#folded.set(text, form);
  }

  get isEmpty(): boolean {
    return this.#exact.size === 0 && this.#folded.size === 0;
  }

  find(text: string): ReadonlySet<string> {
    const found = new Set<string>();
    if (this.isEmpty) return found;
    const visible = text.normalize('NFKC').replaceAll(INVISIBLE, '');
    const joined = [...visible.matchAll(SPACED)].map(([spaced]) => (spaced.match(WORD) ?? []).join(''));
    for (const word of [...(visible.match(WORD) ?? []), ...joined]) {
      if (this.#exact.has(word)) found.add('text');
      const form = word.length < LEAST_MIXED || word.length > 40 ? undefined : this.#folded.get(word.toLowerCase());
      if (form) found.add(form);
    }
    return found;
  }

  #addExact(piece: string): void {
    if (isTelling(piece.toLowerCase())) this.#exact.add(piece);
  }
}

export function rotated(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => {
    const first = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
  });
}

function isTelling(lowerCase: string): boolean {
  if (/^\d+$/.test(lowerCase)) return lowerCase.length >= LEAST_DIGITS;
  return lowerCase.length >= LEAST_MIXED && /\d/.test(lowerCase) && /[^\W\da-f_]/.test(lowerCase);
}
