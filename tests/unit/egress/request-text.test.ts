import { expect, it } from 'vitest';
import { isRequestTarget, isSendableHeader } from '../../../shared/egress/request-text.ts';

// Node would refuse most of these by itself; what is sent does not rest on that.
it.each([
  ['a line break', 'a\r\nx-evil: 1'],
  ['a line feed', 'a\nb'],
  ['NUL', 'a\0b'],
  ['an escape', 'a\u001bb'],
  ['DEL', 'a\u007fb'],
  ['a character beyond latin-1', 'tok€n'],
])('a header with %s cannot be sent', (_what, value) => {
  expect(isSendableHeader('authorization', value)).toBe(false);
});

it.each(['', 'Bearer a', 'a\tb', 'é', '\u00ff'])('a header %j can be sent', (value) => {
  expect(isSendableHeader('authorization', value)).toBe(true);
});

it.each(['', 'X-Key', 'x key', 'x:key', 'x\nkey', 'é'])('%j is no name of a header', (name) => {
  expect(isSendableHeader(name, 'a')).toBe(false);
});

it.each([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'forwarded',
  'x-forwarded-for',
])('the header %s is nobody’s but the probe’s', (name) => {
  expect(isSendableHeader(name, 'a')).toBe(false);
});

it.each(['', 'a', 'http://evil.test/', '/a b', '/a\r\nx: 1', '/a#b', '/é', '/\u007f'])('%j cannot stand in a request line', (text) => {
  expect(isRequestTarget(text)).toBe(false);
});

it.each(['/', '/a?b=c&d=%20', '/"'])('%j can stand in a request line', (text) => {
  expect(isRequestTarget(text)).toBe(true);
});

it.each(['x', 'x-host', 'hosts', 'x-te', 'forwarded-x', 'upgrades', 'proxyx', 'x.y_z~1'])('the header %s only looks like one of the probe’s', (name) => {
  expect(isSendableHeader(name, 'a')).toBe(true);
});
