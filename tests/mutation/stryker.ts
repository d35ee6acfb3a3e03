import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Room } from './rooms.ts';

/** A change of the code that no test noticed. */
export type Survivor = { readonly file: string; readonly line: number; readonly mutator: string; readonly replacement: string };
export type Mutated = { readonly killed: number; readonly all: number; readonly survivors: readonly Survivor[] };
type Status = 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'Ignored' | 'RuntimeError' | 'CompileError';
type Mutant = {
  readonly status: Status;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly location: { readonly start: { readonly line: number } };
};
type Report = { readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>> };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));
const STRYKER = `${HERE}node_modules/@stryker-mutator/core/bin/stryker.js`;
const BUILD = `${ROOT}.build/mutation/`;
/** "… 123/456 tested …" */
const TESTED = /(\d+)\/(\d+) tested/g;

/** Brings Stryker into its own folder, where it is not yet. @throws Error where it cannot be had */
export async function installStryker(): Promise<void> {
  // Not `npm ci`: the registry lacks a package for another platform that the lockfile would have to name.
  if (!existsSync(STRYKER)) await run('npm', { args: ['install', '--no-save', '--no-audit', '--no-fund'], cwd: HERE, env: {}, hear: () => {} });
}

/** Runs a room's tests against every mutant of it. @throws Error where its tests fail on what is there */
export async function mutate({ name, mutate: files, tests }: Room, tell: (done: number, all: number) => void): Promise<Mutated> {
  const report = `${BUILD}${name}.json`;
  const config = `${BUILD}${name}.config.json`;
  await mkdir(BUILD, { recursive: true });
  await writeFile(config, JSON.stringify(configOf(files, report)));
  const hear = (text: string): void => {
    const [, done = '', all = ''] = [...text.matchAll(TESTED)].at(-1) ?? [];
    if (all !== '') tell(Number(done), Number(all));
  };
  await run(process.execPath, { args: [STRYKER, 'run', config], cwd: ROOT, env: { MUTATION_TESTS: tests.join(' ') }, hear });
  const parsed: Report = JSON.parse(await readFile(report, 'utf8'));
  return countsOf(parsed);
}

function configOf(files: readonly string[], report: string): object {
  return {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'tests/mutation/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    // What is worked out when a file is loaded would need a new process for each mutant.
    ignoreStatic: true,
    concurrency: 2,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: report },
    mutate: files,
    tempDirName: '.build/stryker',
    // Stryker would read it with a compiler interface that TypeScript 7 has no more.
    tsconfigFile: 'none',
  };
}

function countsOf({ files }: Report): Mutated {
  const mutants = Object.entries(files).flatMap(([file, each]) => each.mutants.map((mutant) => ({ file, ...mutant })));
  const killed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const survivors = mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ file, mutatorName: mutator, replacement, location }) => ({ file, line: location.start.line, mutator, replacement }));
  return { killed, all: killed + survivors.length, survivors };
}

type Running = {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly hear: (text: string) => void;
};

function run(command: string, { args, cwd, env, hear }: Running): Promise<void> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  child.stdout.setEncoding('utf8').on('data', hear);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}.`))));
  });
}
