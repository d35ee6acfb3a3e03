import { expect, it } from 'vitest';
import { keyValues } from '../../../shared/secrets/key-values.ts';
import { lookUp, nameOf } from '../../../shared/secrets/look-up.ts';
import { Secret } from '../../../shared/secrets/secret.ts';
import { JIRA, maskOf } from './pretend-aws.ts';

function found(text: string, keyName: string, path: string | null = null): unknown {
  const value = lookUp(keyValues(JIRA, text), maskOf(JIRA, keyName, path));
  return value instanceof Secret ? value.reveal() : value;
}

it('a text is taken as it is', () => {
  expect(found('{"token":" a\\u0000b {{workato:sm:x}} "}', 'token')).toBe(' a\u0000b {{workato:sm:x}} ');
});

it('dots, colons and slashes in a key mean nothing: the key is verbatim', () => {
  const text = '{"prod.jira:secret/key":"right","prod":{"jira:secret/key":"wrong"}}';
  expect(found(text, 'prod.jira:secret/key')).toBe('right');
  expect(found('{"prod":{"jira":"wrong"}}', 'prod.jira')).toEqual({ code: 'key_not_found' });
});

it.each([
  ['true', 'true'],
  ['false', 'false'],
  ['0', '0'],
  ['-42', '-42'],
  ['1e3', '1000'],
  ['9007199254740991', '9007199254740991'],
])('%s becomes the text %s', (json, text) => {
  expect(found(`{"k":${json}}`, 'k')).toBe(text);
});

it.each([
  ['1.5', 'a number'],
  ['1e400', 'a number'],
  ['-1e400', 'a number'],
  ['9007199254740992', 'a number'],
  ['12345678901234567890', 'a number'],
  ['null', 'null'],
  ['{"a":"b"}', 'an object'],
  ['["b"]', 'an array'],
])('%s is not text: the type is named, never the value', (json, type) => {
  expect(found(`{"k":${json}}`, 'k')).toEqual({ code: 'value_not_text', found: type });
});

it('an empty text is told apart from a missing key', () => {
  expect(found('{"k":""}', 'k')).toEqual({ code: 'value_empty' });
  expect(found('{"k":"v"}', 'K')).toEqual({ code: 'key_not_found' });
});

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])('"%s" is not a key of a secret that does not hold it', (name) => {
  expect(found('{"k":{"j":"v"}}', name)).toEqual({ code: 'key_not_found' });
  expect(found('{"k":{"j":"v"}}', '', `/k/${name}`)).toEqual({ code: 'key_not_found' });
  expect(found('{"k":["v"]}', '', `/k/${name}`)).toEqual({ code: 'key_not_found' });
});

it.each(['constructor', '__proto__', 'toString'])('"%s" is a key of a secret that holds it', (name) => {
  expect(found(`{"${name}":"held","k":{"${name}":"inside"}}`, name)).toBe('held');
  expect(found(`{"${name}":"held","k":{"${name}":"inside"}}`, '', `/k/${name}`)).toBe('inside');
});

it('a path starts at the root of the secret and reaches into objects and arrays', () => {
  const text = '{"db":{"a/b":[{"p~w":"deep"},"second"]},"":{"":"empty names"}}';
  expect(found(text, '', '/db/a~1b/0/p~0w')).toBe('deep');
  expect(found(text, 'label', '/db/a~1b/1')).toBe('second');
  expect(found(text, '', '//')).toBe('empty names');
});

it.each(['/db/a/2', '/db/a/01', '/db/a/-', '/db/a/length', '/db/a/-1', '/db/a/1.0', '/db/a/0/x', '/nowhere/a', 'db'])('the path %s leads nowhere', (path) => {
  expect(found('{"db":{"a":["x","y"]}}', '', path)).toEqual({ code: 'key_not_found' });
});

it('a path that ends above the values names the type it ends at', () => {
  expect(found('{"db":{"a":["x"]}}', '', '')).toEqual({ code: 'value_not_text', found: 'an object' });
  expect(found('{"db":{"a":["x"]}}', '', '/db/a')).toEqual({ code: 'value_not_text', found: 'an array' });
});

it('people read the path where there is one, else the key', () => {
  expect([nameOf(maskOf(JIRA, 'k')), nameOf(maskOf(JIRA, '', '/a/b'))]).toEqual(['k', '/a/b']);
});
