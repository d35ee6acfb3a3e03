import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleFunction, ROOT } from '../../../infra/bundle/bundle-function.ts';

/** All scripts together, packed as they go out. */
const SCRIPT_BYTES = 60_000;
const ISSUER = 'https://login.example.com/main';
const CLIENT = '"><script>x</script>';

type Handler = (event: object) => Promise<APIGatewayProxyStructuredResultV2>;

let folder: string;
let handler: Handler;
let files: ReadonlyMap<string, Buffer>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-'));
  await bundleFunction({ name: 'console', entry: 'functions/console/handler.ts' }, folder);
  const names = await readdir(join(folder, 'console/assets'));
  files = new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, 'console/assets', name))] as const)));
  for (const [name, value] of Object.entries({
    OIDC_ISSUER: ISSUER,
    OIDC_AUDIENCE: 'smr',
    CONSOLE_CLIENT_ID: CLIENT,
    CONSOLE_TOKEN_ORIGIN: 'https://token.example.com',
  }))
    vi.stubEnv(name, value);
  handler = (await import(pathToFileURL(join(folder, 'console/handler.mjs')).href)).handler;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<{ status: number; headers: Record<string, unknown>; bytes: Buffer }> {
  const name = path.startsWith('/assets/')
    ? { routeKey: 'GET /assets/{name}', pathParameters: { name: decodeURIComponent(path.slice(8)) } }
    : { routeKey: `GET ${path}` };
  const { statusCode = 0, headers: told = {}, body = '', isBase64Encoded } = await handler({ ...name, headers, requestContext: { requestId: 'r-1' } });
  return { status: statusCode, headers: told, bytes: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') };
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self' https://login.example.com https://token.example.com",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

it(`its scripts are at most ${SCRIPT_BYTES} bytes in all`, () => {
  const scripts = [...files].filter(([name]) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(3);
  expect(scripts.reduce((sum, [, bytes]) => sum + gzipSync(bytes, { level: 9 }).length, 0)).toBeLessThanOrEqual(SCRIPT_BYTES);
});

it('what is loaded before the first page is opened holds no page', async () => {
  const { script, chunks }: { script: string; chunks: readonly string[] } = JSON.parse(await readFile(join(folder, 'console/assets.json'), 'utf8'));
  const first = [script, ...chunks].map((name) => files.get(name)?.toString('utf8') ?? '').join('');
  expect(first).toContain('import("./connections-page-');
  expect(first).not.toContain('Steps of the test');
  expect(first).not.toContain('Last verified');
});

it('its files tell nothing of the machine they were built on', () => {
  for (const bytes of files.values()) expect([ROOT, homedir(), folder, 'node_modules/'].filter((place) => bytes.includes(place))).toEqual([]);
});

it('is made the same way again, byte for byte', async () => {
  const again = await mkdtemp(join(tmpdir(), 'console-again-'));
  await bundleFunction({ name: 'console', entry: 'functions/console/handler.ts' }, again);
  expect((await readFile(join(again, 'console.zip'))).equals(await readFile(join(folder, 'console.zip')))).toBe(true);
  await rm(again, { recursive: true });
});

describe.each(['/', '/assets/nothing.js', '/elsewhere'])('what is answered at %s', (path) => {
  it('runs our own files only, is shown in no frame, and leaves no cookie', async () => {
    const { headers } = await get(path);
    expect(headers).toMatchObject({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(Object.keys(headers).filter((name) => /cookie|access-control/.test(name))).toEqual([]);
  });
});

it('the page names files that are there, and holds the settings as text, whatever they are', async () => {
  const { status, headers, bytes } = await get('/');
  const page = bytes.toString('utf8');
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, 'text/html; charset=utf-8', 'no-cache']);
  const named = [...page.matchAll(/\/assets\/([\w.-]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThanOrEqual(3);
  expect(named.filter((name) => !files.has(name))).toEqual([]);
  expect(page).toContain('content="&quot;>&lt;script>x&lt;/script>"');
  expect(page.match(/<script/g)).toHaveLength(1);
});

it('every file is served as what it is, may be kept forever, and changes its name with its text', async () => {
  for (const [name, expected] of files) {
    const { status, headers, bytes } = await get(`/assets/${name}`);
    expect([status, bytes.equals(expected)]).toEqual([200, true]);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(String(headers['content-type'])).toMatch(/^(?:text\/(?:javascript|css); charset=utf-8|image\/svg\+xml)$/);
    expect(name).toMatch(/-[A-Z0-9]{8}\.(?:js|css|svg)$/);
  }
  expect(new Set([...files.values()].map((bytes) => createHash('sha256').update(bytes).digest('hex'))).size).toBe(files.size);
});

it('a file is packed for a browser that says it takes that', async () => {
  const [name = '', expected] = [...files].find(([each]) => each.endsWith('.js')) ?? [];
  const { headers, bytes } = await get(`/assets/${name}`, { 'accept-encoding': 'gzip, deflate, br' });
  expect([headers['content-encoding'], headers['vary'], gunzipSync(bytes).equals(expected!)]).toEqual(['gzip', 'accept-encoding', true]);
});

it.each(['../handler.mjs', '..%2Fassets.json', '', '__proto__', 'constructor', 'main'])('there is no file "%s"', async (name) => {
  const { status, bytes } = await get(`/assets/${name}`);
  expect([status, JSON.parse(bytes.toString('utf8')).code]).toEqual([404, 'not_found']);
});
