import { expect, it } from 'vitest';
import { parsePointer, pointerOf } from '../../../shared/masks/json-pointer.ts';

// The examples of RFC 6901 §5.
it.each([
  ['', []],
  ['/foo', ['foo']],
  ['/foo/0', ['foo', '0']],
  ['/', ['']],
  ['/a~1b', ['a/b']],
  ['/c%d', ['c%d']],
  ['/ ', [' ']],
  ['/m~0n', ['m~n']],
  ['/~01', ['~1']],
  ['//', ['', '']],
  ['/~1/~0/~0~1', ['/', '~', '~/']],
])('pointer "%s" has the tokens %j', (text, tokens) => {
  expect(parsePointer(text)).toEqual(tokens);
  expect(tokens.reduce(pointerOf, '')).toBe(text);
});

it.each(['foo', '#/foo', '/a~', '/a~2b', '/~01~'])('"%s" is no pointer', (text) => {
  expect(parsePointer(text)).toBeNull();
});
