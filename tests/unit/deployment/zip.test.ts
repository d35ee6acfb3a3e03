import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { zip, type ZipEntry } from '../../../infra/bundle/zip.ts';

const ENTRIES: readonly ZipEntry[] = [
  { name: 'handler.mjs', bytes: Buffer.from('export const handler = () => {};\n'.repeat(2_000)) },
  { name: 'definitions/jira-cloud.json', bytes: Buffer.from('{"name":"Jira é"}') },
  { name: 'empty', bytes: new Uint8Array() },
];

/** Reads the directory at the end, then each file where the directory says. */
function unzip(archive: Buffer): readonly { readonly name: string; readonly text: string; readonly dosTime: number; readonly mode: number }[] {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  const files = [];
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < archive.readUInt16LE(end + 10); index += 1) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const nameLength = archive.readUInt16LE(at + 28);
    const local = archive.readUInt32LE(at + 42);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const bytes = inflateRawSync(archive.subarray(from, from + archive.readUInt32LE(at + 20)));
    expect(crc32(bytes)).toBe(archive.readUInt32LE(at + 16));
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    files.push({ name, text: bytes.toString('utf8'), dosTime: archive.readUInt16LE(at + 12), mode: archive.readUInt32LE(at + 38) >>> 16 });
    at += 46 + nameLength;
  }
  return files;
}

it('holds every file, sorted by name, readable for Lambda, without a time', () => {
  const files = unzip(zip(ENTRIES));
  expect(files.map(({ name }) => name)).toEqual(['definitions/jira-cloud.json', 'empty', 'handler.mjs']);
  expect(files.map(({ text }) => text)).toEqual(['{"name":"Jira é"}', '', Buffer.from(ENTRIES[0]!.bytes).toString()]);
  expect(files.every(({ dosTime, mode }) => dosTime === 0 && mode === 0o100644)).toBe(true);
});

it('is the same whatever the order of its files', () => {
  expect(zip(ENTRIES.toReversed()).equals(zip(ENTRIES))).toBe(true);
});

it('is a zip to a program that somebody else wrote', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  try {
    const file = join(folder, 'a.zip');
    writeFileSync(file, zip(ENTRIES));
    const listed = execFileSync(
      'python3',
      ['-c', 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(",".join(z.namelist()))', file],
      { encoding: 'utf8' },
    );
    expect(listed.trim()).toBe('definitions/jira-cloud.json,empty,handler.mjs');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    context.skip('python3 is not installed, so no other program has read our zips here');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
