import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDynamoHistoryStore } from '../../shared/verifications/dynamo-history-store.ts';
import type { HistoryStore } from '../../shared/verifications/history-store.ts';
import { makeMemoryHistoryStore } from '../helpers/stores/memory-history-store.ts';
import { newId, verificationAt } from '../helpers/stores/stored-connections.ts';
import { type Engine, ENGINES } from './store-engines.ts';

type Setting = { readonly store: HistoryStore; readonly clock: { nowMs: number } };
type HistoryCase = { readonly title: string; readonly run: (setting: Setting) => Promise<void> };

const START_MS = Date.UTC(2026, 10, 23, 12);
const LATER = START_MS / 1_000 + 86_400;

async function walked(store: HistoryStore, connectionId: string, limit: number): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after: string | null = null; ;) {
    const page = await store.list(connectionId, { limit, after });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    expect((page.next ?? '').length).toBeLessThanOrEqual(380);
    found.push(...page.items.map(({ id }) => id));
    if (page.next === null) return found;
    after = page.next;
  }
}

const CASES: readonly HistoryCase[] = [
  {
    title: 'the newest verification comes first, whatever the order of writing, and each once',
    run: async ({ store }) => {
      const id = newId();
      const all = Array.from({ length: 25 }, (_, minute) => verificationAt(minute));
      for (const verification of all.toSorted((a, b) => (a.id < b.id ? -1 : 1))) await store.append(id, verification, LATER);
      await store.append(id, all[3]!, LATER);
      await store.append(newId(), verificationAt(99), LATER);
      for (const limit of [1, 7, 25, 100]) expect(await walked(store, id, limit)).toEqual(all.toReversed().map((one) => one.id));
      expect((await store.list(id, { limit: 25, after: null })).items[24]).toEqual(all[0]);
    },
  },
  {
    title: 'two of the same millisecond are two',
    run: async ({ store }) => {
      const id = newId();
      for (const name of ['ver_a', 'ver_b']) await store.append(id, verificationAt(0, name), LATER);
      expect(await walked(store, id, 1)).toEqual(['ver_b', 'ver_a']);
    },
  },
  {
    title: 'what has expired is gone, although no TTL has taken it yet',
    run: async ({ store, clock }) => {
      const id = newId();
      for (let minute = 0; minute < 30; minute += 1) await store.append(id, verificationAt(minute, `ver_${minute}`), minute % 10 === 0 ? LATER * 2 : LATER);
      clock.nowMs = LATER * 1_000;
      for (const limit of [1, 2, 50]) expect(await walked(store, id, limit)).toEqual(['ver_20', 'ver_10', 'ver_0']);
    },
  },
  {
    title: 'a connection without a history has an empty one, and a cursor of somebody else is refused',
    run: async ({ store }) => {
      expect(await store.list(newId(), { limit: 5, after: null })).toEqual({ items: [], next: null });
      for (const after of ['', '~', 'con_1', '2026-11-23T12:00:00.000Z', '{"S":"x"}'])
        await expect(store.list(newId(), { limit: 5, after })).rejects.toMatchObject({ issues: [{ code: 'schema_invalid' }] });
    },
  },
];

describe('in memory', () => {
  it.each(CASES)('$title', async ({ run }) => {
    const clock = { nowMs: START_MS };
    await expect(run({ clock, store: makeMemoryHistoryStore({ now: () => clock.nowMs }) })).resolves.toBeUndefined();
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
    await expect(run({ clock, store: makeDynamoHistoryStore(engine.client, await engine.freshTables(), () => clock.nowMs) })).resolves.toBeUndefined();
  });
});
