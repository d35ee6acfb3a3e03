import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAttemptBudget } from '../../shared/attempts/attempts.ts';
import { credentialId } from '../../shared/attempts/credential.ts';
import { makeDynamoAttemptStore } from '../../shared/attempts/dynamo-attempt-store.ts';
import { makeMemoryAttemptStore } from '../helpers/stores/memory-attempt-store.ts';
import { counting, sendingTwice, through } from './altered-client.ts';
import { ATTEMPT_STORE_CASES, permitted, USE, WINDOW_MS } from './attempt-store-cases.ts';
import { type Engine, ENGINES } from './store-engines.ts';

const START_MS = Date.UTC(2026, 10, 23, 12);

describe('in memory', () => {
  it.each(ATTEMPT_STORE_CASES)('$title', async ({ run }) => {
    await expect(run({ store: makeMemoryAttemptStore(), clock: { nowMs: START_MS } })).resolves.toBeUndefined();
  });
});

describe.each(ENGINES)('$name', ({ isPresent, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (isPresent) engine = await start();
  });
  afterAll(() => engine?.stop());

  it.skipIf(!isPresent).each(ATTEMPT_STORE_CASES)('$title', async ({ run }) => {
    const store = makeDynamoAttemptStore(engine.client, await engine.freshTables());
    await expect(run({ store, clock: { nowMs: START_MS } })).resolves.toBeUndefined();
  });

  it.skipIf(!isPresent)('a permit or an outcome whose answer is lost counts once when the SDK sends it again', async () => {
    const clock = { nowMs: START_MS };
    const store = makeDynamoAttemptStore(sendingTwice(engine.client), await engine.freshTables());
    const budget = makeAttemptBudget({ store, now: () => clock.nowMs, uuid: () => crypto.randomUUID() });
    for (const rejections of [1, 2]) {
      await budget.tell(await permitted(budget), 'rejected');
      expect(await store.read(credentialId(USE))).toMatchObject({ generation: rejections, lease: null, isSuspended: false });
      clock.nowMs += WINDOW_MS;
    }
    await budget.tell(await permitted(budget), 'unsent');
    await budget.tell(await permitted(budget), 'unknown');
    expect((await store.read(credentialId(USE)))?.counted.map(({ isRejected }) => isRejected)).toEqual([true, true, false]);
    clock.nowMs += 24 * 3_600_000;
    await budget.tell(await permitted(budget), 'accepted');
    expect(await store.read(credentialId(USE))).toMatchObject({ generation: 2, lease: null, counted: [], acceptedAtMs: clock.nowMs });
  });

  it.skipIf(!isPresent)('what cannot be read or written is not passed over', async () => {
    const tables = await engine.freshTables();
    const ask = (store: ReturnType<typeof makeDynamoAttemptStore>) =>
      makeAttemptBudget({ store, now: () => START_MS, uuid: () => 'a' }).ask([USE], { windowMs: WINDOW_MS, lockout: 'none' });
    const broken = through(engine.client, () => Promise.reject(new Error('no table')));
    await expect(ask(makeDynamoAttemptStore(broken, tables))).rejects.toThrow('no table');
    const unwritable = through(engine.client, (send, command) => (command instanceof GetItemCommand ? send() : Promise.reject(new Error('no write'))));
    await expect(ask(makeDynamoAttemptStore(unwritable, tables))).rejects.toThrow('no write');
  });

  it.skipIf(!isPresent)(
    'a credential costs a read and two writes when it is tried, a read while it is proven, and nothing within a second of that',
    async () => {
      const { client, sent } = counting(engine.client);
      const clock = { nowMs: START_MS };
      const budget = makeAttemptBudget({
        store: makeDynamoAttemptStore(client, await engine.freshTables()),
        now: () => clock.nowMs,
        uuid: () => crypto.randomUUID(),
      });
      await budget.tell(await permitted(budget), 'accepted');
      expect(sent).toEqual(['GetItemCommand', 'UpdateItemCommand', 'UpdateItemCommand']);
      clock.nowMs += WINDOW_MS / 3;
      await budget.tell(await permitted(budget), 'accepted');
      expect(sent.slice(3)).toEqual(['GetItemCommand']);
      clock.nowMs += 999;
      await budget.tell(await permitted(budget), 'accepted');
      expect(sent.slice(4)).toEqual([]);
      clock.nowMs += 1;
      await budget.tell(await permitted(budget), 'accepted');
      expect(sent.slice(4)).toEqual(['GetItemCommand']);
    },
  );

  it.skipIf(!isPresent)('DynamoDB may take a credential out after 25 hours, but one that was rejected last after 400 days', async () => {
    const tables = await engine.freshTables();
    const clock = { nowMs: START_MS };
    const budget = makeAttemptBudget({ store: makeDynamoAttemptStore(engine.client, tables), now: () => clock.nowMs, uuid: () => crypto.randomUUID() });
    for (const [outcome, hours] of [
      ['accepted', 25],
      ['rejected', 400 * 24],
      ['unknown', 400 * 24],
      ['accepted', 25],
    ] as const) {
      await budget.tell(await permitted(budget), outcome);
      const { Item: item } = await engine.client.send(new GetItemCommand({ TableName: tables.attempts, Key: { credential: { S: credentialId(USE) } } }));
      expect(item?.['expiresAt']).toEqual({ N: String(clock.nowMs / 1_000 + hours * 3_600) });
      clock.nowMs += WINDOW_MS;
    }
  });
});
