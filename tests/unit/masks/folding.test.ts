import { describe, expect, it } from 'vitest';
import { fold } from '../../../shared/masks/folding.ts';

it.each([
  ['plain text, as it is', 'Größe: 東京 – 100 %', 'Größe: 東京 – 100 %'],
  ['blanks, as they are', 'a\t\r\n b', 'a\t\r\n b'],
  ['what cannot be seen, away', 'a\u0000\u200b\u{e0061}b\u2800\u00ad', 'ab'],
  ['letters in other forms, as letters', 'ｗ𝐨㎄℠', 'wokASM'],
  ['letters that are others, as they are', 'wоrk ⅷé鍵¾', 'wоrk viiié鍵¾'],
  ['percent-encoding, decoded', '%77%C3%A9%D1%8F%DF%BF%E9%8D%B5%F0%9F%98%80', 'wéя\u07ff鍵😀'],
  ['percent-encoding of percent-encoding, decoded', '%2577%252537', 'w%37'],
  ['percent-encoding that hides something, away', '%E2%80%8Ba%C2%AD', 'a'],
  ['percent-encoding in other forms, decoded', '％７７', 'w'],
  ['an overlong form, as it is', '%E0%80%80%C0%80a', '%E0%80%80%C0%80a'],
  ['half a surrogate pair, as it is', '%ED%A0%80\ud800a', '%ED%A0%80\ud800a'],
  ['a bare percent sign, as it is', '%%2%zz', '%%2%zz'],
])('a folded text has %s', (_, given, folded) => {
  expect(fold(given).text).toBe(folded);
});

describe('a position in a folded text leads back', () => {
  it('to itself before the first change', () => {
    expect([0, 1, 2].map((at) => fold('ab\u200bc').back(at))).toEqual([0, 1, 3]);
    expect(fold('abc').back(2)).toBe(2);
  });

  it('to the character that a letter came from, or the letters', () => {
    expect([0, 1, 2, 3, 4].map((at) => fold('x㎄y%41').back(at))).toEqual([0, 1, 1, 2, 3]);
    expect([0, 1, 2].map((at) => fold('\u{1f12d}x').back(at))).toEqual([0, 0, 2]);
  });

  it('through all that was hidden in one another', () => {
    expect([0, 1, 2, 3].map((at) => fold('％２５４１b\u200b𝐜%2541').back(at))).toEqual([0, 5, 7, 9]);
  });

  it('between many changes, to each', () => {
    const folded = fold('%41'.repeat(100));
    expect(Array.from({ length: 101 }, (_, at) => folded.back(at))).toEqual(Array.from({ length: 101 }, (_, at) => 3 * at));
  });
});
