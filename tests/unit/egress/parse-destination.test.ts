import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostLabel, isCanonicalHost, parseDestination } from '../../../shared/egress/parse-destination.ts';

it.each([
  ['https://acme.atlassian.net', { scheme: 'https', host: 'acme.atlassian.net', port: 443, path: '/' }],
  ['https://acme.atlassian.net/rest/api/2/', { scheme: 'https', host: 'acme.atlassian.net', port: 443, path: '/rest/api/2/' }],
  ['https://xn--mnchen-3ya.example:8443/a%2Fb', { scheme: 'https', host: 'xn--mnchen-3ya.example', port: 8443, path: '/a%2Fb' }],
  ['http://127.0.0.1:9443/x', { scheme: 'http', host: '127.0.0.1', port: 9443, path: '/x' }],
  ['https://[2001:db8::1]/', { scheme: 'https', host: '[2001:db8::1]', port: 443, path: '/' }],
  ['https://a-1.example:65535', { scheme: 'https', host: 'a-1.example', port: 65_535, path: '/' }],
  ['http://localhost', { scheme: 'http', host: 'localhost', port: 80, path: '/' }],
])('%s is read as it is written', (text, destination) => {
  expect(parseDestination(text)).toEqual(destination);
});

it.each([
  ['user info', 'https://user@acme.test/'],
  ['user info with a password', 'https://a:b@acme.test/'],
  ['a fragment', 'https://acme.test/#x'],
  ['a query', 'https://acme.test/?x'],
  ['a space', 'https://acme.test/a b'],
  ['a leading space', ' https://acme.test/'],
  ['a trailing line break', 'https://acme.test/\n'],
  ['a control character', 'https://acme.test/\u0000'],
  ['a backslash', 'https://acme.test\\x/'],
  ['a backslash in the path', 'https://acme.test/a\\b'],
  ['an upper-case scheme', 'HTTPS://acme.test/'],
  ['an upper-case host', 'https://Acme.test/'],
  ['a trailing dot', 'https://acme.test./'],
  ['an empty label', 'https://acme..test/'],
  ['a label that starts with a hyphen', 'https://-acme.test/'],
  ['a label that ends with a hyphen', 'https://acme-.test/'],
  ['a label of 64', `https://${'a'.repeat(64)}.test/`],
  ['a name of 254', `https://${'a.'.repeat(125)}test/`],
  ['an underscore in the host', 'https://a_b.test/'],
  ['a name that is not punycode', 'https://münchen.test/'],
  ['percent in the host', 'https://acme%2etest/'],
  ['an empty port', 'https://acme.test:/'],
  ['port 0', 'https://acme.test:0/'],
  ['a port with a leading zero', 'https://acme.test:0443/'],
  ['a port over 65535', 'https://acme.test:65536/'],
  ['two ports', 'https://acme.test:443:443/'],
  ['an octal address', 'https://0177.0.0.1/'],
  ['a hexadecimal address', 'https://0x7f.0.0.1/'],
  ['a short address', 'https://127.1/'],
  ['an address of one number', 'https://2130706433/'],
  ['an octet over 255', 'https://127.0.0.256/'],
  ['five octets', 'https://1.2.3.4.5/'],
  ['a name whose last label is a number', 'https://acme.1/'],
  ['a name whose last label is 0x', 'https://acme.0x/'],
  ['IPv6 that is not canonical', 'https://[2001:0db8::1]/'],
  ['IPv6 that could be shorter', 'https://[2001:db8:0:0:0:0:0:1]/'],
  ['IPv6 with a dotted tail', 'https://[::ffff:127.0.0.1]/'],
  ['IPv6 with a zone', 'https://[fe80::1%25lo]/'],
  ['IPv6 without brackets', 'https://2001:db8::1/'],
  ['an unclosed bracket', 'https://[2001:db8::1/'],
  ['no host', 'https:///x'],
  ['a scheme-relative form', '//acme.test/'],
  ['one slash', 'https:/acme.test/'],
  ['another scheme', 'ftp://acme.test/'],
  ['dot segments', 'https://acme.test/a/../b'],
  ['a dot segment at the end', 'https://acme.test/a/..'],
  ['an encoded dot segment', 'https://acme.test/a/%2E%2e/b'],
  ['a half-encoded dot segment', 'https://acme.test/.%2e/'],
  ['a broken escape', 'https://acme.test/%zz'],
  ['nothing', ''],
])('%s is refused, not repaired', (_what, text) => {
  expect(parseDestination(text)).toBeNull();
});

it('what is read is what WHATWG URL reads, character by character', () => {
  const part = fc.stringMatching(/^[a-z0-9:.[\]%/@\\#?\u00e4 -]{0,14}$/);
  fc.assert(
    fc.property(part, part, (host, path) => {
      const text = `https://${host}/${path}`;
      const destination = parseDestination(text);
      if (destination === null) return;
      const url = new URL(text);
      expect([url.hostname, url.port || '443', url.pathname]).toEqual([destination.host, String(destination.port), destination.path]);
    }),
    { numRuns: 5_000 },
  );
});

it('the time to refuse grows with the length of the text, not with its square', () => {
  // Squared, this many characters would not end within the time of any test.
  const long = `https://${'a.'.repeat(500_000)}b/${'%2'.repeat(500_000)}`;
  expect(parseDestination(long)).toBeNull();
});

it('a label names the port only where it is not the scheme’s own', () => {
  const labels = ['https://a.test', 'https://a.test:443', 'https://a.test:8443', 'http://a.test:80', 'http://a.test:443'].map((text) =>
    hostLabel(parseDestination(text)!),
  );
  expect(labels).toEqual(['a.test', 'a.test', 'a.test:8443', 'a.test', 'a.test:443']);
});

it('a bracket that opens an IPv6 host is closed at its end', () => {
  expect(['[::1]', '[::1', '[::1x', '[::1]x', '::1'].map(isCanonicalHost)).toEqual([true, false, false, false, false]);
});
