import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDynamoConnectionStore } from '../../shared/connections/dynamo-connection-store.ts';
import { VERDICTS } from '../../shared/errors.ts';
import { auditResultOf } from '../../shared/verifications/audit-result.ts';
import { makeDynamoVerificationStore } from '../../shared/verifications/dynamo-verification-store.ts';
import type { Verification } from '../../shared/verifications/verification.ts';
import { AUTHORIZED, intentAt, verificationOf } from '../helpers/stores/intents.ts';
import { makeMemoryVerificationStore } from '../helpers/stores/memory-verification-store.ts';
import { storedConnection } from '../helpers/stores/stored-connections.ts';
import { counting, sendingTwice, through } from './altered-client.ts';
import { type Engine, ENGINES } from './store-engines.ts';
import { VERIFICATION_CLAIM_CASES, windowIntent } from './verification-claim-cases.ts';
import { auditOf, VERIFICATION_STORE_CASES } from './verification-store-cases.ts';

const START_MS = Date.UTC(2026, 10, 23, 12);
const DAYS = { historyDays: 10, auditDays: 30 };
const OPTIONS = { ...DAYS, now: () => START_MS };
const FIRST = { limit: 100, after: null };
const CASES = [...VERIFICATION_STORE_CASES, ...VERIFICATION_CLAIM_CASES];

/** A test of Jira with one mask, as its recorder would tell it. */
function typical() {
  const arn = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
  const use = { arn, key: 'prod.jira.secret.key', field: '/config/apiToken' };
  const intent = windowIntent(START_MS, { secrets: [use] });
  const steps = (['find_masks', 'bind', 'fetch_secrets', 'guard', 'probe'] as const).map((name, n) => ({ name, ms: n * 41.3 }));
  const verification: Verification = {
    ...verificationOf(intent),
    message: VERDICTS.ok.message({ connector: 'Jira Cloud', host: 'acme.atlassian.net', httpStatus: 200 }),
    target: { host: 'acme.atlassian.net', httpStatus: 200 },
    secrets: [{ ...use, versionId: '8f2b1c9e-5d44-4a7e-9c1f-3b6a2d7e0f15', versionStage: 'AWSCURRENT' }],
    steps,
    startedAt: new Date(START_MS + 123_456).toISOString(),
    durationMs: 413.7,
  };
  return [intent, { result: auditResultOf(verification), verification }] as const;
}

/** As DynamoDB counts: names and texts by their UTF-8 bytes, numbers by two digits a byte and one more. */
function itemBytes(item: Record<string, AttributeValue>): number {
  return Object.entries(item).reduce((sum, [name, { S, N }]) => sum + name.length + (N ? Math.ceil(N.length / 2) + 1 : Buffer.byteLength(S ?? '')), 0);
}

describe('in memory', () => {
  it.each(CASES)('$title', async ({ run }) => {
    const clock = { nowMs: START_MS };
    const made = (days: typeof DAYS) => makeMemoryVerificationStore({ ...days, now: () => clock.nowMs });
    await expect(run({ clock, store: made(DAYS), keptOtherwise: made })).resolves.toBeUndefined();
  });
});

