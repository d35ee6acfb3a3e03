import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDirectory } from '../../../infra/local/data-directory.ts';
import { openIssuer } from '../../../infra/local/issuer.ts';
import { openSeed } from '../../../infra/local/seed.ts';

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'data-')), '.local');
});

afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

it('keys and seeds are readable by their owner only', async () => {
  const data = openDirectory(folder);
  openSeed(data);
  await openIssuer(data, { url: () => '', now: () => 0 });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
  data.release();
  expect(readdirSync(folder).toSorted()).toEqual(['demo.json', 'issuer-key.pem']);
});

it('values are fresh for every folder and the same after a restart', () => {
  const first = openSeed(openDirectory(folder));
  expect(openSeed(openDirectory(folder))).toEqual(first);
  expect(openSeed(openDirectory(join(folder, 'other'))).account.token).not.toBe(first.account.token);
});

it('a folder that another running process holds is refused, one left by a process that died is not', async () => {
  openDirectory(folder).release();
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  try {
    writeFileSync(join(folder, 'stack.pid'), String(other.pid));
    expect(() => openDirectory(folder)).toThrow(`Another local stack (process ${other.pid}) uses`);
  } finally {
    const ended = new Promise((resolve) => other.once('exit', resolve));
    other.kill();
    await ended;
  }
  expect(() => openDirectory(folder)).not.toThrow();
});
