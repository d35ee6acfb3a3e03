import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeApi } from '../../../functions/console/app/api/api.ts';
import type { SecretUsage, StoredConnection } from '../../../functions/console/app/api/types.ts';
import { askedSecret } from '../../../functions/console/app/pages/secrets/asked-secret.ts';
import { reasonAmong } from '../../../functions/console/app/pages/secrets/reason-among.ts';
import { knownSecrets, secretsIn } from '../../../functions/console/app/pages/secrets/secrets-in.ts';
import { namedFor, rewritesIn, summaryOf, versionRead, versionsIn } from '../../../functions/console/app/pages/secrets/usage-text.ts';
import { readUsage } from '../../../functions/console/app/pages/secrets/usage.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
const OTHER = 'arn:aws-cn:secretsmanager:cn-north-1:210987654321:secret:a/b-AbCdEf';
const mask = (arn: string, key = 'token'): string => `{{workato:sm:${key}:${arn}}}`;

describe('the secret that a text asks for', () => {
  it.each([
    ['its ARN', ARN],
    ['its ARN with blanks around it', `\n ${ARN}\t`],
    ['a mask of it', mask(ARN)],
    ['a field with a mask of it twice', `Basic ${mask(ARN, 'user')}:${mask(ARN, 'a<b>"c')}`],
    ['a mask with a path', `{{workato:sm::${ARN}?path=/a/b}}`],
  ])('is told by %s', (_, text) => expect(askedSecret(text)).toEqual({ arn: ARN, problem: null }));

  it.each([
    ['', 'Paste the ARN of a secret, or a mask.'],
    [mask(ARN) + mask(OTHER), 'There are masks of more than one secret in this text. Paste one of them.'],
    [ARN.slice(0, -7), 'The secret ARN ends without its six characters. Copy the whole of it: it ends with a hyphen and six letters or digits.'],
    [mask(ARN.slice(0, -7)), 'The secret ARN ends without its six characters. Copy the whole of it: it ends with a hyphen and six letters or digits.'],
    ['arn:aws:s3:::bucket', 'This is the ARN of another service, the service "s3". A secret ARN has "secretsmanager" there.'],
    [ARN.replace('137149879143', '1371'), 'The secret ARN is not right: its account is not twelve digits.'],
    [`{{workato:sm:${ARN}}}`, 'A mask is not written as it should be: the key name is missing.'],
    [`{workato:sm:key:${ARN}}`, expect.stringMatching(/^This looks like a mask and is not one/)],
    ['prod-jira-credentials', 'This is neither the ARN of a secret nor a mask. An ARN begins with "arn:aws:secretsmanager:".'],
  ])('is none in "%s", and why is said', (text, problem) => expect(askedSecret(text)).toEqual({ arn: null, problem }));
});

describe('the secrets of configs', () => {
  const config = { baseUrl: 'https://x', token: `Bearer ${mask(OTHER)}`, headers: { a: mask(ARN), b: [mask(ARN, 'k'), 7, null] }, literal: `\\${mask(ARN)}` };

  it('are found wherever a mask stands, each once, and not in text that is only written like one', () => {
    expect(secretsIn(config)).toEqual([OTHER, ARN]);
    expect(secretsIn({ literal: `\\${mask(ARN)}` })).toEqual([]);
  });

  it('are listed by name, with how many connections name them', () => {
    expect(knownSecrets([{ config }, { config: { token: mask(ARN) } }, { config: {} }])).toMatchObject([
      { arn: OTHER, account: '210987654321', region: 'cn-north-1', count: 1 },
      { arn: ARN, count: 2 },
    ]);
  });
});

const use = (connectionId: string, more: Partial<SecretUsage> = {}): SecretUsage => ({
  connectionId,
  name: connectionId,
  project: 'demo',
  connector: 'jira-dc',
  state: 'connected',
  fields: ['/config/token'],
  keys: ['token'],
  rewrites: [],
  ...more,
});

