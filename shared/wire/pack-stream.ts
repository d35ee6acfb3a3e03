/** What a login has to say: texts, small numbers, and maps of few of them. */
export type Packed = string | number | { readonly [name: string]: Packed };

/** PackStream: https://neo4j.com/docs/bolt/current/packstream/. Numbers from 0 to 127, maps of up to 15 entries. */
export function packed(value: Packed): Buffer {
  if (typeof value === 'number') return Buffer.of(value);
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    const head = Buffer.alloc(5, 0xd2);
    head.writeUInt32BE(bytes.length, 1);
    return Buffer.concat([bytes.length < 16 ? Buffer.of(0x80 + bytes.length) : head, bytes]);
  }
  const entries = Object.entries(value);
  return Buffer.concat([Buffer.of(0xa0 + entries.length), ...entries.flatMap(([name, each]) => [packed(name), packed(each)])]);
}

/** A map of few texts, as a failure is told by. @throws Error for anything else */
export function unpackedTexts(bytes: Buffer): ReadonlyMap<string, string> {
  const [head = 0] = bytes;
  if (head >> 4 !== 0xa) throw new Error('no map of texts');
  const texts: string[] = [];
  let at = 1;
  for (let left = (head & 0xf) * 2; left > 0; left -= 1) {
    const { text, end } = textAt(bytes, at);
    texts.push(text);
    at = end;
  }
  return new Map(texts.flatMap((text, index) => (index % 2 === 0 ? [[text, texts[index + 1] ?? ''] as const] : [])));
}

function textAt(bytes: Buffer, at: number): { readonly text: string; readonly end: number } {
  const { head, length } = lengthAt(bytes, at);
  const end = at + head + length;
  if (end > bytes.length) throw new Error('a text that ends too early');
  return { text: bytes.toString('utf8', at + head, end), end };
}

function lengthAt(bytes: Buffer, at: number): { readonly head: number; readonly length: number } {
  const marker = bytes.readUInt8(at);
  if (marker >> 4 === 0x8) return { head: 1, length: marker & 0xf };
  if (marker === 0xd0) return { head: 2, length: bytes.readUInt8(at + 1) };
  if (marker === 0xd1) return { head: 3, length: bytes.readUInt16BE(at + 1) };
  if (marker === 0xd2) return { head: 5, length: bytes.readUInt32BE(at + 1) };
  throw new Error('no text');
}
