import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, TEMPLATE_FILE } from './packaged.ts';

const SOURCES = ['functions', 'shared', 'infra/aws', 'infra/bundle', 'infra/package-plugin.ts', 'serverless.yml', 'package-lock.json'];

/** Builds and packages if that has not been done since the last change of a source. @throws Error when the build fails */
export async function ensureBuilt(log: (line: string) => void): Promise<void> {
  const folder = fileURLToPath(ROOT);
  if (isFresh(folder)) return;
  log('Building the functions …');
  const startedMs = performance.now();
  await packageFunctions(folder);
  log(`Built in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.`);
}

function isFresh(folder: string): boolean {
  const template = join(folder, TEMPLATE_FILE);
  const builtMs = existsSync(template) ? statSync(template).mtimeMs : 0;
  const hasBundles = readdirSync(join(folder, 'functions')).every((name) => existsSync(join(folder, '.build/functions', name, 'handler.mjs')));
  return hasBundles && SOURCES.every((source) => newestMs(join(folder, source)) <= builtMs);
}

function newestMs(path: string): number {
  const facts = statSync(path);
  if (!facts.isDirectory()) return facts.mtimeMs;
  return Math.max(facts.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

// The plugin in infra/package-plugin.ts bundles; osls writes the template that the stack reads.
function packageFunctions(folder: string): Promise<void> {
  const osls = fileURLToPath(import.meta.resolve('osls/bin/serverless.js'));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [osls, 'package', '--package', '.build/package'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`The build failed:\n${Buffer.concat(output).toString('utf8')}`))));
  });
}
