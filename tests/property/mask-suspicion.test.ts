import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { fold } from '../../shared/masks/folding.ts';
import { scanText } from '../../shared/masks/mask.ts';
import { mayHoldMask } from '../../shared/masks/suspicion.ts';
import { UNPRINTABLE, garbage } from './mask-texts.ts';

// The definition of a near miss, written a second time: character by character, without a shortcut.

const NEEDLE = 'workato:sm:';
const LONG = 300_000;

function show(text: string): string {
  return Array.from(text, (letter) => {
    if (UNPRINTABLE.test(letter) && !/[\t\n\r\p{Cs}]/u.test(letter)) return '';
    const plain = letter.normalize('NFKC');
    return Array.from(plain).every((each) => each < '\u0080') ? plain : letter;
  }).join('');
}

function decodeOne(sequence: string): string | null {
  if (!/^(?:%[\da-f]{2})+$/i.test(sequence)) return null;
  try {
    const decoded = decodeURIComponent(sequence);
    return Array.from(decoded).length === 1 ? decoded : null;
  } catch {
    return null;
  }
}

function decode(text: string): string {
  let [decoded, at] = ['', 0];
  while (at < text.length) {
    const length = [3, 6, 9, 12].find((size) => decodeOne(text.slice(at, at + size)) !== null);
    decoded += length === undefined ? text.charAt(at) : decodeOne(text.slice(at, at + length));
    at += length ?? 1;
  }
  return decoded;
}

const foldSlowly = (text: string): string => show(decode(show(decode(show(text)))));
const isMeant = (text: string): boolean => foldSlowly(text).toLowerCase().includes(NEEDLE);

function isReported(text: string): boolean {
  const { masks, issues, escapes } = scanText(text);
  return masks.length + issues.length + escapes.length > 0;
}

const percent = (letter: string): string => `%${letter.charCodeAt(0).toString(16)}`;
const wide = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
const each = (text: string, by: (letter: string) => string): string => Array.from(text, by).join('');
const spellings = (letter: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    letter,
    letter,
    letter,
    letter.toUpperCase(),
    percent(letter),
    percent(letter).replace('%', '%25'),
    each(percent(letter), percent),
    each(percent(letter), wide),
    wide(letter),
  );
const hidden = fc.constantFrom('', '', '', '\u200b', '\u00ad', '\0', '\u0085', '\u{e0101}', '%C2%AD', '%E2%80%8D', '%25E2%80%8B', '%00', '\ufe0f', '\u2060');
const noise = fc.constantFrom('', 'x', ' ', '%', '%2', '%20', '%7', 'w', 'wor', '鍵', 'é', '😀', 'ª', '%25', '\u200b');
const disguised = fc
  .tuple(noise, fc.tuple(...Array.from(NEEDLE, (letter) => fc.tuple(spellings(letter), hidden))), noise)
  .map(([before, spelt, after]) => before + spelt.map((pair) => pair.join('')).join('') + after);
const almost = fc.array(fc.oneof(...Array.from('workatosm:', spellings), hidden, noise), { maxLength: 14 }).map((parts) => parts.join(''));

it(
  'the cheap condition lets nothing through that the whole definition finds',
  () => {
    let found = 0;
    fc.assert(
      fc.property(fc.oneof(disguised, almost, garbage), (text) => {
        fc.pre(isMeant(text));
        found += 1;
        return mayHoldMask(text) && isReported(text);
      }),
      { numRuns: 20_000 },
    );
    expect(found).toBe(20_000);
  },
  LONG,
);

it(
  'what is reported is what the whole definition finds, and nothing else',
  () => {
    fc.assert(
      fc.property(fc.oneof(disguised, almost), (text) => {
        const folded = foldSlowly(text);
        return fold(text).text === folded && isReported(text) === folded.toLowerCase().includes(NEEDLE);
      }),
      { numRuns: 20_000 },
    );
    expect.assertions(0);
  },
  LONG,
);

it(
  'every character of Unicode is seen through, alone among the letters or in place of one',
  () => {
    const missed: string[] = [];
    for (let code = 0; code < 0x110000; code += 1) {
      const letter = String.fromCodePoint(code);
      const folded = show(letter);
      if (fold(letter).text !== folded) missed.push(`${code.toString(16)} folds otherwise`);
      const at = folded === '' ? 3 : NEEDLE.indexOf(folded.toLowerCase());
      if (at === -1) continue;
      const text = `${NEEDLE.slice(0, at)}${letter}${NEEDLE.slice(at + folded.length)}`;
      if (!mayHoldMask(text) || !isReported(text)) missed.push(`${code.toString(16)} is let through`);
    }
    expect(missed).toEqual([]);
  },
  LONG,
);

it('a position in a folded text leads back to the character it came from', () => {
  const mark = fc.constantFrom('a', 'é', '鍵', '\u200b', '%41', '%2541', '％４１', '𝐰', '℠', '%E2%80%8B', ' ', '%', '😀');
  const marks = fc.array(mark, { maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(marks, marks, (left, right) => {
      const folded = fold(`${left}|${right}`);
      expect(folded.back(folded.text.indexOf('|'))).toBe(left.length);
      expect(folded.back(folded.text.length)).toBe(left.length + 1 + right.length);
    }),
    { numRuns: 5_000 },
  );
});
