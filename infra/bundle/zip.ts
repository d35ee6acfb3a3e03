import { crc32, deflateRawSync } from 'node:zlib';

export type ZipEntry = { readonly name: string; readonly bytes: Uint8Array };

/** 1980-01-01, the earliest date of the format: a zip made again from the same files is the same, byte for byte. */
const DOS_DATE = 0x0021;
const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
/** Format version 2.0; in "made by", the high byte 3 is Unix, so that the mode below is read. */
const VERSION = 20;
const REGULAR_FILE_0644 = (0o100644 << 16) >>> 0;
const LOCAL_FILE = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;

/** A deterministic zip of files under 4 GiB: sorted by name, no dates, no owner. Source: PKWARE APPNOTE 6.3.10. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = Buffer.from(entry.name);
    const packed = deflateRawSync(entry.bytes, { level: 9 });
    const common = commonHeader({ name, packed, bytes: entry.bytes });
    locals.push(Buffer.concat([numbers([LOCAL_FILE, 4]), common, numbers([0, 2]), name, packed]));
    directory.push(Buffer.concat([numbers([DIRECTORY_ENTRY, 4], [(3 << 8) | VERSION, 2]), common, directoryTail(offset), name]));
    offset += locals.at(-1)?.length ?? 0;
  }
  const index = Buffer.concat(directory);
  const end = numbers([END_OF_DIRECTORY, 4], [0, 2], [0, 2], [entries.length, 2], [entries.length, 2], [index.length, 4], [offset, 4], [0, 2]);
  return Buffer.concat([...locals, index, end]);
}

/** What a file's local header and its directory entry have in common, up to the length of its name. */
function commonHeader(file: { readonly name: Buffer; readonly packed: Buffer; readonly bytes: Uint8Array }): Buffer {
  const sizes: readonly Field[] = [
    [crc32(file.bytes), 4],
    [file.packed.length, 4],
    [file.bytes.length, 4],
    [file.name.length, 2],
  ];
  return numbers([VERSION, 2], [UTF8_NAMES, 2], [DEFLATE, 2], [0, 2], [DOS_DATE, 2], ...sizes);
}

/** No extra field, no comment, first disk, binary, mode, and where the local header starts. */
function directoryTail(offset: number): Buffer {
  return numbers([0, 2], [0, 2], [0, 2], [0, 2], [REGULAR_FILE_0644, 4], [offset, 4]);
}

type Field = readonly [value: number, bytes: 2 | 4];

function numbers(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}
