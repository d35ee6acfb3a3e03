export type KeyEncoding = 'utf8' | 'hex' | 'base64';

/** The bytes of a key, or null where it is empty or not written in its encoding: Buffer.from would stop at the first wrong character and say nothing. */
export function decodedKey(text: string, encoding: KeyEncoding): Buffer | null {
  const bytes = Buffer.from(text, encoding);
  const isWhole = encoding === 'hex' ? bytes.toString('hex') === text.toLowerCase() : encoding === 'utf8' || bytes.toString('base64') === text;
  return bytes.length > 0 && isWhole ? bytes : null;
}
