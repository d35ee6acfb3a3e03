import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const running = new Set<ChildProcess>();
const folders = new Set<string>();
// What a proof has started and made ends with it, however it ends.
process.on('exit', () => {
  running.forEach((child) => child.kill('SIGKILL'));
  folders.forEach(remove);
});

/** Does something in a folder of its own, which is gone afterwards. */
export async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'smr-prove-'));
  folders.add(folder);
  try {
    return await act(folder);
  } finally {
    remove(folder);
    folders.delete(folder);
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

type StartOptions = { readonly args: readonly string[]; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string; readonly isSilent?: boolean };

/** A module of this folder, or of a file URL, as a process of its own; its standard output is a pipe and its errors are ours, unless it is silent. */
export function start(module: string, { args, env, cwd, isSilent = false }: StartOptions): ChildProcess {
  const child = fork(new URL(module, import.meta.url), [...args], {
    env: { ...process.env, ...env },
    ...(cwd !== undefined && { cwd }),
    stdio: isSilent ? ['ignore', 'ignore', 'ignore', 'ipc'] : ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** The next message that a child sends. @throws Error if it ends before it sends one */
export async function messageOf(child: ChildProcess): Promise<unknown> {
  const gone = new AbortController();
  const isGone = once(child, 'exit', { signal: gone.signal }).then(
    () => Promise.reject(new Error(`A process of the proof ended too early: ${child.spawnargs.at(1) ?? ''}`)),
    () => new Promise<never>(() => {}),
  );
  try {
    const [message]: readonly unknown[] = await Promise.race([once(child, 'message'), isGone]);
    return message;
  } finally {
    gone.abort();
  }
}

/** Until it has ended by itself, or by `kill`. */
export async function ended(child: ChildProcess, kill?: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  if (kill) child.kill(kill);
  await exit;
}
