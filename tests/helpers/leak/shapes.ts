import { randomBytes, randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
/** Neither these nor what rot13 makes of them are digits of a hexadecimal id, which would be met by chance. */
const BEYOND_F = 'GHJKLMTUVWXYZghjklmtuvwxyz';
const SPECIALS = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const OTHERS = 'абвгдёжзийклмнопрстуфхцчшщъыьэюяάέήίόύώαβγδεζηθçéöüñ日本語密码暗号秘密';
const [CONSONANTS, VOWELS] = ['bdfgklmnprstvz', 'aeiou'];

const pick = (alphabet: string): string => {
  const characters = Array.from(alphabet);
  return characters[randomInt(characters.length)]!;
};
/** One character for each alphabet. */
const pickEach = (...alphabets: readonly string[]): string => alphabets.map(pick).join('');
const times = (count: number, make: () => string): string => Array.from({ length: count }, make).join('');
const syllable = (): string => pickEach(CONSONANTS, VOWELS);

/** The nine shapes that secrets have, each with how a fresh one is made. */
export const SHAPES: ReadonlyMap<string, () => string> = new Map([
  ['token of 40 characters', () => times(40, () => pick(LETTERS + DIGITS))],
  ['specials', () => times(14, () => pickEach(LETTERS + DIGITS, LETTERS + DIGITS, SPECIALS))],
  ['8 characters', () => times(4, () => pickEach(BEYOND_F, DIGITS))],
  ['4 characters', () => times(2, () => pickEach(BEYOND_F, DIGITS))],
  [
    'PEM',
    () =>
      `-----BEGIN PRIVATE KEY-----\n${randomBytes(138)
        .toString('base64')
        .match(/.{1,64}/g)
        ?.join('\n')}\n-----END PRIVATE KEY-----\n`,
  ],
  ['looks like base64', () => randomBytes(32).toString('base64')],
  ['16 digits', () => pickEach('123456789', ...Array.from({ length: 15 }, () => DIGITS))],
  ['passphrase', () => Array.from({ length: 5 }, () => times(3, syllable)).join(' ')],
  ['non-Latin', () => times(28, () => pick(OTHERS))],
]);

/** Fresh values of all shapes. */
export function freshOfEveryShape(): ReadonlyMap<string, string> {
  return new Map([...SHAPES].map(([shape, make]) => [shape, make()]));
}
