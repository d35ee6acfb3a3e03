import { gunzipSync, inflateSync } from 'node:zlib';

/** Bytes that a text may stand for, and how. */
export type Blob = { readonly bytes: Buffer; readonly form: string };
/** `least`: shorter ones cannot hold what is looked for. `seen`: what was looked at before. */
type Wanted = { readonly least: number; readonly seen: Set<string> };
export type Blobs = (view: string, wanted: Wanted) => Iterable<Blob>;

const BASE64 = /[A-Za-z0-9+/_-]{5,}(?:\r?\n[ \t]?[A-Za-z0-9+/_-]{2,})*/g;
const HEX = /(?:[0-9a-f]{2}[\s:-]?){4,}/gi;
const CODES = /(?:0x[0-9a-f]{1,6}|\d{1,7})(?:[\s,;]+(?:0x[0-9a-f]{1,6}|\d{1,7})){3,}/gi;
const WORD = /[A-Za-z0-9]{6,}/g;
/** As far as JSON goes on: its own signs are letters of this alphabet too. */
const ASCII85 = /(?:(?!":|,")[!-u])+/g;
const QUOTED = /"((?:[^"\\\n]|\\.){5,})"|'([^'\n]{5,})'|[=:>(]([!-u]{5,})(?=[\s<)]|$)|(?:^|\s)([!-u]{5,})(?=\s|$)/g;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
/** Values of four characters are looked for. */
const SHORT = 8;
/** Its decoding takes the square of the length. */
const LONGEST_BASE58 = 2_000;
const LARGEST_UNPACKED = 1 << 24;

export function* base64Blobs(view: string, wanted: Wanted): Iterable<Blob> {
  for (const run of freshRuns(view, BASE64, wanted)) {
    const text = run.replaceAll(/\s/g, '');
    // Where it starts in a longer run is not known: at one of four places.
    for (let skipped = 0; skipped < 4; skipped += 1) yield { bytes: Buffer.from(text.slice(skipped), 'base64'), form: 'base64' };
    if (wanted.least > SHORT || !/[/_-]/.test(text)) continue;
    for (const part of text.split(/[/_-]+/)) if (part.length >= wanted.least) yield { bytes: Buffer.from(part, 'base64'), form: 'base64' };
  }
}

export function* hexBlobs(view: string, wanted: Wanted): Iterable<Blob> {
  for (const run of freshRuns(view, HEX, wanted)) {
    const digits = run.replaceAll(/[^0-9a-f]/gi, '');
    for (const text of [digits, digits.slice(1)]) yield { bytes: Buffer.from(text, 'hex'), form: 'hex' };
  }
}

/** Numbers in a row: octets, or code points. */
export function* codeBlobs(view: string, wanted: Wanted): Iterable<Blob> {
  for (const run of freshRuns(view, CODES, wanted)) {
    const codes = run.split(/[\s,;]+/).map(Number);
    if (codes.every((code) => code < 256)) yield { bytes: Buffer.from(codes), form: 'codes' };
    if (codes.every((code) => code <= 0x10ffff)) yield { bytes: Buffer.from(codes.map((code) => String.fromCodePoint(code)).join('')), form: 'codes' };
  }
}

export function* wordBlobs(view: string, wanted: Wanted): Iterable<Blob> {
  for (const word of freshRuns(view, WORD, wanted)) {
    if (/^[A-Za-z2-7]+$/.test(word)) yield { bytes: fromBase32(word.toUpperCase()), form: 'base32' };
    if (word.length <= LONGEST_BASE58 && !/[0OIl]/.test(word)) yield { bytes: fromBase58(word), form: 'base58' };
  }
}

export function* ascii85Blobs(view: string, wanted: Wanted): Iterable<Blob> {
  for (const run of freshRuns(view, ASCII85, wanted))
    for (let skipped = 0; skipped < 5; skipped += 1) yield { bytes: fromAscii85(run.slice(skipped)), form: 'ascii85' };
  if (wanted.least > SHORT) return;
  for (const run of freshRuns(view, QUOTED, wanted)) {
    const text = run.replaceAll(/^[\s"'=:>(]+(?:<~)?|(?:~>)?["']$/g, '');
    for (const each of [text, text.replaceAll(/\\(.)/g, '$1')]) yield { bytes: fromAscii85(each), form: 'ascii85' };
  }
}

/** The runs that were not met before, and are long enough. */
function* freshRuns(view: string, pattern: RegExp, { least, seen }: Wanted): Iterable<string> {
  for (const [run] of view.matchAll(pattern)) {
    const met = `${pattern.source.length} ${run}`;
    if (run.length < least || seen.has(met)) continue;
    seen.add(met);
    yield run;
  }
}

/** What bytes say once more: unpacked, and where asked for as UTF-16. */
export function* readingsOf({ bytes, form }: Blob, isWide: boolean): Iterable<{ readonly text: string; readonly form: string }> {
  yield { text: bytes.toString('utf8').replaceAll('\0', ''), form };
  const unpacked = unpack(bytes);
  if (unpacked) yield { text: unpacked.toString('utf8'), form: `${form} of gzip` };
  if (!isWide || bytes.length < 8) return;
  const even = bytes.subarray(0, bytes.length & ~1);
  yield { text: even.toString('utf16le'), form: `${form} of UTF-16` };
  yield { text: Buffer.from(even).swap16().toString('utf16le'), form: `${form} of UTF-16` };
}

function unpack(bytes: Buffer): Buffer | null {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip && !(bytes[0] === 0x78 && (bytes[1] === 0x9c || bytes[1] === 0xda))) return null;
  try {
    return (isGzip ? gunzipSync : inflateSync)(bytes, { maxOutputLength: LARGEST_UNPACKED });
  } catch {
    return null;
  }
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let [bits, count] = [0, 0];
  for (const character of text) {
    bits = ((bits << 5) | BASE32.indexOf(character)) & 0xfff;
    count += 5;
    if (count >= 8) bytes.push((bits >> (count -= 8)) & 0xff);
  }
  return Buffer.from(bytes);
}

function fromBase58(text: string): Buffer {
  const little: number[] = [];
  for (const character of text) {
    let carry = BASE58.indexOf(character);
    for (let index = 0; index < little.length; index += 1) {
      carry += little[index]! * 58;
      little[index] = carry & 0xff;
      carry >>= 8;
    }
    for (; carry > 0; carry >>= 8) little.push(carry & 0xff);
  }
  return Buffer.from(little.toReversed());
}

function fromAscii85(text: string): Buffer {
  const bytes = Buffer.alloc(Math.ceil(text.length / 5) * 4);
  let length = 0;
  for (let start = 0; start < text.length; start += 5) {
    const count = Math.min(5, text.length - start);
    let value = 0;
    for (let index = 0; index < 5; index += 1) value = value * 85 + (index < count ? text.charCodeAt(start + index) - 33 : 84);
    bytes.writeUInt32BE(value > 0xffffffff || value < 0 ? 0 : value, (start / 5) * 4);
    length += count - 1;
  }
  return bytes.subarray(0, length);
}
