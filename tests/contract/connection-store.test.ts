import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDynamoConnectionStore } from '../../shared/connections/dynamo-connection-store.ts';
import type { TableNames } from '../../shared/tables/table-names.ts';
import { makeMemoryConnectionStore } from '../helpers/stores/memory-connection-store.ts';
import { arnOf, CONNECTED, storedConnection, UNTESTED } from '../helpers/stores/stored-connections.ts';
import { counting, sendingTwice, through } from './altered-client.ts';
import { CONNECTION_STORE_CASES, created, walked } from './connection-store-cases.ts';
import { type Engine, ENGINES } from './store-engines.ts';

describe('in memory', () => {
  it.each(CONNECTION_STORE_CASES)('$title', async ({ run }) => {
    await expect(run(makeMemoryConnectionStore())).resolves.toBeUndefined();
  });
});

describe.each(ENGINES)('$name', ({ isPresent, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (isPresent) engine = await start();
  });
  afterAll(() => engine?.stop());

  it.skipIf(!isPresent).each(CONNECTION_STORE_CASES)('$title', async ({ run }) => {
    await expect(run(makeDynamoConnectionStore(engine.client, await engine.freshTables()))).resolves.toBeUndefined();
  });

  it.skipIf(!isPresent)('a connection interrupted before any of its writes is in the index if it is there at all', async () => {
    const tables = await engine.freshTables();
    const whole = makeDynamoConnectionStore(engine.client, tables);
    const missing: string[] = [];
    for (let calls = 0; calls < 8; calls += 1) {
      const old = await created(whole, { secrets: ['kept', 'dropped'] });
      const next = { ...old, revision: 2, config: storedConnection({ secrets: ['kept', 'added-1', 'added-2'] }).config };
      const fresh = storedConnection({ secrets: ['one', 'two', 'three'] });
      const later = { ...fresh, revision: 2, config: old.config };
      for (const work of [
        (store: typeof whole) => store.create(fresh),
        (store: typeof whole) => store.replace(next, 1),
        (store: typeof whole) => store.replace({ ...later, id: old.id }, 1),
        (store: typeof whole) => store.replace({ ...later, revision: 3, id: old.id }, 2),
        (store: typeof whole) => store.remove(fresh.id, null),
      ]) {
        await work(makeDynamoConnectionStore(interrupted(engine.client, calls), tables)).catch(() => 'interrupted');
        missing.push(...(await missingFromIndex(whole, [old.id, fresh.id])));
      }
    }
    expect(missing).toEqual([]);
  });

  it.skipIf(!isPresent)('a secret taken out late does not take the entry of whoever has just put it in again', async () => {
    const tables = await engine.freshTables();
    const store = makeDynamoConnectionStore(engine.client, tables);
    const first = await created(store, { secrets: ['shared'] });
    const without = { ...first, revision: 2, config: storedConnection({ secrets: [] }).config };
    const again = { ...first, revision: 3 };
    // One writer stops before it strikes the entry, the other after it has entered the secret and before it writes the connection.
    const late = pausing(engine.client, 'DeleteItemCommand');
    const striking = makeDynamoConnectionStore(late.client, tables).replace(without, 1);
    await late.reached;
    const early = pausing(engine.client, 'UpdateItemCommand');
    const putting = makeDynamoConnectionStore(early.client, tables).replace(again, 2);
    await early.reached;
    late.go();
    expect(await striking).toBe('replaced');
    early.go();
    expect(await putting).toBe('replaced');
    expect(await walked(store, { projects: null, secretArn: arnOf('shared') })).toEqual([first.id]);
  });

  it.skipIf(!isPresent)('a write whose answer is lost is no conflict when the SDK sends it again', async () => {
    const tables = await engine.freshTables();
    const store = makeDynamoConnectionStore(sendingTwice(engine.client), tables);
    const connection = storedConnection();
    expect(await store.create(connection)).toBe('created');
    expect(await store.replace({ ...connection, revision: 2 }, 1)).toBe('replaced');
    const disabled = { ...CONNECTED, state: 'disabled' } as const;
    expect(await store.setStanding(connection.id, 2, disabled, UNTESTED)).toBe('set');
    expect(await store.setStanding(connection.id, 2, CONNECTED, disabled)).toBe('set');
    expect(await store.replace({ ...connection, revision: 3 }, 2, { insteadOf: CONNECTED })).toBe('replaced');
    expect(await makeDynamoConnectionStore(engine.client, tables).replace({ ...connection, revision: 2 }, 1)).toBe('conflict');
    expect((await store.get(connection.id))?.revision).toBe(3);
  });
});