describe.each(ENGINES)('$name', ({ isPresent, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (isPresent) engine = await start();
  });
  afterAll(() => engine?.stop());

  it.skipIf(!isPresent).each(CASES)('$title', async ({ run }) => {
    const clock = { nowMs: START_MS };
    const tables = await engine.freshTables();
    const made = (days: typeof DAYS) => makeDynamoVerificationStore(engine.client, tables, { ...days, now: () => clock.nowMs });
    await expect(run({ clock, store: made(DAYS), keptOtherwise: made })).resolves.toBeUndefined();
  });

  it.skipIf(!isPresent)('a write whose answer is lost is made once when the SDK sends it again', async () => {
    const store = makeDynamoVerificationStore(sendingTwice(engine.client), await engine.freshTables(), OPTIONS);
    const intent = intentAt(0, { connectionId: storedConnection().id });
    await store.begin(intent);
    expect(await store.end(intent, AUTHORIZED, verificationOf(intent))).toBe('ended');
    const unbegun = intentAt(1, { project: 'other' });
    expect(await store.end(unbegun, AUTHORIZED, null)).toBe('ended');
    expect(await store.audit({ project: 'demo' }, FIRST)).toEqual({ items: [{ ...intent, result: AUTHORIZED }], next: null });
  });

  it.skipIf(!isPresent)("a claim or an interruption whose answer is lost is its claimer's when the SDK sends it again", async () => {
    const clock = { nowMs: START_MS };
    const tables = await engine.freshTables();
    const made = (client: DynamoDBClient) => makeDynamoVerificationStore(client, tables, { ...DAYS, now: () => clock.nowMs });
    const [store, unlucky] = [made(engine.client), made(sendingTwice(engine.client))];
    const intent = windowIntent(START_MS);
    expect(await unlucky.claim(intent, START_MS + 1)).toBe('taken');
    expect(await store.claim(intent, START_MS + 1)).toBe('held');
    clock.nowMs += 1;
    expect(await unlucky.claim(intent, clock.nowMs + 1)).toBe('interrupted');
    expect(await unlucky.claim(intent, clock.nowMs + 1)).toBe('ended');
  });

  it.skipIf(!isPresent)('what cannot be written is not passed over', async () => {
    const broken = through(engine.client, () => Promise.reject(new Error('no table')));
    const store = makeDynamoVerificationStore(broken, await engine.freshTables(), OPTIONS);
    await expect(store.begin(intentAt(0))).rejects.toThrow('no table');
    await expect(store.end(intentAt(0), AUTHORIZED, null)).rejects.toThrow('no table');
    await expect(store.read(intentAt(0))).rejects.toThrow('no table');
    await expect(store.claim(windowIntent(START_MS), START_MS + 1)).rejects.toThrow('no table');
  });

  it.skipIf(!isPresent)('deleting a connection leaves its entries in the audit', async () => {
    const tables = await engine.freshTables();
    const [connections, store] = [makeDynamoConnectionStore(engine.client, tables), makeDynamoVerificationStore(engine.client, tables, OPTIONS)];
    const connection = storedConnection();
    await connections.create(connection);
    const intent = intentAt(0, { connectionId: connection.id });
    await store.begin(intent);
    await store.end(intent, AUTHORIZED, verificationOf(intent));
    expect(await connections.remove(connection.id, null)).toBe('removed');
    for (const filter of [{}, { connectionId: connection.id }])
      expect((await store.audit({ project: 'demo', ...filter }, FIRST)).items).toEqual([{ ...intent, result: AUTHORIZED }]);
  });

  it.skipIf(!isPresent)('DynamoDB may take an entry out when both of its times are over', async () => {
    const tables = await engine.freshTables();
    for (const days of [DAYS, { historyDays: 30, auditDays: 10 }]) {
      const intent = intentAt(0);
      await makeDynamoVerificationStore(engine.client, tables, { ...days, now: () => START_MS }).begin(intent);
      const Key = { subject: { S: 'project:demo' }, startedAtAndId: { S: `${intent.at}#${intent.id}` } };
      const { Item: item } = await engine.client.send(new GetItemCommand({ TableName: tables.verifications, Key }));
      expect(item?.['expiresAt']).toEqual({ N: String(START_MS / 1_000 + 30 * 86_400) });
    }
  });
});

