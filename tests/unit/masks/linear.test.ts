import { expect, it } from 'vitest';
import { scanText } from '../../../shared/masks/mask.ts';
import { countedWork } from '../../helpers/counted-work.ts';
import { ARN, MASK } from './sample.ts';

const run = (part: string, length: number): string => part.repeat(Math.ceil(length / part.length));
type Case = readonly [title: string, make: (length: number) => string];

const plain = (part: string): Case => [part, (length) => run(part, length)];
const HOSTILE: readonly Case[] = [
  ...['{{workato:sm:', '{{ workato:sm:', '\\{{workato:sm:', '{{', '\\', '}}', ':arn:', '%', '%25', '%2525', '%77', 'WORKATO:SM:', 'workato', 'w'].map(plain),
  ...[
    '\u200b',
    'w\u00ad\u00ad\u00ad\u00ad',
    'ｗｏｒｋａｔｏ',
    '𝐰',
    '℠',
    MASK,
    `{workato:sm:k:${ARN}}`,
    `{{workato:sm:k:${ARN} `,
    `{{workato:sm:k:${ARN}:a::}}`,
  ].map(plain),
  ['many openings and one end', (length) => `${run('{{workato:sm:', length)}}}`],
  ['many openings with ARNs and one end', (length) => `${run(`{{workato:sm:k:${ARN} `, length)}}}`],
  ['one opening and no end', (length) => `{{workato:sm:${run('x', length)}`],
  ['many openings far from their end', (length) => `${run('{{workato:sm:', length)}${run('}', length)}`],
  ['a key of nothing but ":arn:"', (length) => `{{workato:sm:${run(':arn:', length)}:${ARN}}}`],
  ['a bad key of nothing but ":arn:"', (length) => `{{workato:sm:${run(':arn:', length)}}}`],
  ['a key of nothing but ARN starts', (length) => `{{workato:sm:${run(':arn:aws:secretsmanager:', length)}}}`],
  ['a key of nothing but ARNs', (length) => `{{workato:sm:${run(`:${ARN}`, length)}:x}}`],
  ['a name without end', (length) => `{{workato:sm:k:${ARN}${run('-a', length)}}}`],
  ['a region without end', (length) => `{{workato:sm:k:arn:aws:secretsmanager:us${run('-a', length)}}}`],
  ['a path without end', (length) => `{{workato:sm:k:${ARN}?path=/${run('a', length)}}}`],
  ['blanks before an end', (length) => `{{workato:sm:k:${ARN}${run(' ', length)}}}`],
  ['blanks before an opening', (length) => `{{${run(' ', length)}workato:sm:`],
  ['blanks after many letters', (length) => `{${run('workato          ', length)}`],
  ['backslashes before a mask', (length) => run('\\', length) + MASK],
  ['invisible characters in a near miss', (length) => `{{work${run('\u200b', length)}ato:sm:k:${ARN}}}`],
  ['percent signs in a mask', (length) => `{{workato:sm:${run('%25', length)}:${ARN.slice(1)}}}`],
];

it.each(HOSTILE)('twice as much of %s is at most 2.3 times the work', (...[, make]) => {
  const once = countedWork(() => scanText(make(20_000)));
  const twice = countedWork(() => scanText(make(40_000)));
  expect(once).toBeGreaterThan(100);
  expect(twice / once).toBeLessThanOrEqual(2.3);
});

it('a text without near misses is looked through four times at most', () => {
  const quiet = run('The quick brown fox jumps over the lazy dog, and works. ', 20_000);
  for (const text of [quiet, `${MASK}${quiet}${MASK}`]) expect(countedWork(() => scanText(text))).toBeLessThan(4.5 * text.length);
});

it('a counter that sees a search from every opening to one far end reports it as more than linear', () => {
  const search = (text: string): void => {
    for (let at = text.indexOf('{{'); at !== -1; at = text.indexOf('{{', at + 2)) text.indexOf('}}', at);
  };
  expect(countedWork(() => search(run('{{', 40_000))) / countedWork(() => search(run('{{', 20_000)))).toBeGreaterThan(3.5);
});
