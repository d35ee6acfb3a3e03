import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ended, start } from './children.ts';

/** A test that was run: its groups and then its title. */
export type RunTest = { readonly file: string; readonly path: readonly string[]; readonly status: 'passed' | 'failed' | 'other' };
export type TestRun = { readonly tests: readonly RunTest[]; /** Files that could not be run as a whole. */ readonly broken: readonly string[] };

type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly ancestorTitles: readonly string[]; readonly title: string; readonly status: string }[];
  }[];
};

export type RunOptions = {
  readonly env?: NodeJS.ProcessEnv;
  /** Nothing that is run takes as long; milliseconds. */
  readonly mostMs?: number;
  /** Told whenever a test has ended. */
  readonly onTest?: () => void;
};

const REPORT = '.build/report.json';

/** Runs test files of a copy of the project with vitest. @throws Error where it does not end in time or leaves no report */
export async function runTests(folder: string, files: readonly string[], { env, mostMs = 180_000, onTest }: RunOptions = {}): Promise<TestRun> {
  const report = join(folder, REPORT);
  const vitest = pathToFileURL(join(folder, 'node_modules/vitest/vitest.mjs')).href;
  const options = [
    '-c',
    join(folder, 'tests/vitest.config.ts'),
    '--reporter=json',
    `--outputFile=${report}`,
    ...(onTest ? ['--reporter=verbose'] : []),
    '--maxWorkers=1',
    '--no-cache',
  ];
  const child = start(vitest, { args: ['run', ...options, ...files], cwd: folder, isSilent: onTest === undefined, ...(env && { env }) });
  child.stdout?.setEncoding('utf8').on('data', (text: string) => text.match(/[✓×↓]/gu)?.forEach(() => onTest?.()));
  const limit = setTimeout(() => child.kill('SIGKILL'), mostMs);
  await ended(child);
  clearTimeout(limit);
  if (child.signalCode !== null) throw new Error(`The tests of ${files.join(', ')} did not end in ${mostMs / 1_000} s.`);
  return readReport(folder, await readFile(report, 'utf8'));
}

function readReport(folder: string, text: string): TestRun {
  const { testResults }: Report = JSON.parse(text);
  const fileOf = (name: string): string => name.slice(name.indexOf(folder) + folder.length + 1);
  return {
    tests: testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ ancestorTitles, title, status }) => ({ file: fileOf(name), path: [...ancestorTitles, title], status: statusOf(status) })),
    ),
    broken: testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).map(({ name }) => fileOf(name)),
  };
}

function statusOf(status: string): RunTest['status'] {
  return status === 'passed' || status === 'failed' ? status : 'other';
}
