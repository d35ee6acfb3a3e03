import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDynamoSettingsStore } from '../../shared/settings/dynamo-settings-store.ts';
import { makeMemorySettingsStore } from '../helpers/stores/memory-settings-store.ts';
import { project, secretStore } from '../helpers/stores/settings.ts';
import { counting, sendingTwice } from './altered-client.ts';
import { SETTINGS_STORE_CASES } from './settings-store-cases.ts';
import { type Engine, ENGINES } from './store-engines.ts';

const START_MS = Date.UTC(2026, 10, 23, 12);

describe('in memory', () => {
  it.each(SETTINGS_STORE_CASES)('$title', async ({ run }) => {
    const clock = { nowMs: START_MS };
    await expect(run({ clock, store: makeMemorySettingsStore({ now: () => clock.nowMs }) })).resolves.toBeUndefined();
  });
});

describe.each(ENGINES)('$name', ({ isPresent, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (isPresent) engine = await start();
  });
  afterAll(() => engine?.stop());

  it.skipIf(!isPresent).each(SETTINGS_STORE_CASES)('$title', async ({ run }) => {
    const clock = { nowMs: START_MS };
    await expect(run({ clock, store: makeDynamoSettingsStore(engine.client, await engine.freshTables(), () => clock.nowMs) })).resolves.toBeUndefined();
  });

  it.skipIf(!isPresent)('a write whose answer is lost is no conflict when the SDK sends it again', async () => {
    const tables = await engine.freshTables();
    const store = makeDynamoSettingsStore(sendingTwice(engine.client), tables);
    expect(await store.putStore(secretStore(), 0)).toBe('put');
    expect(await store.putStore(secretStore({ revision: 2 }), 1)).toBe('put');
    expect(await store.putProject(project(), 0)).toBe('put');
    expect(await store.removeStore('demo', 2)).toBe('removed');
    expect(await store.addPeriod(17)).toBe('added');
    expect((await store.periods()).map(({ everyMinutes }) => everyMinutes)).toEqual([17]);
    await store.addPurge('demo', { id: 'p1', secretArn: null });
    expect((await store.storesFor('demo')).purges).toEqual([{ id: 'p1', secretArn: null }]);
    const tick = await store.claimTick({ minute: 100, leaseUntilMs: Date.now() + 90_000 });
    expect(tick).toMatchObject({ from: 100, through: 100 });
    await store.finishTick(tick!, 100);
    expect(await store.claimTick({ minute: 101, leaseUntilMs: Date.now() + 90_000 })).toMatchObject({ from: 101, through: 101 });
    expect(await makeDynamoSettingsStore(engine.client, tables).putProject(project(), 0)).toBe('conflict');
  });

  it.skipIf(!isPresent)('an item never grows: what is over goes with the next purge', async () => {
    const tables = await engine.freshTables();
    let nowMs = START_MS;
    const store = makeDynamoSettingsStore(engine.client, tables, () => nowMs);
    for (let n = 0; n < 5; n += 1) await store.addPurge('demo', { id: `early-${n}`, secretArn: null });
    nowMs += 600_000;
    await store.addPurge('demo', { id: 'late', secretArn: null });
    const Key = { kind: { S: 'project' }, id: { S: 'demo' } };
    const { Item: item } = await engine.client.send(new GetItemCommand({ TableName: tables.settings, Key }));
    expect(item?.['purges']?.SS).toHaveLength(1);
  });

  it.skipIf(!isPresent)('periods that were kept as an item each are still periods, before the first new one and after', async () => {
    const tables = await engine.freshTables();
    for (const every of ['15', '17']) {
      const Item = { kind: { S: 'period' }, id: { S: every }, everyMinutes: { N: every } };
      await engine.client.send(new PutItemCommand({ TableName: tables.settings, Item }));
    }
    const store = makeDynamoSettingsStore(engine.client, tables, () => START_MS);
    const minutes = async (): Promise<readonly number[]> => (await store.periods()).map(({ everyMinutes }) => everyMinutes);
    expect(await store.periods()).toEqual([15, 17].map((everyMinutes) => ({ everyMinutes, seenAtMs: START_MS })));
    await store.keepPeriods([17]);
    expect(await minutes()).toEqual([15, 17]);
    await store.addPeriod(7);
    expect(await minutes()).toEqual([7, 15, 17]);
  });

  it.skipIf(!isPresent)('all that a test needs to know is one BatchGetItem', async () => {
    const { client, sent } = counting(engine.client);
    const store = makeDynamoSettingsStore(client, await engine.freshTables());
    await store.storesFor('demo');
    expect(sent).toEqual(['BatchGetItemCommand']);
  });
});
