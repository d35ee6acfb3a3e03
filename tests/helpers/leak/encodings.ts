import { createHash } from 'node:crypto';
import { ascii85, base32, base58, gzipped, hexOf, mimeWords, quotedPrintable, utf16, wrapped } from './encode-bytes.ts';
import { HTML_NAMES } from './html-names.ts';

export type Encode = (secret: string) => string;
type Rows = readonly (readonly [name: string, encode: Encode])[];

const bytesOf = (secret: string): Buffer => Buffer.from(secret, 'utf8');
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const perByte =
  (write: (byte: number) => string, join = ''): Encode =>
  (secret) =>
    [...bytesOf(secret)].map(write).join(join);
const unit = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
const json: Encode = (secret) => JSON.stringify(secret).slice(1, -1);
const digest =
  (name: string, encoding: 'hex' | 'base64'): Encode =>
  (secret) =>
    createHash(name).update(secret).digest(encoding);
/** From and to, as shares of its length. */
const piece =
  (from: number, to: number): Encode =>
  (secret) => {
    const characters = Array.from(secret);
    return characters.slice(Math.round(from * characters.length), Math.round(to * characters.length)).join('');
  };
const named = new Map([...HTML_NAMES].map(([name, character]) => [character, `&${name};`]));
const xmlNames = new Map(['amp', 'lt', 'gt', 'quot', 'apos'].map((name) => [HTML_NAMES.get(name)!, `&${name};`]));

const BASE64: Rows = [
  ['Basic', (secret) => `Basic ${base64(`user:${secret}`)}`],
  ['base64', base64],
  ['base64 without padding', (secret) => base64(secret).replaceAll('=', '')],
  ['base64url', (secret) => bytesOf(secret).toString('base64url')],
  ['base64 shifted by one byte', (secret) => base64(`x${secret}`)],
  ['base64 shifted by two bytes', (secret) => base64(`xy${secret}`)],
  ['base64 inside a longer blob', (secret) => base64(`{"user":"ada","password":"${secret}","realm":"example"}`)],
  ['base64 wrapped as MIME', (secret) => wrapped(base64(`authorization: token ${secret}; and some more of the header\n`), 76)],
  ['base64 twice', (secret) => base64(base64(secret))],
  ['base64 of UTF-16LE', (secret) => base64(utf16(secret, 'LE'))],
  ['base64 of UTF-16BE', (secret) => base64(utf16(secret, 'BE'))],
  ['gzip + base64', (secret) => gzipped(bytesOf(secret))],
];

const HEX: Rows = [
  ['hex, lower', perByte(hexOf)],
  ['hex, upper', (secret) => perByte(hexOf)(secret).toUpperCase()],
  ['hex with colons', perByte(hexOf, ':')],
  ['hex with spaces', perByte(hexOf, ' ')],
  ['\\x escapes', perByte((byte) => `\\x${hexOf(byte)}`)],
  ['octal escapes', perByte((byte) => `\\${byte.toString(8).padStart(3, '0')}`)],
];

const URL_AND_JSON: Rows = [
  ['encodeURIComponent', encodeURIComponent],
  ['encodeURI', encodeURI],
  ['form', (secret) => new URLSearchParams({ v: secret }).toString().slice(2)],
  ['percent, lower hex', (secret) => encodeURIComponent(secret).replaceAll(/%../g, (escape) => escape.toLowerCase())],
  ['percent, every byte', perByte((byte) => `%${hexOf(byte).toUpperCase()}`)],
  ['percent, twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['JSON', json],
  ['JSON with \\/', (secret) => json(secret).replaceAll('/', '\\/')],
  ['JSON, \\u for all', (secret) => secret.split('').map(unit).join('')],
  ['JSON, ASCII only', (secret) => json(secret).replaceAll(/[^\x20-\x7e]/g, unit)],
  ['JSON with \\u003c', (secret) => json(secret).replaceAll(/[<>&'=/+]/g, unit)],
  ['JSON in JSON', (secret) => json(json(secret))],
];

const QUOTED: Rows = [
  [
    'HTML, named',
    (secret) =>
      Array.from(secret)
        .map((character) => named.get(character) ?? character)
        .join(''),
  ],
  [
    'HTML, decimal',
    (secret) =>
      Array.from(secret)
        .map((character) => `&#${character.codePointAt(0)};`)
        .join(''),
  ],
  [
    'HTML, hex',
    (secret) =>
      Array.from(secret)
        .map((character) => `&#x${character.codePointAt(0)!.toString(16)};`)
        .join(''),
  ],
  [
    'XML',
    (secret) =>
      Array.from(secret)
        .map((character) => xmlNames.get(character) ?? character)
        .join(''),
  ],
  ['CDATA, split', (secret) => `<![CDATA[${piece(0, 0.5)(secret)}]]><![CDATA[${piece(0.5, 1)(secret)}]]>`],
  ['CSV', (secret) => `"${secret.replaceAll('"', '""')}"`],
  ['SQL', (secret) => `'${secret.replaceAll("'", "''")}'`],
  ['shell', (secret) => `'${secret.replaceAll("'", `'\\''`)}'`],
  ['repr', (secret) => `'${secret.replaceAll(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`],
  ['quoted-printable', (secret) => quotedPrintable(bytesOf(secret))],
  ['MIME words', mimeWords],
];

const ALTERED: Rows = [
  ['lower case', (secret) => secret.toLowerCase()],
  ['upper case', (secret) => secret.toUpperCase()],
  ['reversed', (secret) => Array.from(secret).toReversed().join('')],
  ['rot13', (secret) => secret.replaceAll(/[a-z]/gi, (letter) => String.fromCodePoint(letter.codePointAt(0)! + (letter.toLowerCase() < 'n' ? 13 : -13)))],
  ['NFD', (secret) => secret.normalize('NFD')],
  ['full-width', (secret) => secret.replaceAll(/[!-~]/g, (character) => String.fromCodePoint(character.codePointAt(0)! + 0xfee0))],
  ['trimmed', (secret) => secret.trim()],
  ['wrapped at 20', (secret) => wrapped(secret, 20)],
  ['spaced', (secret) => Array.from(secret).join(' ')],
  ['with zero-width spaces', (secret) => Array.from(secret).join('\u200b')],
  ['with NUL between', (secret) => Array.from(secret).join('\0')],
  ['first 75 %', piece(0, 0.75)],
  ['last 75 %', piece(0.25, 1)],
  ['middle 50 %', piece(0.25, 0.75)],
  ['array of characters', (secret) => JSON.stringify(Array.from(secret))],
  ['array of codes', (secret) => JSON.stringify([...bytesOf(secret)])],
];

const OTHERS: Rows = [
  ['base32', (secret) => base32(bytesOf(secret))],
  ['base58', (secret) => base58(bytesOf(secret))],
  ['ascii85', (secret) => ascii85(bytesOf(secret))],
  ...['md5', 'sha1', 'sha256'].flatMap((name): Rows => [
    [`${name}, hex`, digest(name, 'hex')],
    [`${name}, base64`, digest(name, 'base64')],
  ]),
];

/** The ways in which a secret may be written down, by name. */
export const ENCODINGS: ReadonlyMap<string, Encode> = new Map([
  ['raw', (secret: string) => secret],
  ...BASE64,
  ...HEX,
  ...URL_AND_JSON,
  ...QUOTED,
  ...ALTERED,
  ...OTHERS,
]);