describe('who depends on a secret', () => {
  it.each([
    [[], true, 'None of yours so far. There may be more.'],
    [[use('a')], false, '1 connection in the project demo: 1 connected.'],
    [[use('a', { state: 'refused' }), use('b'), use('c', { project: 'other' })], false, '3 connections in 2 projects: 2 connected, 1 refused.'],
    [[use('a'), use('b', { state: 'untested' })], true, 'The first 2 connections in the project demo: 1 connected, 1 untested. There are more.'],
  ] as const)('is summed up: %#', (uses, isMore, text) => expect(summaryOf({ uses, isMore })).toBe(text));

  const stored = (versionIds: string[], config: StoredConnection['config'] = { token: mask(ARN) }): StoredConnection => ({
    id: 'con_1',
    name: 'One',
    project: 'demo',
    connector: 'generic-http',
    method: 'bearer',
    config,
    expectIdentity: null,
    schedule: null,
    labels: {},
    revision: 1,
    standing: { state: 'connected', since: '', lastVerifiedAt: '', lastOkAt: '', code: 'ok', versionIds, recent: [] },
    createdAt: '',
    updatedAt: '',
  });

  it('read a version of it at the last test, which is told only where it can be no other secret’s', () => {
    expect(versionRead(stored(['v1']))).toEqual({ kind: 'one', versionId: 'v1' });
    expect(versionRead(stored([]))).toEqual({ kind: 'none' });
    expect(versionRead(undefined)).toEqual({ kind: 'none' });
    expect(versionRead(stored(['v1', 'v2'], { user: mask(OTHER), token: mask(ARN) }))).toEqual({ kind: 'among several' });
  });

  it('are counted by that version, the most used first', () => {
    const connections = new Map([
      ['a', stored(['old'])],
      ['b', stored(['new'])],
      ['c', stored(['new'])],
      ['d', stored(['x', 'y'], { user: mask(OTHER), token: mask(ARN) })],
      ['e', stored(['not shown'])],
    ]);
    expect([...versionsIn({ uses: ['a', 'b', 'c', 'd'].map((id) => use(id)), connections })]).toEqual([
      ['new', 2],
      ['old', 1],
    ]);
  });

  it('write each mask of a secret that was made again once', () => {
    const rewrite = (field: string, key: string) => ({ field, mask: mask(ARN, key), rewrite: mask(OTHER, key) });
    const uses = [use('a', { rewrites: [rewrite('/config/x', 'k'), rewrite('/config/y', 'l')] }), use('b', { rewrites: [rewrite('/config/z', 'k')] })];
    expect(rewritesIn(uses).map(({ rewrite: written }) => written)).toEqual([mask(OTHER, 'k'), mask(OTHER, 'l')]);
  });

  it('are named to a rehearsal unless all of them are meant', () => {
    const offered = [use('a'), use('b')];
    expect(namedFor(new Set(['a', 'b']), offered)).toEqual({});
    expect(namedFor(new Set(['b', 'gone']), offered)).toEqual({ connections: ['b'] });
  });
});

describe('the use of a secret', () => {
  const api = makeApi(
    () => 'a-token',
    () => undefined,
  );
  afterEach(() => vi.unstubAllGlobals());

  /** Answers these pages one after the other, by path; what was asked for, as it was asked. */
  function answering(pages: Readonly<Record<string, readonly object[]>>): string[] {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      const [path = ''] = url.split('?');
      asked.push(decodeURIComponent(url));
      return Response.json(pages[path]?.[asked.filter((each) => each.startsWith(path)).length - 1] ?? { items: [], nextCursor: null, watch: null });
    });
    return asked;
  }
  const { signal } = new AbortController();
  const usagePath = '/v1/secrets/usage';

  it('is read page by page until there are enough rows, past pages that hold none', async () => {
    const watch = { finding: null };
    const asked = answering({
      [usagePath]: [
        { items: [], nextCursor: 'one', watch: null },
        { items: Array.from({ length: 100 }, (_, at) => use(`c${at}`)), nextCursor: 'two', watch },
        { items: [use('never asked for')], nextCursor: null, watch },
      ],
    });
    const usage = await readUsage(api, { arn: ARN, rows: 100, readsConnections: false }, signal);
    expect([usage.uses.length, usage.isMore, usage.watch, usage.connections.size]).toEqual([100, true, watch, 0]);
    expect(asked).toEqual([`${usagePath}?arn=${ARN}&limit=100`, `${usagePath}?arn=${ARN}&limit=100&cursor=one`]);
  });

  it('ends, and says that there may be more, where page after page holds none', async () => {
    const asked = answering({ [usagePath]: Array.from({ length: 50 }, (_, at) => ({ items: [], nextCursor: `n${at}`, watch: null })) });
    const usage = await readUsage(api, { arn: ARN, rows: 100, readsConnections: false }, signal);
    expect([usage.isMore, asked.length]).toEqual([true, 9]);
  });

  it('comes with the connections themselves, for whoever may read any', async () => {
    const asked = answering({
      [usagePath]: [
        { items: [], nextCursor: 'one', watch: null },
        { items: [use('a')], nextCursor: null, watch: null },
      ],
      '/v1/connections': [{ items: [{ id: 'a' }], nextCursor: null }],
    });
    const usage = await readUsage(api, { arn: ARN, rows: 100, readsConnections: true }, signal);
    expect([[...usage.connections.keys()], usage.isMore]).toEqual([['a'], false]);
    expect(asked).toContain(`/v1/connections?secretArn=${ARN}&limit=100`);
  });
});

it('what may be done in one of the projects is not barred; where in none, the reason names one', () => {
  const session = { caller: { subject: 'a', grants: [{ project: 'demo', role: 'tester' }] } } as const;
  expect(reasonAmong(session, 'connections:test', ['other', 'demo'])).toBeNull();
  expect(reasonAmong(session, 'connections:test', ['other'])).toBe('This needs the role tester in the project other. Ask an admin for it.');
  expect(reasonAmong(session, 'secrets:use', [])).toBe('This needs the role editor. Ask an admin for it.');
});
