import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDynamoHostStore } from '../../shared/hosts/dynamo-host-store.ts';
import { makeFakeClock } from '../helpers/fake-clock.ts';
import { makeMemoryHostStore } from '../helpers/stores/memory-host-store.ts';
import { sendingTwice, through } from './altered-client.ts';
import { gateOf, HOST, HOST_STORE_CASES, letIn } from './host-store-cases.ts';
import { type Engine, ENGINES } from './store-engines.ts';

describe('in memory', () => {
  it.each(HOST_STORE_CASES)('$title', async ({ run }) => {
    await expect(run({ store: makeMemoryHostStore(), clock: makeFakeClock() })).resolves.toBeUndefined();
  });
});

describe.each(ENGINES)('$name', ({ isPresent, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (isPresent) engine = await start();
  });
  afterAll(() => engine?.stop());

  it.skipIf(!isPresent).each(HOST_STORE_CASES)('$title', async ({ run }) => {
    const store = makeDynamoHostStore(engine.client, await engine.freshTables());
    await expect(run({ store, clock: makeFakeClock() })).resolves.toBeUndefined();
  });

  it.skipIf(!isPresent)('a try or what came of it counts once when the SDK sends it again after a lost answer', async () => {
    const clock = makeFakeClock();
    const store = makeDynamoHostStore(sendingTwice(engine.client), await engine.freshTables());
    const gate = gateOf({ store, clock });
    for (const failures of [1, 2, 3, 4]) {
      await gate.tell(await letIn(gate), { kind: 'failed' });
      expect(await store.read(HOST)).toMatchObject({ failures, tries: [], triedAtMs: { length: failures } });
    }
    await gate.tell(await letIn(gate), { kind: 'unsent' });
    expect(await store.read(HOST)).toMatchObject({ failures: 4, tries: [], triedAtMs: { length: 4 } });
    await gate.tell(await letIn(gate), { kind: 'answered' });
    expect(await store.read(HOST)).toMatchObject({ failures: 0, answeredAtMs: clock.now() });
    await gate.tell(await letIn(gate), { kind: 'failed' });
    expect(await store.read(HOST)).toMatchObject({ failures: 1 });
  });

  it.skipIf(!isPresent)('what cannot be read or written is not passed over', async () => {
    const tables = await engine.freshTables();
    const broken = through(engine.client, () => Promise.reject(new Error('no table')));
    await expect(letIn(gateOf({ store: makeDynamoHostStore(broken, tables), clock: makeFakeClock() }))).rejects.toThrow('no table');
    const unwritable = through(engine.client, (send, command) => (command instanceof GetItemCommand ? send() : Promise.reject(new Error('no write'))));
    await expect(letIn(gateOf({ store: makeDynamoHostStore(unwritable, tables), clock: makeFakeClock() }))).rejects.toThrow('no write');
  });

  it.skipIf(!isPresent)('the fullest host that there can be is one write unit, and DynamoDB may take it out after 26 hours', async () => {
    const clock = makeFakeClock();
    const tables = await engine.freshTables();
    const units: number[] = [];
    const measured = through(engine.client, (send, command) => {
      if (command instanceof UpdateItemCommand) units.push(JSON.stringify(command.input.ExpressionAttributeValues).length);
      return send();
    });
    const store = makeDynamoHostStore(measured, tables);
    const gates = Array.from({ length: 12 }, () => gateOf({ store, clock }));
    // Slow, no longer trusted, tried as often as may be in a minute, and by three at this moment.
    const first = gateOf({ store, clock });
    await first.tell(await letIn(first), { kind: 'late' });
    await clock.advance(15 * 60_000);
    for (const [n, gate] of gates.entries()) {
      const pass = await letIn(gate);
      if (n < 9) await gate.tell(pass, { kind: 'unknown' });
    }
    expect(await store.read(HOST)).toMatchObject({ tries: { length: 3 }, triedAtMs: { length: 12 }, slowUntilMs: expect.any(Number) });
    expect(await first.isSlow(HOST)).toBe(true);
    const { Item: item } = await engine.client.send(new GetItemCommand({ TableName: tables.hosts, Key: { host: { S: HOST } } }));
    expect(item?.['expiresAt']).toEqual({ N: String(clock.now() / 1_000 + 26 * 3_600) });
    // 255 of a name and the names of attributes come on top.
    expect(Math.max(...units)).toBeLessThan(1_024 - 255 - 60);
  });
});
