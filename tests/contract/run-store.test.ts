import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDynamoRunStore } from '../../shared/runs/dynamo-run-store.ts';
import { NO_COUNTS } from '../../shared/runs/run-counts.ts';
import { makeMemoryRunStore } from '../helpers/stores/memory-run-store.ts';
import { bulkRun, memberEnd, RUN_AT } from '../helpers/stores/runs.ts';
import { newId } from '../helpers/stores/stored-connections.ts';
import { counting, sendingTwice } from './altered-client.ts';
import { RUN_STORE_CASES } from './run-store-cases.ts';
import { type Engine, ENGINES } from './store-engines.ts';

const START_MS = Date.parse(RUN_AT);
const START_SECONDS = START_MS / 1_000;

describe('in memory', () => {
  it.each(RUN_STORE_CASES)('$title', async ({ run }) => {
    const clock = { nowMs: START_MS };
    await expect(run({ store: makeMemoryRunStore({ now: () => clock.nowMs }), clock })).resolves.toBeUndefined();
  });
});

describe.each(ENGINES)('$name', ({ isPresent, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (isPresent) engine = await start();
  });
  afterAll(() => engine?.stop());

  it.skipIf(!isPresent).each(RUN_STORE_CASES)('$title', async ({ run }) => {
    const clock = { nowMs: START_MS };
    const store = makeDynamoRunStore(engine.client, await engine.freshTables(), () => clock.nowMs);
    await expect(run({ store, clock })).resolves.toBeUndefined();
  });

  it.skipIf(!isPresent)('a write whose answer is lost is no conflict when the SDK sends it again', async () => {
    const store = makeDynamoRunStore(sendingTwice(engine.client), await engine.freshTables(), () => START_MS);
    const run = bulkRun();
    const connectionId = newId();
    expect(await store.create(run)).toBe('created');
    await store.addMembers(run.id, [{ connectionId, project: 'demo' }]);
    await store.gathered(run.id);
    expect((await store.endMember(run.id, connectionId, memberEnd())).outcome).toBe('ended');
    expect(await store.finish(run.id, { ...NO_COUNTS, authorized: 1 }, RUN_AT)).toBe('finished');
    expect(await store.get(run.id)).toMatchObject({ state: 'done', total: 1, counts: { authorized: 1 } });
    const other = bulkRun();
    await store.create(other);
    expect(await store.cancel(other.id, RUN_AT)).toBe('cancelled');
  });

  it.skipIf(!isPresent)('a member costs one write to join, and two to end', async () => {
    const { client, sent } = counting(engine.client);
    const store = makeDynamoRunStore(client, await engine.freshTables(), () => START_MS);
    const run = bulkRun();
    await store.create(run);
    const members = Array.from({ length: 3 }, () => ({ connectionId: newId(), project: 'demo' }));
    await store.addMembers(run.id, members);
    expect(sent).toEqual(['PutItemCommand', ...Array<string>(3).fill('PutItemCommand'), 'UpdateItemCommand']);
    await store.endMember(run.id, members[0]!.connectionId, memberEnd());
    expect(sent.slice(5)).toEqual(['UpdateItemCommand', 'UpdateItemCommand']);
  });

  it.skipIf(!isPresent)('DynamoDB may take a run and its members out after 90 days', async () => {
    const tables = await engine.freshTables();
    const store = makeDynamoRunStore(engine.client, tables, () => START_MS);
    const run = bulkRun();
    const connectionId = newId();
    await store.create(run);
    await store.addMembers(run.id, [{ connectionId, project: 'demo' }]);
    for (const part of ['run', `m#${connectionId}`]) {
      const { Item: item } = await engine.client.send(new GetItemCommand({ TableName: tables.runs, Key: { run: { S: run.id }, part: { S: part } } }));
      expect(item?.['expiresAt']).toEqual({ N: String(START_SECONDS + 90 * 86_400) });
    }
  });
});
