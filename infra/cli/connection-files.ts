import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ConnectionFile, isWrong, parseConnectionFile, type WrongFile } from './connection-file.ts';
import type { Result } from './report.ts';
import { StopError } from './world.ts';

const EXTENSION = /\.(?:json|ya?ml)$/i;
// What the API takes is 256 KiB; larger is not a connection file.
const MAX_FILE_BYTES = 1024 * 1024;

export type ReadFiles = { readonly files: readonly ConnectionFile[]; readonly wrong: readonly Result[] };

/**
 * Reads files and, under directories, every *.json, *.yaml and *.yml in the order of their names; hidden ones and links are left alone.
 * @throws StopError where a path does not exist, or a directory holds none
 */
export async function readConnectionFiles(paths: readonly string[], isNamed: boolean): Promise<ReadFiles> {
  const found = (await Promise.all(paths.map(filesAt))).flat();
  const all = await Promise.all([...new Set(found)].map((path) => readOne(path, isNamed)));
  return { files: all.filter((file): file is ConnectionFile => !isWrong(file)), wrong: all.filter(isWrong).map(wrongResult) };
}

function wrongResult({ path, findings }: WrongFile): Result {
  return { name: basename(path), file: path, outcome: 'wrong', findings };
}

async function filesAt(path: string): Promise<readonly string[]> {
  const stats = await stat(path).catch(() => null);
  if (!stats) throw new StopError(`There is nothing at ${path}, or you may not read it.`, 'Name a connection file or a directory of them.');
  if (!stats.isDirectory()) return [path];
  const inside = await filesUnder(path);
  if (inside.length === 0) throw new StopError(`There is no connection file in ${path}.`, 'A connection file ends in .json, .yaml or .yml.');
  return inside;
}

async function filesUnder(directory: string): Promise<readonly string[]> {
  const entries = (await readdir(directory, { withFileTypes: true }).catch(() => [])).filter((entry) => !entry.name.startsWith('.'));
  const sorted = entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const nested = sorted.map(async (entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return entry.isFile() && EXTENSION.test(entry.name) ? [path] : [];
  });
  return (await Promise.all(nested)).flat();
}

async function readOne(path: string, isNamed: boolean): Promise<ConnectionFile | WrongFile> {
  const text = await textOf(path);
  return text === null ? { path, findings: [unreadable()] } : parseConnectionFile({ path, text }, isNamed);
}

async function textOf(path: string): Promise<string | null> {
  const stats = await stat(path).catch(() => null);
  if (!stats || stats.size > MAX_FILE_BYTES) return null;
  return readFile(path, 'utf8').catch(() => null);
}

function unreadable(): WrongFile['findings'][number] {
  return {
    code: 'file_unreadable',
    message: 'The file cannot be read, or is larger than 1 MiB.',
    fix: { text: 'Check its permissions and its size.', commands: [] },
  };
}
