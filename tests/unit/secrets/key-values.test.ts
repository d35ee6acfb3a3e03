import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { countedWork } from '../../helpers/counted-work.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { keyValues } from '../../../shared/secrets/key-values.ts';
import { JIRA } from './pretend-aws.ts';

const refusalOf = (text: string): Error | null => {
  try {
    keyValues(JIRA, text);
    return null;
  } catch (error) {
    return error instanceof Error ? error : null;
  }
};

it.each([
  ['plain text', 'hunter2-hunter2'],
  ['a JSON text', '"hunter2-hunter2"'],
  ['a JSON number', '12345678'],
  ['null', 'null'],
  ['an array', '["hunter2-hunter2"]'],
  ['a byte order mark before the object', '\uFEFF{"token":"hunter2-hunter2"}'],
  ['JSON that is cut off', '{"token":"hunter2-hun'],
  ['text after the object', '{"token":"hunter2-hunter2"}x'],
  ['nothing', ''],
  ['a key written twice', '{"token":"hunter2-hunter2","token":"hunter3-hunter3"}'],
  ['a key written twice, once escaped', String.raw`{"token":"hunter2-hunter2","t\u006fken":"hunter3-hunter3"}`],
  ['a key written twice inside', '{"db":{"password":"hunter2-hunter2" , "password"\n:"x"}}'],
  ['an object written over by a text', '{"a":{"b":1},"a":"hunter2-hunter2"}'],
])('a secret that is %s is named by its ARN and never quoted', (_, text) => {
  const error = refusalOf(text);
  expect(error).toBeInstanceOf(ResolverError);
  expect(error).toMatchObject({ code: 'secret_not_key_value', where: { arn: JIRA }, message: `Secret ${JIRA} is not a JSON key/value secret.` });
  expect(error?.cause).toBeUndefined();
});

it('names and values that look like JSON, quotes, colons and backslashes are not mistaken for keys written twice', () => {
  const tricky = { '"a":': '"a":', 'a\\': '\\"a":', a: { '"a":': ['"a":', { a: '":"' }] }, '': '{"a":1,"a":2}' };
  expect(keyValues(JIRA, JSON.stringify(tricky, null, 2))).toEqual(Object.assign(Object.create(null), tricky));
});

it('every JSON object is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, 4), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(JSON.stringify(keyValues(JIRA, text))).toBe(JSON.stringify(JSON.parse(text)));
    }),
    { numRuns: 2_000 },
  );
});

it('every JSON object with one key written again is refused', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
      const [name = ''] = Object.keys(value);
      const twice = `${JSON.stringify(value).slice(0, -1)},${JSON.stringify(name)}:1}`;
      expect(refusalOf(twice)).toMatchObject({ code: 'secret_not_key_value' });
    }),
    { numRuns: 1_000 },
  );
});

it('the pairs cannot be changed, at any depth, and inherit nothing', () => {
  const pairs = keyValues(JIRA, '{"db":{"hosts":[{"name":"a"}]}}');
  expect(Object.getPrototypeOf(pairs)).toBeNull();
  const levels: unknown[] = [pairs];
  for (const level of levels) {
    expect(Object.isFrozen(level)).toBe(true);
    if (typeof level === 'object' && level !== null) levels.push(...Object.values(level));
  }
  expect(levels).toHaveLength(5);
});

const LARGEST_BYTES = 65_536;
/** `before` and `after` with as many pieces between them as there is room for, and spaces for the rest. */
function largest(before: string, piece: string, after: string): string {
  const pieces = Math.floor((LARGEST_BYTES - before.length - after.length) / piece.length);
  return `${before}${piece.repeat(pieces)}${after}`.padEnd(LARGEST_BYTES);
}
const LEVELS = LARGEST_BYTES / 2 - 3;

it.each([
  ['arrays in arrays', largest('{"a":', '[', `${']'.repeat(LEVELS)}}`)],
  ['escaped quotes', largest('{"a":"', '\\"', '"}')],
  ['spaces before a colon', largest('{"a"', ' ', ':1}')],
  ['empty texts', largest('{"a":["",', '"",', '""]}')],
  ['spaces after a text', largest('{"a":"x"', ' ', '}')],
])('of a secret of 64 KiB each character is looked at twice, once to parse it and once to find its names: %s', (_, text) => {
  expect(Buffer.byteLength(text)).toBe(LARGEST_BYTES);
  expect(countedWork(() => expect(refusalOf(text)).toBeNull())).toBe(2 * LARGEST_BYTES);
});
