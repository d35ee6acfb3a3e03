import * as fc from 'fast-check';
import { listOf } from './world/lists.ts';

const PIECES = ['/', '..', '.', '%2e', '%2f', '%00', '\\', '?', '#', '&', '=', ':', '@', '//', ';', ',', '"', "'", '<', ' ', '\t', '\r\n', '\u0000', '\u2028'];
const WORDS = ['evil.test', 'Host: x', 'HTTP/1.1', '{{', '}}', '${token}', '\ud800', 'é', '€', '．', '／', 'a', '443', '[::1]', '127.0.0.1', 'x=1'];

/** Every text of the lists, in an order that gives each field some of each. */
export function hostileTexts(): readonly string[] {
  return ['naughty-strings', 'shared-host-paths', 'ssrf-urls', 'host-spellings', 'lookalike-hosts'].flatMap(listOf).filter((text) => text !== '');
}

export const HOSTILE_TEXT: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.array(fc.constantFrom(...PIECES, ...WORDS), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
);
