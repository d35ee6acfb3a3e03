import { randomInt } from 'node:crypto';
import { oneOf, seeded } from '../random.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
/** Neither these nor what rot13 makes of them are digits of a hexadecimal id, which would be met by chance. */
const BEYOND_F = 'GHJKLMTUVWXYZghjklmtuvwxyz';
const SPECIALS = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const OTHERS = 'абвгдёжзийклмнопрстуфхцчшщъыьэюяάέήίόύώαβγδεζηθçéöüñ日本語密码暗号秘密';
const [CONSONANTS, VOWELS] = ['bdfgklmnprstvz', 'aeiou'];

type Random = () => number;
const pick = (random: Random, alphabet: string): string => oneOf(Array.from(alphabet), random);
/** One character for each alphabet. */
const pickEach = (random: Random, ...alphabets: readonly string[]): string => alphabets.map((alphabet) => pick(random, alphabet)).join('');
const times = (count: number, make: () => string): string => Array.from({ length: count }, make).join('');
const base64 = (random: Random, bytes: number): string => Buffer.from(Array.from({ length: bytes }, () => Math.floor(random() * 256))).toString('base64');

/** The nine shapes that secrets have, each with how one is made. */
export const SHAPES: ReadonlyMap<string, (random: Random) => string> = new Map([
  ['token of 40 characters', (random: Random) => times(40, () => pick(random, LETTERS + DIGITS))],
  ['specials', (random) => times(14, () => pickEach(random, LETTERS + DIGITS, LETTERS + DIGITS, SPECIALS))],
  ['8 characters', (random) => times(4, () => pickEach(random, BEYOND_F, DIGITS))],
  ['4 characters', (random) => times(2, () => pickEach(random, BEYOND_F, DIGITS))],
  [
    'PEM',
    (random) =>
      `-----BEGIN PRIVATE KEY-----\n${base64(random, 138)
        .match(/.{1,64}/g)
        ?.join('\n')}\n-----END PRIVATE KEY-----\n`,
  ],
  ['looks like base64', (random) => base64(random, 32)],
  ['16 digits', (random) => pickEach(random, '123456789', ...Array.from({ length: 15 }, () => DIGITS))],
  ['passphrase', (random) => Array.from({ length: 5 }, () => times(3, () => pickEach(random, CONSONANTS, VOWELS))).join(' ')],
  ['non-Latin', (random) => times(28, () => pick(random, OTHERS))],
]);

/** A value of each shape. */
export function ofEveryShape(random: Random): ReadonlyMap<string, string> {
  return new Map([...SHAPES].map(([shape, make]) => [shape, make(random)]));
}

/** A value of each shape, others in every run; it says how to have the same ones again. */
export function freshOfEveryShape(): ReadonlyMap<string, string> {
  const seed = process.env['LEAK_SEED'] ?? String(randomInt(1_000_000));
  console.info(`LEAK_SEED=${seed} makes the values of this run again`);
  return ofEveryShape(seeded(Number(seed)));
}
