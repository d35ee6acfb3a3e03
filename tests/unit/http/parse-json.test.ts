import { expect, it } from 'vitest';
import { RequestError } from '../../../shared/errors.ts';
import { parseJsonObject } from '../../../shared/http/parse-json.ts';

function codeOf(text: string): string {
  try {
    parseJsonObject(text);
    return 'accepted';
  } catch (error) {
    return error instanceof RequestError ? error.issues[0].code : 'native error';
  }
}

it('an object is parsed as it stands', () => {
  expect(parseJsonObject('{"a":{"b":[1,"x\\"y"]},"c":null}')).toEqual({ a: { b: [1, 'x"y'] }, c: null });
});

it.each(['', '   ', '{', '{"a":1,}', '[]', '"text"', 'null', '{"a":1}{"b":2}', "{'a':1}"])('%j is refused as a body', (text) => {
  expect(codeOf(text)).toBe('body_invalid');
});

it.each(['{"a":1,"a":2}', '{"x":{"a":1,"b":{},"a":2}}', '{"a":1,"\\u0061":2}', '{"a" :1, "a"\n:2}'])('a property that stands twice is refused: %s', (text) => {
  expect(codeOf(text)).toBe('body_invalid');
});

it('the same property in two objects is not a duplicate, and text that looks like one is not a property', () => {
  expect(codeOf('{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":2}],"d":"\\"a\\":1","e":["a","a"]}')).toBe('accepted');
});

it.each(['__proto__', 'constructor', 'prototype', '\\u005f_proto__'])('a property named %s is refused', (name) => {
  expect(codeOf(`{"config":{"${name}":{"x":1}}}`)).toBe('body_invalid');
});

it.each(['{"a":"\\ud800"}', '{"a":["x\\uDFFFy"]}', '{"\\udc00":1}', '{"a":"\\ude00\\ud83d"}'])(
  'half a character is refused, wherever it stands: %s',
  (text) => {
    expect(codeOf(text)).toBe('body_invalid');
  },
);

it('both halves are a character, and an escaped backslash before a "u" is none', () => {
  expect(parseJsonObject('{"a":"\\ud83d\\ude00","b":"\\\\ud800"}')).toEqual({ a: '😀', b: '\\ud800' });
});

it('20 levels are parsed and 21 are refused', () => {
  const deep = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
  expect([codeOf(deep(20)), codeOf(deep(21))]).toEqual(['accepted', 'body_invalid']);
});

it('256 KiB are parsed and one byte more is refused, counted in bytes', () => {
  const sized = (bytes: number): string => `{"a":"${'é'.repeat((bytes - 8) / 2)}"}`;
  expect([codeOf(sized(256 * 1024)), codeOf(`${sized(256 * 1024)} `)]).toEqual(['accepted', 'body_too_large']);
});

it('no piece of the body is in the message', () => {
  expect(() => parseJsonObject('{"apiToken": hunter2}')).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter2') }));
});