it('a verdict that changes no state is one write', async () => {
  const engine = await ENGINES[0]!.start();
  const { client, sent } = counting(engine.client);
  const store = makeDynamoConnectionStore(client, await engine.freshTables());
  const { id } = await created(store, { schedule: { every: 'PT15M', enabled: true } });
  const before = sent.length;
  expect(await store.setStanding(id, 1, CONNECTED, UNTESTED)).toBe('set');
  expect(sent.slice(before)).toEqual(['UpdateItemCommand']);
  await engine.stop();
});

describe('2,000 connections on the embedded DynamoDB', () => {
  let engine: Engine;
  let tables: TableNames;
  beforeAll(async () => {
    engine = await ENGINES[0]!.start();
    tables = await engine.freshTables();
    const store = makeDynamoConnectionStore(engine.client, tables);
    for (let made = 0; made < 2_000; made += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          created(store, {
            project: `p${(made + n) % 4}`,
            secrets: (made + n) % 10 === 0 ? ['tenth'] : [],
            labels: (made + n) % 100 === 0 ? { rare: 'yes' } : {},
          }),
        ),
      );
  }, 120_000);
  afterAll(() => engine.stop());

  it.each([
    [{ projects: null }, 2_000],
    [{ projects: ['p1'] }, 500],
    [{ projects: ['p0', 'p2'], connector: 'jira-cloud' }, 1_000],
    [{ projects: null, secretArn: arnOf('tenth') }, 200],
    [{ projects: null, labels: { rare: 'yes' } }, 20],
  ] as const)('%o walks over %i of them, each once', async (filter, count) => {
    const found = await walked(makeDynamoConnectionStore(engine.client, tables), filter, 100);
    expect([found.length, new Set(found).size]).toEqual([count, count]);
  });

  it('one page asks a bounded number of questions, however rare what is looked for', async () => {
    const { client, sent } = counting(engine.client);
    const page = await makeDynamoConnectionStore(client, tables).list({ projects: null, labels: { never: 'there' } }, { limit: 50, after: null });
    expect(page.items).toEqual([]);
    expect(sent.length).toBeLessThanOrEqual(40);
    expect(page.next).not.toBeNull();
  });
});

/** Works for so many calls, and then never again: a process that was killed. */
function interrupted(client: DynamoDBClient, calls: number): DynamoDBClient {
  let left = calls;
  return through(client, async (send) => {
    left -= 1;
    if (left < 0) throw new Error('killed');
    return send();
  });
}

/** Stops before the first command of a kind until told to go on. */
function pausing(client: DynamoDBClient, name: string): { readonly client: DynamoDBClient; readonly reached: Promise<void>; go(): void } {
  const [reached, gate] = [gateway(), gateway()];
  let isMet = false;
  const paused = through(client, async (send, command) => {
    if (command.constructor.name === name && !isMet) {
      isMet = true;
      reached.open();
      await gate.isOpen;
    }
    return send();
  });
  return { client: paused, reached: reached.isOpen, go: () => gate.open() };
}

function gateway(): { readonly isOpen: Promise<void>; open(): void } {
  let open = (): void => {};
  const isOpen = new Promise<void>((resolve) => (open = resolve));
  return { isOpen, open: () => open() };
}

/** "con_… arn:…" for each secret that a stored connection names and the index does not give it for. */
async function missingFromIndex(store: ReturnType<typeof makeMemoryConnectionStore>, connectionIds: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const id of connectionIds) {
    const config = JSON.stringify((await store.get(id))?.config ?? {});
    for (const name of ['kept', 'dropped', 'added-1', 'added-2', 'one', 'two', 'three']) {
      if (!config.includes(arnOf(name))) continue;
      if (!(await walked(store, { projects: null, secretArn: arnOf(name) }, 100)).includes(id)) missing.push(`${id} ${name}`);
    }
  }
  return missing;
}
