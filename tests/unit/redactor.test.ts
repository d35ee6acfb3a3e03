import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Secret } from '../../shared/secrets/secret.ts';
import { formsOf, freshCanary, leaksIn } from '../helpers/canary.ts';
import { ENCODINGS } from '../helpers/leak/encodings.ts';
import { knowing } from '../helpers/knowing.ts';

it.each([
  's3cr3t/+tök=n&"x"',
  'AKIAIOSFODNN7EXAMPLE',
  '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n',
  '4111111111111111',
  'correct horse battery staple',
  'пароль-секрет',
  '12345678',
  '\ud800lone surrogate',
])('%j goes in every form it is likely to be written in, and what is around it stays', (value) => {
  const redactor = knowing(value);
  const json = JSON.stringify(value).slice(1, -1);
  const bytes = Buffer.from(value, 'utf8');
  const forms = [
    value,
    json,
    json.replaceAll('/', String.raw`\/`),
    json.replaceAll(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
    encodeURIComponent(bytes.toString('utf8')),
    encodeURIComponent(bytes.toString('utf8')).replaceAll(/%../g, (escape) => escape.toLowerCase()),
    new URLSearchParams({ v: value }).toString().slice(2),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    Buffer.from(`someone@acme.test:${value}`).toString('base64'),
    Buffer.from(`user:${value}`).toString('base64'),
    Buffer.from(`user:${value};`).toString('base64url'),
    Buffer.from(`key:${value}`).toString('base64url'),
    Buffer.from(`key:${value};`).toString('base64'),
    Buffer.from(`me:${value}:and more`).toString('base64url'),
  ];
  expect(forms.map((form) => redactor.clean(`before (${form}) after`))).toEqual(forms.map(() => 'before ([redacted]) after'));
});

/** Base64 that says more than the value does. */
const LONGER = ['Basic', 'base64 shifted by one byte', 'base64 shifted by two bytes', 'base64 inside a longer blob'];

it('where a value stands in a form that it most likely slips out in, the leak scanner finds nothing of it afterwards', () => {
  for (const canary of Array.from({ length: 20 }, freshCanary)) {
    const redactor = knowing(canary);
    const forms = [...formsOf(canary), ...LONGER.map((name) => [name, ENCODINGS.get(name)!(canary)] as const)];
    const written = new Map(forms.map(([name, form]) => [name, `x ${form} y`]));
    expect(new Set(leaksIn(written, [canary]).map(({ sink }) => sink))).toEqual(new Set(written.keys()));
    const cleaned = new Map([...written].map(([name, text]) => [name, redactor.clean(text)]));
    expect(leaksIn(cleaned, [canary])).toEqual([]);
  }
});

it('a header goes but for a scheme that tells nothing, and what stood behind the scheme goes wherever it is', () => {
  const redactor = knowing('Basic dXNlcjpwYXNzd29yZA==', 'Bearer abcdefghijkl');
  expect(redactor.clean(['Basic dXNlcjpwYXNzd29yZA==', 'got dXNlcjpwYXNzd29yZA==', 'token abcdefghijkl!', 'Bearer of news'])).toEqual([
    'Basic [redacted]',
    'got [redacted]',
    'token [redacted]!',
    'Bearer of news',
  ]);
});

it('values under eight characters stay: taking them out would corrupt answers and tell who guesses', () => {
  const redactor = knowing('', 'a', '1234567', 'Bearer abc');
  expect(redactor.clean(['a 1234567 MTIzNDU2Nw== abc', 'Bearer abc'])).toEqual(['a 1234567 MTIzNDU2Nw== abc', '[redacted]']);
  expect(knowing('12345678').clean('12345678')).toBe('[redacted]');
});

it('all texts of a structure are cleaned, property names too, and the original is left alone', () => {
  const redactor = knowing('topsecret-1');
  const original = { a: ['x topsecret-1', 1, null, true, undefined], b: { 'topsecret-1': 'y' }, c: 'clean' };
  const cleaned = redactor.clean(original);
  expect(cleaned).toEqual({ a: ['x [redacted]', 1, null, true, undefined], b: { '[redacted]': 'y' }, c: 'clean' });
  expect([original.a[0], cleaned.b === original.b]).toEqual(['x topsecret-1', false]);
  expect(Object.hasOwn(redactor.clean(JSON.parse('{"__proto__": "topsecret-1"}')), '__proto__')).toBe(true);
});

it('overlapping secrets go as one', () => {
  expect(knowing('abcdefgh', 'efghijkl').clean('xabcdefghijklx')).toBe('x[redacted]x');
  expect(knowing('abcdefgh', 'abcdefghijkl', 'cdefghij').clean('abcdefghijk abcdefghijkl')).toBe('[redacted]k [redacted]');
  expect(knowing('(bcdefg(', ')jklmno)').clean('-(bcdefg()jklmno)-')).toBe('-[redacted]-');
  expect(knowing('abcabcabc').clean('-abcabcabcabc-abcabcab-')).toBe('-[redacted]-abcabcab-');
  expect(knowing('abcdefgh').clean('abcdefghabcdefgh')).toBe('[redacted]');
  // The first stands on both sides of a gap that the second, found later, closes.
  expect(knowing('aaaaaaab', 'aabaaaaa').clean('-aaaaaaabaaaaaaaaaab-')).toBe('-[redacted]-');
});

it('what begins like a secret, or ends like one, stays beside it', () => {
  expect(knowing('abcdefgh').clean('abcdefghxbcdefgh abcdefgabcdefgh')).toBe('[redacted]xbcdefgh abcdefg[redacted]');
});

it('what is learned later counts from then on', () => {
  const redactor = knowing('first-secret');
  expect(redactor.clean('second-secret')).toBe('second-secret');
  redactor.learn([new Secret('second-secret')]);
  expect(redactor.clean('first-secret second-secret')).toBe('[redacted] [redacted]');
});

/** The same by the slow and obvious way: every position of every value. */
function obviously(text: string, values: readonly string[]): string {
  const isCovered = Array.from(text, () => false);
  for (const value of values) {
    if (value.length < 8) continue;
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) isCovered.fill(true, at, at + value.length);
  }
  return text
    .split('')
    .map((character, index) => (isCovered[index] ? (isCovered[index - 1] ? '' : '[redacted]') : character))
    .join('');
}

it('every position of every occurrence is covered, and nothing else', () => {
  // Letters that no base64 form of these values consists of alone: "(" and ")" never occur in one.
  const letters = fc.stringMatching(/^[()]{8,14}$/);
  const text = fc.stringMatching(/^[()]{0,200}$/);
  fc.assert(
    fc.property(fc.array(letters, { minLength: 1, maxLength: 5 }), text, (values, haystack) => {
      expect(knowing(...values).clean(haystack)).toBe(obviously(haystack, values));
    }),
    { numRuns: 5_000 },
  );
});

it('secrets planted at random in random text are gone, whatever their lengths', () => {
  const value = fc.string({ minLength: 8, maxLength: 60 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), fc.array(fc.string(), { minLength: 7, maxLength: 7 }), (values, gaps) => {
      const text = gaps.map((gap, index) => gap + (values[index] ?? '')).join('');
      const cleaned = knowing(...values)
        .clean(text)
        .replaceAll('[redacted]', '\u0000');
      for (const secret of values) expect(cleaned.includes(secret) && !'[redacted]'.includes(secret)).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});
