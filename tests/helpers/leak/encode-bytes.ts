import { gzipSync } from 'node:zlib';

// How others write bytes down; nothing here is used to find them again.

export function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = (bits.match(/.{1,5}/g) ?? []).map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(five.padEnd(5, '0'), 2)));
  return letters.join('').padEnd(Math.ceil(letters.length / 8) * 8, '=');
}

export function base58(bytes: Buffer): string {
  let text = '';
  for (let rest = BigInt(`0x${bytes.toString('hex') || '0'}`); rest > 0n; rest /= 58n)
    text = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'.charAt(Number(rest % 58n)) + text;
  return text;
}

export function ascii85(bytes: Buffer): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 4) {
    const four = bytes.subarray(start, start + 4);
    const value = Buffer.concat([four, Buffer.alloc(4 - four.length)]).readUInt32BE();
    const group = [85 ** 4, 85 ** 3, 85 ** 2, 85, 1].map((power) => String.fromCharCode(33 + (Math.floor(value / power) % 85))).join('');
    text += group.slice(0, four.length + 1);
  }
  return text;
}

export function quotedPrintable(bytes: Buffer): string {
  const pieces = [...bytes].map((byte) => (byte > 32 && byte < 127 && byte !== 61 ? String.fromCharCode(byte) : `=${hexOf(byte).toUpperCase()}`));
  const lines: string[] = [''];
  for (const piece of pieces) {
    if (lines.at(-1)!.length + piece.length > 75) lines.push('');
    lines[lines.length - 1] += piece;
  }
  return lines.join('=\r\n');
}

/** Encoded words of at most 75 characters, split between characters (RFC 2047). */
export function mimeWords(text: string): string {
  const pieces: string[] = [''];
  for (const character of text) {
    if (Buffer.byteLength(pieces.at(-1) + character) > 45) pieces.push('');
    pieces[pieces.length - 1] += character;
  }
  return pieces.map((piece) => `=?UTF-8?B?${Buffer.from(piece).toString('base64')}?=`).join('\r\n ');
}

export function wrapped(text: string, width: number): string {
  return Array.from({ length: Math.ceil(text.length / width) }, (_, line) => text.slice(line * width, (line + 1) * width)).join('\r\n');
}

export function utf16(text: string, order: 'LE' | 'BE'): Buffer {
  const little = Buffer.from(text, 'utf16le');
  return order === 'LE' ? little : little.swap16();
}

export function gzipped(bytes: Buffer): string {
  return gzipSync(bytes).toString('base64');
}

export function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
