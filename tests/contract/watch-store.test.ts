import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDynamoConnectionStore } from '../../shared/connections/dynamo-connection-store.ts';
import { makeDynamoSecretWalk } from '../../shared/connections/dynamo-secret-walk.ts';
import type { IndexedUse, SecretWalk } from '../../shared/connections/secret-walk.ts';
import { makeDynamoWatchStore } from '../../shared/watch/dynamo-watch-store.ts';
import { makeMemorySecretWalk } from '../helpers/stores/memory-secret-walk.ts';
import { makeMemoryWatchStore } from '../helpers/stores/memory-watch-store.ts';
import { arnOf, storedConnection } from '../helpers/stores/stored-connections.ts';
import { counting, sendingTwice, through } from './altered-client.ts';
import { type Engine, ENGINES } from './store-engines.ts';
import { WATCH_STORE_CASES } from './watch-store-cases.ts';

const keyOf = ({ secretArn, connectionId }: IndexedUse): string => `${secretArn} ${connectionId}`;
/** Thirty connections of seven secrets; the first secret is used by all. */
const CONNECTIONS = Array.from({ length: 30 }, (_, n) => storedConnection({ secrets: ['shared', `own-${n % 6}`] }));
const USES: readonly IndexedUse[] = CONNECTIONS.flatMap(({ id }, n) =>
  ['shared', `own-${n % 6}`].map((name) => ({ secretArn: arnOf(name), connectionId: id })),
);

async function walked(walk: SecretWalk, limit: number): Promise<readonly IndexedUse[]> {
  const uses: IndexedUse[] = [];
  let after: IndexedUse | null = null;
  do {
    const page: Awaited<ReturnType<SecretWalk['page']>> = await walk.page(after, limit);
    expect(page.uses.length).toBeLessThanOrEqual(limit);
    if (page.next) expect(page.next).toEqual(page.uses.at(-1));
    uses.push(...page.uses);
    after = page.next;
  } while (after !== null);
  return uses;
}

async function expectWalkOfAll(walk: SecretWalk): Promise<void> {
  for (const limit of [1, 7, 100]) {
    const uses = await walked(walk, limit);
    expect(uses.map(keyOf).toSorted()).toEqual(USES.map(keyOf).toSorted());
    const changes = uses.filter(({ secretArn }, n) => secretArn !== uses[n - 1]?.secretArn);
    expect(changes).toHaveLength(7);
  }
}

describe('in memory', () => {
  it.each(WATCH_STORE_CASES)('$title', async ({ run }) => {
    await expect(run(makeMemoryWatchStore())).resolves.toBeUndefined();
  });

  it('a walk meets each use once, and the connections of a secret together', async () => {
    await expect(expectWalkOfAll(makeMemorySecretWalk(USES))).resolves.toBeUndefined();
  });
});

describe.each(ENGINES)('$name', ({ isPresent, start }) => {
  let engine: Engine;
  beforeAll(async () => {
    if (isPresent) engine = await start();
  });
  afterAll(() => engine?.stop());

  it.skipIf(!isPresent).each(WATCH_STORE_CASES)('$title', async ({ run }) => {
    await expect(run(makeDynamoWatchStore(engine.client, await engine.freshTables()))).resolves.toBeUndefined();
  });

  it.skipIf(!isPresent).each(WATCH_STORE_CASES)('$title, where each answer is lost once and the SDK sends again', async ({ run }) => {
    await expect(run(makeDynamoWatchStore(sendingTwice(engine.client), await engine.freshTables()))).resolves.toBeUndefined();
  });

  it.skipIf(!isPresent)('a walk meets each use once, and the connections of a secret together, of the keys alone', async () => {
    const tables = await engine.freshTables();
    const connections = makeDynamoConnectionStore(engine.client, tables);
    for (const connection of CONNECTIONS) await connections.create(connection);
    await expectWalkOfAll(makeDynamoSecretWalk(engine.client, tables));
    const [first] = (await makeDynamoSecretWalk(engine.client, tables).page(null, 1)).uses;
    expect(Object.keys(first ?? {}).toSorted()).toEqual(['connectionId', 'secretArn']);
  });

  it.skipIf(!isPresent)('a look that finds nothing new costs one read, and one that does a read and a write', async () => {
    const { client, sent } = counting(engine.client);
    const store = makeDynamoWatchStore(client, await engine.freshTables());
    await store.read(arnOf('jira'));
    await store.write(arnOf('jira'), { revision: 1, versionId: 'v1', finding: null, newArn: null, since: '2026-11-23T12:00:00.000Z' }, 0);
    expect(sent).toEqual(['GetItemCommand', 'PutItemCommand']);
  });

  it.skipIf(!isPresent)('what cannot be read or written is not passed over', async () => {
    const tables = await engine.freshTables();
    const broken = through(engine.client, () => Promise.reject(new Error('no table')));
    const store = makeDynamoWatchStore(broken, tables);
    const calls = [() => store.read(arnOf('jira')), () => store.course(), () => makeDynamoSecretWalk(broken, tables).page(null, 1)];
    for (const call of calls) await expect(call()).rejects.toThrow('no table');
    await expect(store.write(arnOf('jira'), { revision: 1, versionId: null, finding: 'not_found', newArn: null, since: '' }, 0)).rejects.toThrow('no table');
  });
});
