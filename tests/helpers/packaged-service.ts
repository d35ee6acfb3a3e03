import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { isJsonObject, type JsonObject } from '../../shared/json.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
// Seconds alone, a minute and more on a busy machine: whatever file packages, its tests and hooks are given the time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const COPIED = ['serverless.yml', 'package.json', 'infra', 'functions', 'shared'];

export type PackagedService = {
  /** A copy of the project, with `.build/functions` and `.build/package` in it. */
  readonly directory: string;
  readonly template: JsonObject;
  readonly remove: () => Promise<void>;
};

/**
 * Packages a copy of the project with osls as a deployment would, in an environment that holds nothing but PATH:
 * no credentials, no region, no home. A copy, since tests that run at the same time read the project's own `.build`.
 * @throws Error with what osls printed
 */
export async function packageService(parameters: Readonly<Record<string, string>> = {}): Promise<PackagedService> {
  const directory = await mkdtemp(join(tmpdir(), 'packaged-'));
  await Promise.all(COPIED.map((name) => cp(join(ROOT, name), join(directory, name), { recursive: true })));
  await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  const flags = Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  const osls = join(ROOT, 'node_modules/osls/bin/serverless.js');
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    await run([osls, 'package', '--package', '.build/package', ...flags], directory);
    const template: unknown = JSON.parse(await readFile(join(directory, '.build/package/cloudformation-template-update-stack.json'), 'utf8'));
    if (!isJsonObject(template)) throw new Error('The packaged template is not a JSON object.');
    return { directory, template, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function run(parameters: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...parameters], { cwd, env: { PATH: process.env['PATH'] } }, (error, stdout, stderr) => {
      if (error) reject(new Error(`osls package failed. ${stdout}${stderr}`));
      else resolve();
    });
  });
}
