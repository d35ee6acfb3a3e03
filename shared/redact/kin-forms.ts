import { createHash } from 'node:crypto';

/** Of longer ones nothing that depends on all of it fits into a short text. */
const MOST_BYTES = 8 * 1024;
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** The ways in which a value may be written down beside those that the letters and digits of a text show anyway. */
export function kinFormsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'utf8');
  if (bytes.length > MOST_BYTES) return [value];
  const points = Array.from(value, (character) => character.codePointAt(0) ?? 0);
  const units = Array.from({ length: value.length }, (_, index) => value.charCodeAt(index).toString(16).padStart(4, '0'));
  const utf16 = Buffer.from(value, 'utf16le');
  return [
    value,
    Array.from(value).toReversed().join(''),
    value.replaceAll(/[a-z]/gi, rot13),
    bytes.toString('hex'),
    `x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('x')}`,
    `x${points.map((point) => point.toString(16)).join('x')}`,
    `u${units.join('u')}`,
    Array.from(bytes, (byte) => byte.toString(8).padStart(3, '0')).join(''),
    [...bytes].join(''),
    points.join(''),
    ...[bytes, utf16, Buffer.from(utf16).swap16(), Buffer.from(bytes.toString('base64'))].flatMap(base64Forms),
    base32(bytes),
    base58(bytes),
    ascii85(bytes),
    ...['md5', 'sha1', 'sha256'].flatMap((name) => digests(name, value)),
  ];
}

/** At each of the three alignments that it can have in a longer text, without what its neighbours share. */
function base64Forms(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    return encoded.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
  });
}

function digests(name: string, value: string): readonly string[] {
  const digest = createHash(name).update(value, 'utf8').digest();
  return [digest.toString('hex'), digest.toString('base64')];
}

function base32(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)] ?? '').join('');
}

/** Quadratic, so only of what could be shown whole. */
function base58(bytes: Buffer): string {
  let text = '';
  for (let rest = BigInt(`0x0${bytes.subarray(0, 128).toString('hex')}`); rest > 0n; rest /= 58n) text = `${BASE58[Number(rest % 58n)] ?? ''}${text}`;
  return text;
}

function ascii85(bytes: Buffer): string {
  const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  const digit = (word: number, place: number): string => String.fromCharCode(33 + (Math.floor(word / 85 ** place) % 85));
  return Array.from({ length: padded.length / 4 }, (_, at) => [4, 3, 2, 1, 0].map((place) => digit(padded.readUInt32BE(4 * at), place)).join('')).join('');
}

function rot13(letter: string): string {
  const code = letter.charCodeAt(0);
  return String.fromCharCode(code + (letter.toLowerCase() < 'n' ? 13 : -13));
}
