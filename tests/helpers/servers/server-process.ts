import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real server of somebody else's, on loopback, in a folder of its own, stopped by its pid. */
export type RunningServer = { readonly port: number; readonly folder: string; readonly output: () => string; readonly stop: () => Promise<void> };
export type ServerPlan = {
  /** Where its program is, or undefined where it is not installed: then the suite is skipped by name. */
  readonly program: string;
  readonly args: (at: { readonly port: number; readonly folder: string }) => readonly string[];
  /** Done before it starts, in its folder, as its user. */
  readonly prepare?: (at: { readonly port: number; readonly folder: string; readonly run: (program: string, args: readonly string[]) => void }) => void;
  /** For a server that logs users of the machine in; it stays root then, and is skipped by name where the tests are not. */
  readonly asRoot?: true;
  /** What it writes when it takes logins, where it opens its port earlier. */
  readonly isReady?: RegExp;
  readonly env?: (at: { readonly port: number; readonly folder: string }) => NodeJS.ProcessEnv;
  /** Ports that it listens at besides its own. */
  readonly further?: readonly HeldPort[];
};
/** A free port of loopback that nobody else can be given until it is let go. */
export type HeldPort = { readonly port: number; readonly letGo: () => Promise<void> };

const PLACES = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/usr/local/sbin', '/usr/lib/rabbitmq/bin'];
const CERTIFICATES = new URL('../../fixtures/tls/', import.meta.url);
/** Many servers refuse to run as root: "nobody" has the same number on Debian, Fedora and Alpine but for its group. */
export const NOBODY = 65_534;
const START_MS = 60_000;

/** The program of a server by name, in the usual places; says by name what is skipped where there is none. */
export function programOf(name: string, further: readonly string[] = []): string | undefined {
  const path = [...further, ...PLACES, ...(process.env['PATH'] ?? '').split(':')].map((place) => join(place, name)).find((file) => existsSync(file));
  if (path === undefined) console.warn(`SKIPPED: ${name} is not installed, so its part of this suite does not run.`);
  return path;
}

/** The folders of Debian's that end with a version: `/usr/lib/postgresql/15/bin`. */
export function versionsIn(folder: string, below: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).map((version) => join(folder, version, below)) : [];
}

export async function startServer(plan: ServerPlan): Promise<RunningServer> {
  const isRoot = isToLeaveRoot(plan);
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const folder = folderWithCertificates(isRoot);
  const held = await holdPort();
  const { port } = held;
  const env = { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C', ...plan.env?.({ port, folder }) };
  const run = (program: string, args: readonly string[]): void => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8', ...user });
    if (status !== 0) throw new Error(`${program} ended with ${status}: ${stdout}${stderr}`);
  };
  try {
    plan.prepare?.({ port, folder, run });
  } finally {
    await Promise.all([held, ...(plan.further ?? [])].map(({ letGo }) => letGo()));
  }
  const child = spawn(plan.program, plan.args({ port, folder }), { cwd: folder, env, ...user });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const output = (): string => Buffer.concat(chunks).toString();
  const stop = async (): Promise<void> => {
    await stopped(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const { isReady = /(?:)/ } = plan;
    await listening(port, { child, isReady: () => isReady.test(output()) });
  } catch (error) {
    await stop();
    throw new Error(`${plan.program} did not start: ${output()}`, { cause: error });
  }
  return { port, folder, output, stop };
}

function folderWithCertificates(isForNobody: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'server-'));
  for (const name of ['good.pem', 'good.key.pem', 'ca.pem', 'expired.pem', 'expired.key.pem', 'wrong-name.pem', 'wrong-name.key.pem'])
    copyFileSync(new URL(name, CERTIFICATES), join(folder, name));
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o600);
  if (isForNobody) for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) chownSync(path, NOBODY, NOBODY);
  return folder;
}

function isToLeaveRoot({ asRoot }: ServerPlan): boolean {
  return asRoot !== true && process.getuid?.() === 0;
}

export async function holdPort(): Promise<HeldPort> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const letGo = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    await closed;
  };
  return { port: address.port, letGo };
}

type Starting = { readonly child: ChildProcess; readonly isReady: () => boolean };

/** A port is open when somebody answers there; there is no event of another process to wait for. */
async function listening(port: number, { child, isReady }: Starting): Promise<void> {
  const endsAt = performance.now() + START_MS;
  while (performance.now() < endsAt && child.exitCode === null) {
    const socket = connect({ port, host: '127.0.0.1' });
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen && isReady()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(child.exitCode === null ? 'nobody listens' : `it ended with ${child.exitCode}`);
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}
