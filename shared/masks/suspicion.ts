import { fold } from './folding.ts';

// The cheap necessary condition, so that a text without masks costs little more than reading it. A folded text that holds "workato" has each of
// its letters and nothing else from one of: the letter itself (or ª, º), Latin-1 characters that are stripped (SPELT); a percent sequence that
// decodes to a letter, a digit, "%" or what is stripped (ENCODED); a character beyond Latin-1 that is stripped or folds to a letter or "%".

/** "workato:sm:" has 11 letters, and two of them can be one: ㎄ is "ka", ℠ is "SM". */
const SHORTEST = 9;
const STRIPPED = String.raw`[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad]*`;
const SPELT = new RegExp(['w', '[oº]', 'r', 'k', '[aª]', 't', '[oº]'].join(STRIPPED), 'i');
/** All but the sequences of blanks and punctuation, which can become part of nothing we look for. */
const ENCODED = /%(?!2[0-46-9a-f]|3[a-f]|40|5[b-f]|60|7[b-e]|0[9ad])(?:[0-9a-f%]|[^\t\n\r -~])/i;
const WIDE = /[^\0-\xff]/;
/** First halves of the pairs that hold compatibility letters or invisible characters. */
const WIDE_LEAD = /[\ud804\ud80d\ud82f\ud833-\ud835\ud83c\udb40-\udb43]/;
const LETTER = /[workat%]/i;

const CLEAN = 1;
const DISGUISE = 2;
const verdicts = new Uint8Array(0x10000);

function judge(unit: number): number {
  const text = String.fromCharCode(unit);
  const folded = fold(text).text;
  const isDisguise = folded === '' || LETTER.test(folded) || WIDE_LEAD.test(text);
  verdicts[unit] = isDisguise ? DISGUISE : CLEAN;
  return isDisguise ? DISGUISE : CLEAN;
}

function hasDisguise(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 0xff && (verdicts[unit] || judge(unit)) === DISGUISE) return true;
  }
  return false;
}

/** False only for texts that hold neither a mask nor an escape nor a near miss. */
export function mayHoldMask(text: string): boolean {
  if (text.length < SHORTEST) return false;
  return SPELT.test(text) || (text.includes('%') && ENCODED.test(text)) || (WIDE.test(text) && hasDisguise(text));
}
