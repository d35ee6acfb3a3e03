import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Answered, Asked, Mode, WorldMethods } from './protocol.ts';

/** A network in which every address there is leads to one process, which also runs the product. */
export type World = { readonly [Name in keyof WorldMethods]: (...args: Parameters<WorldMethods[Name]>) => Promise<ReturnType<WorldMethods[Name]>> } & {
  readonly mode: Mode;
  close(): Promise<void>;
};

// Routes of type "local" make every address this machine's own (Linux "AnyIP"): what is dialled, wherever it is, arrives.
const ENTER = `set -eu
mount --bind "$1/resolv.conf" /etc/resolv.conf
mount --bind "$1/hosts" /etc/hosts
if [ -e /etc/nsswitch.conf ]; then mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf; fi
if [ -d /var/run/nscd ]; then mount -t tmpfs none /var/run/nscd; fi
ip link set lo up
ip route add local 0.0.0.0/0 dev lo
ip -6 route add local ::/0 dev lo
shift
exec "$@"`;
/** Names are asked of files and the name server alone: a daemon that resolves would ask outside. */
const FILES = {
  'resolv.conf': 'nameserver 127.0.0.1\noptions timeout:20 attempts:1\n',
  hosts: '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
};

/** Starts one, in a namespace of its own where this machine lets us. `WORLD=recorded` does without, to see that it can. */
export async function startWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'world-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  const mode: Mode = process.env['WORLD'] !== 'recorded' && mayEnter(folder) ? 'namespace' : 'recorded';
  const isRecorded = mode === 'recorded';
  if (isRecorded) console.warn('No network namespace may be made here: dials are recorded, and names are asked of a resolver put in place of the system’s.');
  const inside = [process.execPath, new URL('world-process.ts', import.meta.url).pathname, mode, folder];
  const [command = '', ...args] = isRecorded ? inside : entering(folder, inside);
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { ready, ask } = talkingTo(child);
  await ready;
  const close = async (): Promise<void> => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    mode,
    close,
    plan: (plan) => ask('plan', plan),
    seen: () => ask('seen'),
    call: (route, body) => ask('call', route, body),
    askAws: (action, input) => ask('askAws', action, input),
    dialJudged: (host, port) => ask('dialJudged', host, port),
    fetchThrough: (library, url) => ask('fetchThrough', library, url),
  };
}

function entering(folder: string, command: readonly string[]): readonly string[] {
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  return ['unshare', ...asRoot, '--net', '--mount', 'sh', '-c', ENTER, 'sh', folder, ...command];
}

function mayEnter(folder: string): boolean {
  const [command = '', ...args] = entering(folder, ['true']);
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

type Talk = {
  readonly ready: Promise<unknown>;
  readonly ask: <Name extends keyof WorldMethods>(method: Name, ...args: Parameters<WorldMethods[Name]>) => Promise<ReturnType<WorldMethods[Name]>>;
};

function talkingTo(child: ChildProcess): Talk {
  // oxlint-disable-next-line typescript/no-explicit-any -- what a method answers, WorldMethods says
  const waiting = new Map<number, { readonly resolve: (value: any) => void; readonly reject: (error: Error) => void }>();
  const wait = <Value>(id: number): Promise<Value> => new Promise<Value>((resolve, reject) => waiting.set(id, { resolve, reject }));
  const ready = wait(0);
  let last = 0;
  child.on('message', ({ id, value, error }: Answered) => {
    if (error === undefined) waiting.get(id)?.resolve(value);
    else waiting.get(id)?.reject(new Error(error));
    waiting.delete(id);
  });
  child.once('exit', () => waiting.forEach(({ reject }) => reject(new Error('The world has ended.'))));
  return {
    ready,
    ask: (method, ...args) => {
      last += 1;
      child.send({ id: last, method, args } satisfies Asked);
      return wait(last);
    },
  };
}
