import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { freshCanary, freshToken, leaksIn } from '../helpers/canary.ts';
import { ascii85, base32, base58 } from '../helpers/leak/encode-bytes.ts';
import { ENCODINGS } from '../helpers/leak/encodings.ts';
import { plantedLeaks } from '../helpers/leak/planted-leaks.ts';
import { sightings } from '../helpers/leak/recall.ts';
import { recallTable } from '../helpers/leak/recall-page.ts';
import { Scanner } from '../helpers/leak/scanner.ts';
import { freshOfEveryShape, ofEveryShape, SHAPES } from '../helpers/leak/shapes.ts';
import { seeded } from '../helpers/random.ts';

const ROOT = new URL('../../', import.meta.url);
const values = freshOfEveryShape();

it('of nine shapes in 67 encodings 598 of 603 are seen, and the rest is what four characters leave of themselves', () => {
  const all = sightings(values);
  expect([SHAPES.size, ENCODINGS.size, all.length]).toEqual([9, 67, 603]);
  expect(all.filter(({ isSeen }) => !isSeen).map(({ shape, encoding }) => `${encoding}: ${shape}`)).toEqual([
    'base64 shifted by one byte: 4 characters',
    'base64 shifted by two bytes: 4 characters',
    'first 75 %: 4 characters',
    'last 75 %: 4 characters',
    'middle 50 %: 4 characters',
  ]);
});

it('docs/leak-scanner.md shows what is seen', () => {
  expect(readFileSync(new URL('docs/leak-scanner.md', ROOT), 'utf8')).toContain(recallTable(sightings(values)));
});

const planted = plantedLeaks(values);
it.each(planted.map(({ sink, shape, text }) => [sink, shape, text] as const))('the leak in %s is seen', (sink, shape, text) => {
  const around = ['{"level":"INFO","message":"before"}', text, '{"level":"INFO","message":"after"}'].join('\n');
  expect(leaksIn(new Map([[sink, around]]), [values.get(shape)!])).not.toEqual([]);
  expect(leaksIn(new Map([[sink, around]]), [SHAPES.get(shape)!(seeded(2))])).toEqual([]);
});

it('25 leaks are planted, in every shape', () => {
  expect([planted.length, new Set(planted.map(({ shape }) => shape))]).toEqual([25, new Set(SHAPES.keys())]);
});

it('in all that the repository holds nothing is taken for a secret', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    // Pictures are packed bytes: read as text they hold, by chance, any word of four characters.
    .filter((file) => file !== '' && !file.endsWith('.png'));
  const texts = new Map(files.map((file) => [file, readFileSync(new URL(encodeURI(file), ROOT), 'utf8')]));
  // Always the same values: four characters may stand in a text by chance, and chance says nothing of a change.
  const random = seeded(3);
  const all = Array.from({ length: 50 }, () => [...ofEveryShape(random).values(), freshToken(), freshCanary()]).flat();
  expect(leaksIn(texts, all)).toEqual([]);
  expect([...texts.values()].reduce((sum, text) => sum + text.length, 0)).toBeGreaterThan(2_000_000);
}, 180_000);

it('what reads is not what wrote: base32, base58 and ascii85 are those of their specifications', () => {
  expect([base32(Buffer.from('foobar')), base58(Buffer.from('Hello World!')), ascii85(Buffer.from('Man sure.'))]).toEqual([
    'MZXW6YTBOI======',
    '2NEpo7TZRRrLZSi2U',
    '9jqo^F*2M7/c',
  ]);
});

it.each([
  ['in a word of its own, not inside of another', 'k7m2', ['k7m2 leaked', '"k7m2"'], ['xk7m2', 'k7m23']],
  ['all of eight characters and more, whatever they are, inside of a word', '!#a$%&b()', ['x!#a$%&b()x'], ['!#a$%&b(']],
  ['half of eight characters', 'k7m2v9t4', ['m2v9 leaked'], ['k7m leaked', 'm2v91 leaked']],
  [
    'half of sixteen digits as a number, three quarters anywhere',
    '4111222233334444',
    ['card 22223333', 'x1112222333344x'],
    ['x22223333x', 'x2222333344x', 'card 2222333'],
  ],
  ['four tenths of a longer one', 'abcdefghij0123456789klmnopqrst', ['fghij0123456'], ['fghij012345']],
])('seen is %s', (_, secret, seen, unseen) => {
  const scanner = new Scanner([secret]);
  expect(seen.map((text) => scanner.scan(text).size > 0)).toEqual(seen.map(() => true));
  expect(unseen.map((text) => scanner.scan(text).size > 0)).toEqual(unseen.map(() => false));
});

it.each(['kmtv', 'a4b2'])('a word or a piece of an id like "%s" is too likely to be met by chance', (secret) => {
  expect([...new Scanner([secret]).scan(`"${secret}" leaked`)]).toEqual([]);
});

it.each([0, 1, 2, 3, 4, 5])('a blob is seen where it starts after %i characters of its own alphabet', (before) => {
  const secret = freshToken();
  const scanner = new Scanner([secret]);
  const bytes = Buffer.from(secret);
  const blobs = [bytes.toString('base64'), bytes.toString('hex'), ascii85(bytes)];
  expect(blobs.map((blob) => scanner.scan(`${'abcdef'.slice(0, before)}${blob}ab`).size > 0)).toEqual([true, true, true]);
});

it('what is split into sections and encoded words of five characters is seen', () => {
  const secret = freshToken();
  const fives = secret.match(/.{1,5}/g) ?? [];
  const words = fives.map((five) => `=?UTF-8?Q?${five}?=`).join('\r\n ');
  const sections = fives.map((five) => `<![CDATA[${five}]]>`).join('');
  expect([words, sections].map((text) => new Scanner([secret]).scan(text).size > 0)).toEqual([true, true]);
});

it('a leak in what was encoded several times over is seen', () => {
  const secret = freshToken();
  const inner = JSON.stringify({ error: Buffer.from(JSON.stringify({ sent: Buffer.from(`user:${secret}`).toString('base64') })).toString('base64url') });
  expect([...new Scanner([secret]).scan(encodeURIComponent(inner))]).toEqual(['base64: base64: text']);
});

it('of many secrets each is found, and megabytes are searched in the time of a test', () => {
  const secrets = Array.from({ length: 500 }, freshToken);
  const line = (index: number): string =>
    JSON.stringify({ level: 'INFO', requestId: freshToken(), code: 'ok', index, arn: 'arn:aws:secretsmanager:us-east-1:1:secret:x' });
  const log = Array.from({ length: 10_000 }, (_, index) => line(index)).join('\n');
  const scanner = new Scanner(secrets);
  expect([...scanner.scan(log)]).toEqual([]);
  for (const secret of secrets) expect(scanner.scan(`x ${Buffer.from(secret).toString('hex')} y`).size).toBeGreaterThan(0);
}, 60_000);
