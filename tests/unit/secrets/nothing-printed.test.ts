import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Lifetimes } from '../../../shared/secrets/lifetimes.ts';
import { ReaderSession } from '../../../shared/secrets/reader-session.ts';
import { ReaderVault } from '../../../shared/secrets/reader-vault.ts';
import { type AskAws, SecretProvider } from '../../../shared/secrets/secret-provider.ts';
import { SecretRecord } from '../../../shared/secrets/secret-record.ts';
import { answered, awsError, failureOf, JIRA, maskOf, pretendAws, type PretendAws, READER, vaultsNow } from './pretend-aws.ts';

const VALUE = `canary-${crypto.randomUUID()}`;
const TEXT = JSON.stringify({ token: VALUE });
const VERSION = { arn: JIRA, versionId: 'v1', versionStage: 'AWSCURRENT', readAtMs: 1 } as const;
/** Of every session that STS issues: the token and the key. */
const OF_A_SESSION = /(?:session|key)-\d/;
const MASK = maskOf(JIRA, 'token');
let aws: PretendAws;
beforeEach(() => {
  aws = pretendAws();
  aws.getAnswers(TEXT);
});
afterEach(() => {
  vi.restoreAllMocks();
  aws.restore();
});

/** What every printer shows of a thing, also those that go past custom inspection. */
function printed(thing: object): string {
  const shown: string[] = [];
  const print = new Console(new Writable({ write: (chunk, _, done) => (shown.push(String(chunk)), done()) }));
  print.log(thing);
  print.log('%s %o %O', thing, thing, thing);
  print.dir(thing, { depth: 20, showHidden: true });
  const copies = [() => JSON.stringify(thing), () => inspect(structuredClone(thing)), () => JSON.stringify(Object.entries(thing)), () => format('%j', thing)];
  for (const copy of copies) {
    try {
      shown.push(copy());
    } catch (error) {
      shown.push(inspect(error));
    }
  }
  return shown.join('\n');
}

it('no printer shows a value: not of vaults, answers, records, sessions or caches', async () => {
  const lifetimes = new Lifetimes({ limit: 10, now: Date.now });
  const sts = (): STSClient => new STSClient({ region: 'us-east-1' });
  const session = new ReaderSession(READER, { sts, now: Date.now });
  await session.use(async () => undefined);
  expect(printed(await session.credentials())).toMatch(OF_A_SESSION); // it is there
  const shared = { values: lifetimes, lifetimes, secretsManager: { region: 'us-east-1' }, sts, now: Date.now, random: Math.random };
  const readerVault = new ReaderVault(READER, shared);
  const read = await readerVault.read(JIRA, 'AWSCURRENT', false);
  const vaults = vaultsNow();
  const vault = vaults.vaultFor(READER);
  const fetched = await vault.fetchSecrets([MASK]);
  expect(fetched.valueOf(MASK).reveal()).toBe(VALUE); // it is there
  expect(aws.sessions()).toBe(3); // session, readerVault and vault hold one each
  for (const thing of [session, readerVault, read, lifetimes, vaults, vault, fetched, fetched.valueOf(MASK)]) {
    expect(printed(thing)).not.toContain(VALUE);
    expect(printed(thing)).not.toMatch(OF_A_SESSION);
  }
});

it('the provider shows no value either, and neither does the store of Powertools inside it', async () => {
  const lifetimes = new Lifetimes({ limit: 10, now: Date.now });
  const deps = { lifetimes, values: lifetimes, now: Date.now, random: Math.random, refused: () => undefined };
  const client = new SecretsManagerClient({ region: 'us-east-1' });
  const ask: AskAws = (_, send) => send({ abortSignal: AbortSignal.timeout(1_000) });
  const provider = new SecretProvider({ ...deps, client, ask, versionStage: 'AWSCURRENT' });
  await provider.read(JIRA, false);
  expect(await provider.get(JIRA)).toBe(TEXT); // it is there
  expect(printed(provider)).not.toContain(VALUE);
  expect(printed(Object.values(provider))).not.toContain(VALUE);
});

it('a record shows which version it is and nothing else', () => {
  expect(inspect(structuredClone(new SecretRecord(VERSION, TEXT)), { showHidden: true, depth: 9 })).not.toContain(VALUE);
  expect(JSON.parse(JSON.stringify(new SecretRecord(VERSION, TEXT)))).toEqual({ version: VERSION });
});

it('errors quote neither the secret nor AWS', async () => {
  const vault = vaultsNow().vaultFor(READER);
  for (const text of [VALUE, `${TEXT}x`, `{"token":{"a":"${VALUE}"}}`, `{"${VALUE}":"x"}`]) {
    aws.getAnswers(text);
    expect(printed(await failureOf(vault.fetchSecrets([MASK], { fresh: true })))).not.toContain(VALUE);
  }
  aws.getFails(Object.assign(awsError('AccessDeniedException', VALUE), { $response: answered(JIRA, TEXT) }));
  expect(printed(await failureOf(vault.fetchSecrets([MASK], { fresh: true })))).not.toContain(VALUE);
});

it('a text put around a value shows a constant', async () => {
  const fetched = await vaultsNow().vaultFor(READER).fetchSecrets([MASK]);
  expect(`Bearer ${fetched.valueOf(MASK).toString()}`).toBe('Bearer [secret]');
});

it('nothing is logged along the way', async () => {
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) => vi.spyOn(console, level).mockImplementation(() => undefined));
  const vault = vaultsNow().vaultFor(READER);
  await vault.fetchSecrets([MASK]);
  aws.getFails(awsError('AccessDeniedException'));
  await vault.fetchSecrets([MASK], { fresh: true }).catch(() => undefined);
  expect(spies.flatMap((spy) => spy.mock.calls)).toEqual([]);
});
