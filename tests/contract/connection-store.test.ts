import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemOf } from '../../shared/connections/connection-item.ts';
import { makeDynamoConnectionStore } from '../../shared/connections/dynamo-connection-store.ts';
import { recentOutcomes } from '../../shared/connections/recent-outcomes.ts';
import { recordVerification } from '../../shared/connections/record-verification.ts';
import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import { shownConnection } from '../../shared/http/connection-reply.ts';
import type { Item } from '../../shared/tables/item.ts';
import type { TableNames } from '../../shared/tables/table-names.ts';
import type { Verification } from '../../shared/verifications/verification.ts';
import { makeMemoryConnectionStore } from '../helpers/stores/memory-connection-store.ts';
import { makeMemoryEventBus } from '../helpers/stores/memory-event-bus.ts';
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

describe('what a verdict costs', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await ENGINES[0]!.start();
  });
  afterAll(() => engine.stop());

  it('that changes no state is one write', async () => {
    const { client, sent } = counting(engine.client);
    const store = makeDynamoConnectionStore(client, await engine.freshTables());
    const { id } = await created(store, { schedule: { every: 'PT15M', enabled: true } });
    const before = sent.length;
    expect(await store.setStanding(id, 1, CONNECTED, UNTESTED)).toBe('set');
    expect(sent.slice(before)).toEqual(['UpdateItemCommand']);
  });

  it('with the recent outcomes that it joins: one read and that write, none where it was recorded before, and at most 51 bytes more to keep', async () => {
    const { client, sent } = counting(engine.client);
    const store = makeDynamoConnectionStore(client, await engine.freshTables());
    const connection = await created(store, { standing: { ...CONNECTED, versionIds: [] } });
    const bytesBefore = bytesOf(itemOf((await store.get(connection.id))!, ''));
    const deps = { connections: store, events: makeMemoryEventBus() };
    for (let hour = 1; hour <= 40; hour += 1) {
      const verification = authorizedAt(connection, Date.parse(connection.updatedAt) + hour * 3_600_000);
      for (const calls of [['GetItemCommand', 'UpdateItemCommand'], ['GetItemCommand']]) {
        const before = sent.length;
        expect(await recordVerification(connection, verification, 'schedule', deps)).toBe(true);
        expect(sent.slice(before)).toEqual(calls);
      }
    }
    const stored = (await store.get(connection.id))!;
    expect(recentOutcomes(stored.standing.recent)).toEqual(Array.from({ length: 30 }, () => 'authorized'));
    expect(bytesOf(itemOf(stored, '')) - bytesBefore).toBe(51);
  });

  it('a connection that was stored before there were recent outcomes has none, and takes its next verdict', async () => {
    const tables = await engine.freshTables();
    const store = makeDynamoConnectionStore(engine.client, tables);
    const connection = await created(store, { standing: CONNECTED });
    const { Item: item } = await engine.client.send(new GetItemCommand({ TableName: tables.connections, Key: { id: { S: connection.id } } }));
    expect(item?.['standing']?.S).not.toContain('recent');
    expect(shownConnection((await store.get(connection.id))!).standing.recent).toEqual([]);
    const verification = authorizedAt(connection, Date.parse(connection.updatedAt) + 1_000);
    expect(await recordVerification(connection, verification, 'hand', { connections: store, events: makeMemoryEventBus() })).toBe(true);
    expect(shownConnection((await store.get(connection.id))!).standing.recent).toEqual(['authorized']);
  });
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

function authorizedAt({ id: connectionId, connector, method }: StoredConnection, startedAtMs: number): Verification {
  const verdict = { status: 'authorized', code: 'ok', message: '', fix: null, retryable: false, target: null, identity: null, secrets: [], steps: [] } as const;
  return { id: `ver_${startedAtMs}`, connectionId, connector, method, ...verdict, startedAt: new Date(startedAtMs).toISOString(), durationMs: 5 };
}

/** Names and values, as DynamoDB counts them; a number as its text. */
function bytesOf(item: Item): number {
  return Object.entries(item).reduce((bytes, [name, value]) => bytes + Buffer.byteLength(name + (value.S ?? value.N ?? '')), 0);
}

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
