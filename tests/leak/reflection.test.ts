import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { inParallel } from '../../infra/cli/parallel.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { bind } from '../../shared/egress/bind.ts';
import { guard } from '../../shared/egress/guard.ts';
import { probe } from '../../shared/egress/probe.ts';
import { Secret } from '../../shared/secrets/secret.ts';
import { verifyConnection } from '../../shared/verify.ts';
import type { VerifyDeps } from '../../shared/verify-deps.ts';
import { formsOf, freshToken, leaksIn } from '../helpers/canary.ts';
import { everyReflection } from '../helpers/leak/reflected-connections.ts';
import { CELLS, type ReflectingTarget, startReflectingTarget } from '../helpers/leak/reflecting-target.ts';
import { freshOfEveryShape } from '../helpers/leak/shapes.ts';
import { asRequest } from '../helpers/outgoing.ts';

// The path in this process, over real sockets, against a target that says back what it was sent: every encoding, shape and place.
const LIMITS = { connectMs: 3_000, responseMs: 5_000, deadlineMs: 10_000, bodyBytes: 64 << 10, headerBytes: 16 << 10, certificateAuthority: null };
const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:reflected-FsmeTs';
const maskOf = (key: string): string => `{{workato:sm:${key}:${ARN}}}`;

/** Verdicts of all kinds, so that each way to a sentence of ours is gone. */
const CODES = ['ok', 'bad_credentials', 'forbidden', 'wrong_address', 'redirect_blocked', 'connect_failed', 'token_request_refused', 'unexpected_response'];

const values = freshOfEveryShape();
let target: ReflectingTarget;
let minting: ReflectingTarget;
/** What is minted next. */
let next = freshToken();
/** What was minted, by the value it was asked for with. */
const minted = new Map<string, string>();
beforeAll(async () => {
  target = await startReflectingTarget();
  minting = await startReflectingTarget({
    mint: (credential) => {
      minted.set(credential, next);
      return next;
    },
  });
});
afterAll(() => Promise.all([target.close(), minting.close()]));

type Asked = { readonly host: string; readonly sink: string[]; /** What goes into the record as it is. */ readonly versionId?: string };

/** Verifies one connection of a method and config; all that it said, wrote down and printed goes to the sink. */
async function verified(method: string, config: Readonly<Record<string, string>>, { host, sink, versionId = 'v1' }: Asked): Promise<string> {
  const tagsOf = async () => ({ tags: new Map([['connection-hosts', `${host}/`]]), readAtMs: 0 });
  const deps: VerifyDeps = {
    catalogue: makeCatalogue(),
    scope: { accounts: ['137149879143'], regions: ['us-east-1'] },
    now: Date.now,
    elapsedMs: () => performance.now(),
    uuid: randomUUID,
    bind: (request) => bind(request, { tagsOf, untagged: { mode: 'denied' }, now: Date.now }),
    fetchSecrets: async ({ masks }) => ({
      valueOf: ({ keyName }) => new Secret(values.get(keyName)!),
      uses: masks.map(({ secretArn, keyName, pointer }) => ({ arn: secretArn, key: keyName, field: pointer, versionId, versionStage: 'AWSCURRENT' })),
      wasCached: false,
    }),
    withinBudget: (_, send) => send(),
    guard: (request) => guard(request, { policy: { privateCidrs: [], furtherPorts: [], localTargets: [host] }, resolve: async () => [] }),
    probe: (guarded, request) => probe(guarded, asRequest(request), LIMITS),
    begin: async (intent) => void sink.push(JSON.stringify(intent)),
    end: async (_, verification) => verification,
  };
  const verification = await verifyConnection({ id: null, connector: 'generic-http', method, project: 'demo', config }, deps).catch((error: unknown) => error);
  sink.push(verification instanceof Error ? String(verification.stack) : JSON.stringify(verification));
  return verification instanceof Error ? verification.name : Object(verification).code;
}

function printedInto(sink: string[]): void {
  for (const method of ['info', 'error', 'log', 'warn', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...text) => void sink.push(text.join(' ')));
}

it('what a target says back of a credential stands in nothing that is answered, written down or printed', async () => {
  const sink: string[] = [];
  printedInto(sink);
  const codes = new Set<string>();
  await inParallel(everyReflection(values.keys()), 16, async ({ shape, cell }) => {
    const [baseUrl, path] = [target.url, `/cell/${cell}`];
    // What has line breaks goes where it can: into the form that asks for a token.
    const [method, config]: [string, Record<string, string>] =
      shape === 'PEM'
        ? ['oauth2_client_credentials', { baseUrl, tokenUrl: baseUrl + path, clientId: 'reader', clientSecret: maskOf(shape), clientAuth: 'body' }]
        : ['api_key', { baseUrl, path, name: 'key', in: 'query', apiKey: maskOf(shape) }];
    codes.add(await verified(method, config, { host: target.host, sink }));
  });
  vi.restoreAllMocks();
  expect([...values.values()].map((value) => target.received.get(value))).toEqual([...values].map(() => CELLS.length));
  expect([...codes]).toEqual(expect.arrayContaining([...CODES]));
  expect(leaksIn(new Map([['path', sink.join('\n')]]), values.values())).toEqual([]);
}, 180_000);

it('a token that was minted for the secret is as secret: said back by the service, it stands in nothing either', async () => {
  const sink: string[] = [];
  printedInto(sink);
  const [shape, value] = [...values][0]!;
  for (const cell of CELLS.keys()) {
    next = freshToken();
    const config = {
      baseUrl: minting.url,
      path: `/cell/${cell}`,
      tokenUrl: `${minting.url}/token`,
      clientId: 'reader',
      clientSecret: maskOf(shape),
      clientAuth: 'body',
    };
    await verified('oauth2_client_credentials', config, { host: minting.host, sink });
    expect(minting.received.get(minted.get(value)!)).toBe(1);
    expect(leaksIn(new Map([['path', sink.splice(0).join('\n')]]), [minted.get(value)!, value])).toEqual([]);
  }
  vi.restoreAllMocks();
}, 180_000);

it.each([...formsOf('x').keys()])('the second lock: what slips into the record all the same, written as %s, is taken out of it', async (form) => {
  const [shape, value] = [...values][0]!;
  next = freshToken();
  const sink: string[] = [];
  const config = {
    baseUrl: minting.url,
    path: '/cell/0',
    tokenUrl: `${minting.url}/token`,
    clientId: 'reader',
    clientSecret: maskOf(shape),
    clientAuth: 'body',
  };
  for (const slipped of [value, next]) {
    await verified('oauth2_client_credentials', config, { host: minting.host, sink, versionId: formsOf(slipped).get(form)! });
  }
  expect(sink.join('\n').match(/\[redacted\]/g)).toHaveLength(2);
  expect(leaksIn(new Map([['path', sink.join('\n')]]), [value, next])).toEqual([]);
});

it('the second lock: a header made of a value too short to be looked for is taken out of the record as it was sent', async () => {
  const [shape, value] = [...values].find(([name]) => name === '4 characters')!;
  const sink: string[] = [];
  const sent = Buffer.from(`reader:${value}`).toString('base64');
  await verified('basic', { baseUrl: target.url, path: '/cell/0', username: 'reader', password: maskOf(shape) }, { host: target.host, sink, versionId: sent });
  expect(sink.join('\n')).not.toContain(sent);
  expect(sink.join('\n')).toContain('[redacted]');
});
