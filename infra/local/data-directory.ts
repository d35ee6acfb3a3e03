import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Small texts that outlive the process: keys, seeds, the clock. Readable by their owner only. */
export type DataDirectory = {
  /** Null where nothing is kept. */
  readonly path: string | null;
  read(name: string): string | null;
  write(name: string, text: string): void;
  /** Gives the folder back to the next stack. */
  readonly release: () => void;
};

const LOCK = 'stack.pid';

/** Keeps everything in memory: for tests, and gone with the process. */
export function memoryDirectory(): DataDirectory {
  const texts = new Map<string, string>();
  return { path: null, read: (name) => texts.get(name) ?? null, write: (name, text) => void texts.set(name, text), release: () => {} };
}

/**
 * The folder `path`, made if missing, mode 0700 with files of mode 0600.
 * @throws Error if another running process holds it
 */
export function openDirectory(path: string): DataDirectory {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  const holder = holderOf(path);
  if (holder !== null)
    throw new Error(`Another local stack (process ${holder}) uses ${path}. Stop it, or delete ${join(path, LOCK)} if that process is something else.`);
  const write = (name: string, text: string): void => replaceFile(join(path, name), text);
  write(LOCK, String(process.pid));
  return {
    path,
    read: (name) => (existsSync(join(path, name)) ? readFileSync(join(path, name), 'utf8') : null),
    write,
    release: () => rmSync(join(path, LOCK), { force: true }),
  };
}

/** The process that uses the folder and still runs, or null. */
export function holderOf(path: string): number | null {
  const file = join(path, LOCK);
  if (!existsSync(file)) return null;
  const holder = Number(readFileSync(file, 'utf8'));
  return Number.isSafeInteger(holder) && holder > 0 && holder !== process.pid && isRunning(holder) ? holder : null;
}

// Renamed into place, so that a stop in the middle leaves the old text, never half of the new one.
function replaceFile(file: string, text: string): void {
  const next = `${file}.next`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, file);
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
