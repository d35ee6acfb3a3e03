// What a reader takes for "workato:sm:" although it is spelt otherwise: percent-encoding (also of percent-encoding), invisible characters
// between the letters, full-width and other compatibility forms of them. Upper case is left to the pattern that searches the folded text.

/** A folded text, and the way back from a position in it to the position it came from. */
export type Folded = { readonly text: string; back(position: number): number };

type Edit = { readonly at: number; readonly length: number; readonly from: number; readonly to: number };

/** Control or invisible: neither can stand in a mask. Half surrogate pairs too, which have no UTF-8 form. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

const INVISIBLE = String.raw`[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]`;
// Skips the blocks that hold neither: Latin, Cyrillic, Hebrew letters, dashes and quotation marks, kana, ideographs, Hangul, private use.
const MAYBE_COMPATIBLE = String.raw`[^\0-\x7f\xc0-\u0131\u0134-\u017e\u0180-\u01c6\u0400-\u05ff\u2010-\u2023\u3001-\u3163\u3400-\ua7f0\uac00-\uf8ff]`;
const DISGUISED = new RegExp(`${INVISIBLE}+|${MAYBE_COMPATIBLE}`, 'gu');
const HIDDEN = new RegExp(INVISIBLE, 'u');
const HIDDEN_RUNS = new RegExp(`${INVISIBLE}+`, 'gu');
const ASCII = /^[\0-\x7f]+$/;
// One UTF-8 sequence at a time: a byte that is none must not keep its neighbours encoded.
const ENCODED = /%(?:[0-7][\da-f]|(?:c[2-9a-f]|d[\da-f])%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[0-4](?:%[89ab][\da-f]){3})/gi;

function reveal(piece: string): string {
  if (HIDDEN.test(piece)) return '';
  const plain = piece.normalize('NFKC');
  return ASCII.test(plain) ? plain : piece;
}

function decode(sequence: string): string {
  try {
    return decodeURIComponent(sequence);
  } catch {
    return sequence; // an overlong form or half a surrogate pair
  }
}

export function stripInvisible(text: string): string {
  return text.replace(HIDDEN_RUNS, '');
}

/** Decodes every well-formed sequence once and leaves the others as they are. */
export function decodePercent(text: string): string {
  return text.replace(ENCODED, decode);
}

function pass(text: string, pattern: RegExp, by: (piece: string) => string): Folded {
  const edits: Edit[] = [];
  let grown = 0;
  const folded = text.replace(pattern, (piece: string, from: number) => {
    const next = by(piece);
    edits.push({ at: from + grown, length: next.length, from, to: from + piece.length });
    grown += next.length - piece.length;
    return next;
  });
  return { text: folded, back: (position) => backThrough(edits, position) };
}

function backThrough(edits: readonly Edit[], position: number): number {
  let [low, high] = [0, edits.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edits[middle]?.at ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  const edit = edits[low - 1];
  if (!edit) return position;
  return position < edit.at + edit.length ? edit.from : edit.to + position - edit.at - edit.length;
}

const SHOW = { pattern: DISGUISED, by: reveal } as const;
const DECODE = { pattern: ENCODED, by: decode } as const;
const STEPS = [SHOW, DECODE, SHOW, DECODE, SHOW] as const;

/** Shows what is hidden, decodes percent-encoding twice, and shows what that hid. Linear in the text. */
export function fold(text: string): Folded {
  const passes: Folded[] = [];
  let folded = text;
  for (const { pattern, by } of STEPS) {
    const next = pass(folded, pattern, by);
    passes.push(next);
    folded = next.text;
  }
  return { text: folded, back: (position) => passes.reduceRight((at, each) => each.back(at), position) };
}
