import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCallerBudgets } from '../../shared/budgets/caller-budgets.ts';
import { makeDynamoBudgetStore } from '../../shared/budgets/dynamo-budget-store.ts';
import { AMPLE } from '../helpers/caller-budgets.ts';
import { makeMemoryBudgetStore } from '../helpers/stores/memory-budget-store.ts';
import { counting, sendingTwice, through } from './altered-client.ts';
import { BUDGET_STORE_CASES, granted, WINDOW } from './budget-store-cases.ts';
import { type Engine, ENGINES } from './store-engines.ts';

describe('in memory', () => {
  it.each(BUDGET_STORE_CASES)('$title', async ({ run }) => {
    await expect(run(makeMemoryBudgetStore())).resolves.toBeUndefined();
  });
});

describe.each(ENGINES)('$name', ({ isPresent, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (isPresent) engine = await start();
  });
  afterAll(() => engine?.stop());

  it.skipIf(!isPresent).each(BUDGET_STORE_CASES)('$title', async ({ run }) => {
    await expect(run(makeDynamoBudgetStore(engine.client, await engine.freshTables()))).resolves.toBeUndefined();
  });

  it.skipIf(!isPresent)('to spend costs one write, granted or not, and no read', async () => {
    const { client, sent } = counting(engine.client);
    const store = makeDynamoBudgetStore(client, await engine.freshTables());
    await granted(store, 9);
    expect(sent).toEqual(Array.from({ length: 9 }, () => 'UpdateItemCommand'));
  });

  it.skipIf(!isPresent)('one whose answer is lost may count twice, and never lets one more through', async () => {
    const store = makeDynamoBudgetStore(sendingTwice(engine.client), await engine.freshTables());
    let count = 0;
    for (let nth = 0; nth < 10; nth += 1) count += await granted(store, 1);
    expect(count).toBe(3);
  });

  it.skipIf(!isPresent)('what cannot be counted is not passed over', async () => {
    const broken = through(engine.client, () => Promise.reject(new Error('no table')));
    const budgets = makeCallerBudgets({
      store: makeDynamoBudgetStore(broken, await engine.freshTables()),
      limits: AMPLE,
      now: () => 0,
    });
    await expect(budgets.spend('tests', 'ada')).rejects.toThrow('no table');
    await expect(budgets.spendOnHosts(['api.example.com'])).rejects.toThrow('no table');
  });

  it.skipIf(!isPresent)('DynamoDB may take it out when its time has come, and it holds a count and nothing else', async () => {
    const tables = await engine.freshTables();
    await makeDynamoBudgetStore(engine.client, tables).spend(WINDOW);
    const { Item: item } = await engine.client.send(new GetItemCommand({ TableName: tables.budgets, Key: { budget: { S: WINDOW.id } } }));
    expect(item).toEqual({ budget: { S: WINDOW.id }, spent: { N: '1' }, expiresAt: { N: String(WINDOW.expiresAt) } });
  });
});
