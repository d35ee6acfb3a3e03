import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildFunctions } from '../../../infra/bundle/build-functions.ts';
import { type Bundle, ROOT } from '../../../infra/bundle/bundle-function.ts';
import { bundleTable } from '../../../infra/bundle/bundle-table.ts';
import { INDEX_FILE, makeCatalogue } from '../../../shared/connectors/catalogue.ts';
import { freshToken } from '../../helpers/canary.ts';
import { FUNCTION_SETTINGS } from '../../helpers/function-settings.ts';

// PERFORMANCE row 6: Secrets Manager, STS, DynamoDB, Powertools Parameters, Logger and our code.
const ENTRY_BYTES = 295_000;
const CANARY = freshToken();
const SETTINGS = { ...FUNCTION_SETTINGS, WORKSPACE: 'main', AWS_REGION: 'us-east-1' };

let folders: readonly [string, string];
let bundles: readonly Bundle[];

beforeAll(async () => {
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', CANARY);
  vi.stubEnv('WORKSPACE', CANARY);
  folders = [await mkdtemp(join(tmpdir(), 'bundles-')), await mkdtemp(join(tmpdir(), 'bundles-again-'))];
  bundles = await buildFunctions(folders[0]);
  await buildFunctions(folders[1]);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

const textsOf = async (folder: string): Promise<readonly string[]> => {
  const files = await readdir(folder, { recursive: true });
  return Promise.all(files.filter((file) => file.endsWith('.mjs')).map((file) => readFile(join(folder, file), 'utf8')));
};

it('every folder of functions becomes one bundle', async () => {
  expect(bundles.map(({ name }) => name)).toEqual((await readdir(join(ROOT, 'functions'))).toSorted());
});

it(`the entry of test-connection is at most ${ENTRY_BYTES} bytes`, () => {
  const entryBytes = bundles.find(({ name }) => name === 'test-connection')?.entryBytes ?? 0;
  expect(entryBytes).toBeGreaterThan(100_000);
  expect(entryBytes).toBeLessThanOrEqual(ENTRY_BYTES);
});

it('the table names each function and what its entry is made of', () => {
  const lines = bundleTable(bundles).split('\n');
  expect(lines).toHaveLength(bundles.length + 1);
  expect(lines.find((line) => line.startsWith('test-connection'))).toMatch(/\d\d\d\.\d.*@smithy\/core \d+\.\d/);
});

it('manage-connections, which may read no secret, carries neither the client that reads them nor the one that assumes roles', () => {
  const origins = bundles.find(({ name }) => name === 'manage-connections')?.inputs.map(([origin]) => origin) ?? [];
  expect(origins).toContain('@aws-sdk/client-dynamodb');
  expect(origins.filter((origin) => /client-sts|client-secrets-manager|parameters$/.test(origin))).toEqual([]);
});

it('list-connectors, which has no right to a secret, carries no AWS client', () => {
  const origins = bundles.find(({ name }) => name === 'list-connectors')?.inputs.map(([origin]) => origin) ?? [];
  expect(origins.length).toBeGreaterThan(3);
  expect(origins.filter((origin) => /^@aws-sdk|^@smithy|parameters$/.test(origin))).toEqual([]);
});

it('list-connectors has the list of all connectors in one file, and every definition beside it', async () => {
  const folder = join(folders[0], 'list-connectors');
  const listed = makeCatalogue().list();
  expect(JSON.parse(await readFile(join(folder, INDEX_FILE), 'utf8'))).toEqual(listed);
  expect((await readdir(join(folder, 'definitions'))).toSorted()).toEqual(listed.map(({ id }) => `${id}.json`).toSorted());
});

it('console, which has no right to anything, carries no AWS client and no catalogue', () => {
  const origins = bundles.find(({ name }) => name === 'console')?.inputs.map(([origin]) => origin) ?? [];
  expect(origins).toContain('functions/console');
  expect(origins.filter((origin) => /^@aws-sdk|^@smithy|parameters$|^shared\/connectors/.test(origin))).toEqual([]);
});

it('send-notices carries the way out and what reads its key, and no client of tables, queues or events', () => {
  const origins = bundles.find(({ name }) => name === 'send-notices')?.inputs.map(([origin]) => origin) ?? [];
  expect(origins).toEqual(expect.arrayContaining(['shared/egress', 'shared/notices', '@aws-sdk/client-sts', '@aws-sdk/client-secrets-manager']));
  expect(origins.filter((origin) => /client-(?:dynamodb|sqs|eventbridge)|valibot|shared\/http$/.test(origin))).toEqual([]);
});

describe.each(['test-connection', 'manage-connections', 'list-connectors'])('%s', (name) => {
  it('is the same zip, byte for byte, when built again elsewhere', async () => {
    const [one, two] = await Promise.all(folders.map((folder) => readFile(join(folder, `${name}.zip`))));
    expect(one?.length).toBeGreaterThan(10_000);
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(true);
  });

  it('tells nothing of the machine it was built on: no path, nothing from its environment', async () => {
    for (const text of await textsOf(join(folders[0], name))) {
      expect([ROOT, homedir(), folders[0], 'node_modules/', CANARY].filter((place) => text.includes(place))).toEqual([]);
    }
  });

  it("imports Node's own modules only by process.getBuiltinModule, and never http2", async () => {
    for (const text of await textsOf(join(folders[0], name))) {
      expect(text.match(/(?:from|import)\s*\(?\s*["'](?:node:)?(?:https?|fs|crypto|stream|util|dns|net|tls|zlib|os|path|module)["']/g) ?? []).toEqual([]);
      expect(text).not.toMatch(/["'](?:node:)?(?:http2|undici|worker_threads|child_process)["']/);
    }
  });

  it('has the connector definitions beside it', async () => {
    const definitions = await readdir(join(folders[0], name, 'definitions'));
    expect(definitions.toSorted()).toEqual((await readdir(join(ROOT, 'shared/connectors/definitions'))).filter((file) => file.endsWith('.json')).toSorted());
  });

  it('loads neither undici nor http2 nor worker threads, and exports its handler', async () => {
    const url = pathToFileURL(join(folders[0], name, 'handler.mjs')).href;
    const script = `const { handler } = await import(${JSON.stringify(url)}); process.stdout.write(JSON.stringify([typeof handler, process.moduleLoadList]));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env: SETTINGS });
    const [type, loaded]: [string, string[]] = JSON.parse(stdout);
    expect(type).toBe('function');
    expect(loaded.length).toBeGreaterThan(50);
    expect(loaded.filter((module) => /undici|http2|worker_threads/.test(module))).toEqual([]);
  });
});
