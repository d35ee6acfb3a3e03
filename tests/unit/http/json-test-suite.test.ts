import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RequestError } from '../../../shared/errors.ts';
import { bodyOf } from '../../../shared/http/parse.ts';
import { parseJsonObject } from '../../../shared/http/parse-json.ts';

type Case = readonly [name: string, bytes: Buffer];
const read = (path: string) => JSON.parse(readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8'));
const EVENT = read('events/http-api-jwt-post.json');
const STORED: Readonly<Record<string, string>> = read('json-test-suite/cases.json');
const CASES: readonly Case[] = [
  ...Object.entries(STORED).map(([name, base64]) => [name, Buffer.from(base64, 'base64')] as const),
  ['n_structure_100000_opening_arrays.json', Buffer.from('['.repeat(100_000))],
  ['n_structure_open_array_object.json', Buffer.from(`${'[{"":'.repeat(50_000)}\n`)],
];
const named = (prefix: string): readonly Case[] => CASES.filter(([name]) => name.startsWith(prefix));
const inside = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from('{"config":'), bytes, Buffer.from('}')]);

/** What the product says to a body of these bytes. */
function answerTo(bytes: Buffer): string {
  try {
    parseJsonObject(bodyOf({ ...EVENT, body: bytes.toString('base64'), isBase64Encoded: true }));
    return 'accepted';
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return error.issues[0].where.found ?? error.issues[0].code;
  }
}

/** All but the accepted, by answer. */
function others(cases: readonly Case[], answer: (bytes: Buffer) => string): Readonly<Record<string, readonly string[]>> {
  const byAnswer: Record<string, string[]> = {};
  for (const [name, bytes] of cases) if (answer(bytes) !== 'accepted') (byAnswer[answer(bytes)] ??= []).push(name.replace(/\.json$/, ''));
  return byAnswer;
}

it('the list is whole', () => {
  expect(['y_', 'n_', 'i_'].map((prefix) => named(prefix).length)).toEqual([95, 188, 35]);
});

const TWICE = ['y_object_duplicated_key', 'y_object_duplicated_key_and_value'];

describe('what every parser has to accept', () => {
  it('is accepted as a property of the body, 93 of 95; two that name a property twice are refused for that', () => {
    expect(others(named('y_'), (bytes) => answerTo(inside(bytes)))).toEqual({ 'a property stands twice in one object': TWICE });
  });

  it('is known as JSON where it is the whole body, and accepted where it is an object', () => {
    const answers = named('y_').map(([name, bytes]) => [answerTo(bytes), name] as const);
    const count = (answer: string): number => answers.filter(([each]) => each === answer).length;
    expect(['accepted', 'it is not an object', 'a property stands twice in one object'].map(count)).toEqual([10, 83, 2]);
  });
});

describe('what every parser has to refuse', () => {
  it.each(named('n_'))('%s is refused, as a body and inside one', (_, bytes) => {
    expect([answerTo(bytes), answerTo(inside(bytes))]).toEqual([
      expect.stringMatching(/^it is (?:empty|not (?:JSON|UTF-8))$/),
      expect.stringMatching(/^it is not (?:JSON|UTF-8)$/),
    ]);
  });
});

const HALVES = [
  'i_object_key_lone_2nd_surrogate',
  'i_string_1st_surrogate_but_2nd_missing',
  'i_string_1st_valid_surrogate_2nd_invalid',
  'i_string_incomplete_surrogate_and_escape_valid',
  'i_string_incomplete_surrogate_pair',
  'i_string_incomplete_surrogates_escape_valid',
  'i_string_invalid_lonely_surrogate',
  'i_string_invalid_surrogate',
  'i_string_inverted_surrogates_U+1D11E',
  'i_string_lone_second_surrogate',
];
const OTHER_BYTES = [
  'i_string_UTF-16LE_with_BOM',
  'i_string_UTF-8_invalid_sequence',
  'i_string_UTF8_surrogate_U+D800',
  'i_string_invalid_utf-8',
  'i_string_iso_latin_1',
  'i_string_lone_utf8_continuation_byte',
  'i_string_not_in_unicode_range',
  'i_string_overlong_sequence_2_bytes',
  'i_string_overlong_sequence_6_bytes',
  'i_string_overlong_sequence_6_bytes_null',
  'i_string_truncated-utf-8',
  'i_string_utf16BE_no_BOM',
  'i_string_utf16LE_no_BOM',
];

it('of the 35 that are left to a parser, the 10 with numbers too large or too fine are accepted, and 25 refused', () => {
  expect(others(named('i_'), (bytes) => answerTo(inside(bytes)))).toEqual({
    'half a character stands in a text': HALVES,
    'it is not UTF-8': OTHER_BYTES,
    'it is not JSON': ['i_structure_UTF-8_BOM_empty_object'],
    'it is more than 20 levels deep': ['i_structure_500_nested_arrays'],
  });
  expect(named('i_').filter(([name]) => name.startsWith('i_number')).length).toBe(10);
});
