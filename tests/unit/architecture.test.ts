import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;

function sourcesOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

type Import = { readonly from: string; readonly to: string; readonly isTypeOnly: boolean };

function importsOf(file: string): readonly Import[] {
  const found = textOf(file).matchAll(/^(?:import|export)\s+(type\s+)?[^'";]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|^import '([^']+)'/gm);
  return [...found].map(([, type, from, dynamic, bare]) => {
    const target = from ?? dynamic ?? bare ?? '';
    return { from: file, to: target.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), target)) : target, isTypeOnly: type !== undefined };
  });
}

const SHARED = sourcesOf('shared');
const FUNCTIONS = sourcesOf('functions');
const ALL = [...SHARED, ...FUNCTIONS];
const roomOf = (file: string): string => file.split('/').slice(0, -1).join('/');
/** What runs in browsers, in folders of its own. */
const APP = FUNCTIONS.filter((file) => file.startsWith('functions/console/app/'));
const breaches = (imports: readonly Import[]): readonly string[] => imports.map((each) => `${each.from} → ${each.to}`);

it('the sources and their imports are found', () => {
  expect(SHARED.length).toBeGreaterThan(40);
  expect(importsOf('shared/verify.ts').length).toBeGreaterThan(8);
});

it('shared imports neither functions nor infra nor tests', () => {
  expect(breaches(SHARED.flatMap(importsOf).filter(({ to }) => /^(?:functions|infra|tests)\//.test(to)))).toEqual([]);
});

it('functions import only shared, and never each other', () => {
  const inside = FUNCTIONS.flatMap(importsOf).filter(({ to }) => /^(?:functions|infra|tests)\//.test(to));
  const lambdaOf = (file: string): string => file.split('/').slice(0, 2).join('/');
  expect(breaches(inside.filter(({ from, to }) => lambdaOf(from) !== lambdaOf(to)))).toEqual([]);
});

it('the rooms of shared know only the types of each other, the path excepted', () => {
  // What one room may call of another, beside errors and json. Whoever adds a line here explains it in the commit.
  const mayCall: Readonly<Record<string, readonly string[]>> = {
    'shared/masks': ['shared/secrets'],
    'shared/secrets': ['shared/masks'],
    'shared/redact': [],
    'shared/connectors': ['shared/egress', 'shared/masks', 'shared/secrets'],
    'shared/connectors/signers': ['shared/connectors', 'shared/secrets'],
    'shared/egress': ['shared/masks'],
    'shared/connections': ['shared/masks', 'shared/connectors', 'shared/runs', 'shared/tables'],
    // The wording of warnings is loaded only where there are some.
    'shared/verifications': ['shared/errors', 'shared/redact', 'shared/egress', 'shared/tables'],
    'shared/runs': ['shared/connections', 'shared/secrets', 'shared/settings', 'shared/tables'],
    'shared/attempts': ['shared/egress', 'shared/tables'],
    'shared/budgets': ['shared/tables'],
    // Where a message becomes a test: it calls the rooms whose work it puts together.
    'shared/work': ['shared/connections', 'shared/egress', 'shared/masks', 'shared/runs', 'shared/verifications'],
    'shared/watch': ['shared/connections', 'shared/masks', 'shared/runs', 'shared/tables'],
    'shared/hosts': ['shared/egress', 'shared/tables'],
    'shared/wire': ['shared/egress'],
    'shared/events': ['shared/secrets'],
    // A notice goes out as a test does; its answer is judged by its status alone.
    'shared/notices': ['shared/connectors', 'shared/egress', 'shared/masks', 'shared/secrets'],
    'shared/settings': ['shared/connections', 'shared/egress', 'shared/masks', 'shared/tables'],
    'shared/http': [
      'shared/connections',
      'shared/connectors',
      'shared/masks',
      'shared/runs',
      'shared/secrets',
      'shared/settings',
      'shared/tables',
      'shared/watch',
    ],
  };
  const across = SHARED.filter((file) => roomOf(file) !== 'shared')
    .flatMap(importsOf)
    .filter(({ from, to, isTypeOnly }) => !isTypeOnly && to.startsWith('shared/') && roomOf(to) !== 'shared' && roomOf(to) !== roomOf(from));
  const isAllowed = ({ from, to }: Import): boolean => (mayCall[roomOf(from)] ?? []).some((room) => roomOf(to).startsWith(room));
  const inward = ({ from, to }: Import): boolean => roomOf(to).startsWith(`${roomOf(from)}/`);
  expect(breaches(across.filter((each) => !isAllowed(each) && !inward(each)))).toEqual([]);
});

it('the part of the console that runs in browsers loads masks and roles of shared alone, and its Lambda nothing of it', () => {
  const loaded = APP.flatMap(importsOf).filter(({ to, isTypeOnly }) => !isTypeOnly && to.startsWith('shared/'));
  expect(loaded.length).toBeGreaterThan(2);
  expect(breaches(loaded.filter(({ to }) => !to.startsWith('shared/masks/') && to !== 'shared/connections/grants.ts'))).toEqual([]);
  const lambda = FUNCTIONS.filter((file) => !APP.includes(file)).flatMap(importsOf);
  expect(breaches(lambda.filter(({ to }) => to.startsWith('functions/console/app/')))).toEqual([]);
});

it('the console reaches the network in one file, makes no markup of text, and stores what a sign-in waits with alone', () => {
  expect(APP.filter((file) => /(?<![\w.#])fetch\(|new WebSocket|XMLHttpRequest|sendBeacon|EventSource/.test(textOf(file)))).toEqual([
    'functions/console/app/api/send.ts',
  ]);
  expect(APP.filter((file) => /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\bstyle=/.test(textOf(file)))).toEqual([]);
  const storing = APP.filter((file) => /sessionStorage|localStorage|indexedDB|document\.cookie|caches\./.test(textOf(file)));
  expect(storing).toEqual(['functions/console/app/sign-in/sign-in.ts']);
});

it('masks and roles run in a browser too: no node: module', () => {
  const pure = [...SHARED.filter((file) => file.startsWith('shared/masks/')), 'shared/connectors/connector.ts', 'shared/connections/grants.ts'];
  expect(breaches(pure.flatMap(importsOf).filter(({ to }) => to.startsWith('node:')))).toEqual([]);
});

it('a Secret is opened in these files and nowhere else', () => {
  const opening = ALL.filter((file) => file !== 'shared/secrets/secret.ts' && /\.reveal\(/.test(textOf(file)));
  expect(opening).toEqual(OPENING);
});

it('one file opens sockets, and one asks DNS', () => {
  const network = ALL.flatMap(importsOf).filter(({ to, isTypeOnly }) => !isTypeOnly && /^node:(?:https?|http2|net|tls|dgram|dns(?:\/promises)?)$/.test(to));
  expect(breaches(network)).toEqual(NETWORK);
  const inLambda = ALL.filter((file) => !APP.includes(file));
  expect(inLambda.filter((file) => /(?<![\w.#])fetch\(|new WebSocket|XMLHttpRequest/.test(textOf(file)))).toEqual([]);
});

it('the environment is read in config.ts, the Logger is made in log.ts, and nobody prints past it', () => {
  expect(ALL.filter((file) => /process\.env/.test(textOf(file)))).toEqual(['shared/config.ts']);
  expect(ALL.filter((file) => /new Logger\(/.test(textOf(file)))).toEqual(['shared/log.ts']);
  expect(ALL.filter((file) => /\bconsole\.(?:log|info|warn|error|debug|dir)|process\.std(?:out|err)/.test(textOf(file)))).toEqual([]);
});

it('nothing in functions or shared knows that it runs on a laptop', () => {
  expect(ALL.filter((file) => /isLocal|IS_OFFLINE|NODE_ENV/.test(textOf(file)))).toEqual([]);
});

it('the path fits one screen, and a handler only wires', () => {
  expect(textOf('shared/verify.ts').split('\n').length).toBeLessThanOrEqual(72);
  const handlers = FUNCTIONS.filter((file) => file.endsWith('/handler.ts'));
  expect(handlers.filter((file) => textOf(file).split('\n').length > 41)).toEqual([]);
});

it('no file of the product is longer than 200 lines', () => {
  expect([...ALL, ...sourcesOf('infra')].filter((file) => textOf(file).split('\n').length > 201)).toEqual([]);
});

const OPENING = [
  'shared/connectors/build-request.ts',
  'shared/egress/probe.ts',
  'shared/masks/substitute.ts',
  'shared/notices/sign-notice.ts',
  'shared/redact/kinship.ts',
  'shared/redact/redactor.ts',

  'shared/verifications/value-warnings.ts',
  'shared/wire/log-in.ts',
];
const NETWORK = [
  'shared/egress/dial.ts → node:net',
  'shared/egress/dial.ts → node:tls',
  'shared/egress/probe.ts → node:http',
  'shared/egress/resolve-host.ts → node:dns/promises',
];