describe('a scheduled verification on the embedded DynamoDB', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await ENGINES[0]!.start();
  });
  afterAll(() => engine.stop());

  it('is one write when it is claimed and one when it ends, each within 1 KiB, and one of the index', async () => {
    const { client, sent } = counting(engine.client);
    const tables = await engine.freshTables();
    const store = makeDynamoVerificationStore(client, tables, OPTIONS);
    const [intent, { result, verification }] = typical();
    const read = async () => {
      const Key = { subject: { S: intent.connectionId }, startedAtAndId: { S: `${intent.at}#${intent.id}` } };
      return (await engine.client.send(new GetItemCommand({ TableName: tables.verifications, Key }))).Item ?? {};
    };
    expect(await store.claim(intent, START_MS + 30_000)).toBe('taken');
    const claimed = await read();
    await store.end(intent, result, verification);
    const ended = await read();
    expect(sent).toEqual(['PutItemCommand', 'UpdateItemCommand']);
    for (const item of [claimed, ended]) expect(itemBytes(item)).toBeLessThanOrEqual(1_024);
    for (const name of ['subject', 'startedAtAndId', 'projectShard']) expect(ended[name]).toEqual(claimed[name]);
    expect((await store.history(intent.connectionId, FIRST)).items).toEqual([verification]);
  });

  it('that is claimed and interrupted stays for two windows of a month, however short the retention', async () => {
    const tables = await engine.freshTables();
    const store = makeDynamoVerificationStore(engine.client, tables, { historyDays: 1, auditDays: 1, now: () => START_MS });
    const intent = windowIntent(START_MS);
    for (const claim of ['taken', 'interrupted']) expect(await store.claim(intent, START_MS)).toBe(claim);
    const Key = { subject: { S: intent.connectionId }, startedAtAndId: { S: `${intent.at}#${intent.id}` } };
    const { Item: item } = await engine.client.send(new GetItemCommand({ TableName: tables.verifications, Key }));
    expect(item?.['expiresAt']).toEqual({ N: String(START_MS / 1_000 + 63 * 86_400) });
  });
});

describe('1,500 entries on the embedded DynamoDB', () => {
  let engine: Engine;
  let tables: Awaited<ReturnType<Engine['freshTables']>>;
  const intents = Array.from({ length: 1_500 }, (_, minute) => intentAt(minute, { caller: minute === 0 ? 'eve' : 'ada' }));
  beforeAll(async () => {
    engine = await ENGINES[0]!.start();
    tables = await engine.freshTables();
    const store = makeDynamoVerificationStore(engine.client, tables, OPTIONS);
    for (let from = 0; from < intents.length; from += 50) await Promise.all(intents.slice(from, from + 50).map((intent) => store.begin(intent)));
  }, 120_000);
  afterAll(() => engine.stop());

  it('are walked over newest first, each once', async () => {
    const store = makeDynamoVerificationStore(engine.client, tables, OPTIONS);
    expect(await auditOf(store, { project: 'demo' }, 100)).toEqual(intents.toReversed().map(({ id }) => id));
  });

  it('a page of a project costs a query of each part and one read, and a page of a connection one query', async () => {
    const { client, sent } = counting(engine.client);
    const store = makeDynamoVerificationStore(client, tables, OPTIONS);
    await store.audit({ project: 'demo' }, { limit: 50, after: null });
    expect(sent.toSorted()).toEqual(['BatchGetItemCommand', 'QueryCommand', 'QueryCommand', 'QueryCommand', 'QueryCommand']);
    await store.audit({ project: 'demo', connectionId: 'con_x' }, { limit: 50, after: null });
    expect(sent.slice(5)).toEqual(['QueryCommand']);
  });

  it('a page asks a bounded number of questions, however rare what is looked for, and it is found in the end', async () => {
    const { client, sent } = counting(engine.client);
    const store = makeDynamoVerificationStore(client, tables, OPTIONS);
    const page = await store.audit({ project: 'demo', caller: 'eve' }, { limit: 50, after: null });
    expect(page).toMatchObject({ items: [], next: expect.any(String) });
    expect(sent.length).toBeLessThanOrEqual(25);
    expect(await auditOf(store, { project: 'demo', caller: 'eve' }, 50)).toEqual([intents[0]!.id]);
  });
});
