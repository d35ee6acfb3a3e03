import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Written aside, flushed and renamed into place: a stop in the middle leaves the old file, never half of the new one. Only its owner may read it. */
export function replaceFile(path: string, text: string): void {
  const next = `${path}.${process.pid}.next`;
  // Its mode counts only for a file that is new.
  rmSync(next, { force: true });
  const file = openSync(next, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
}
