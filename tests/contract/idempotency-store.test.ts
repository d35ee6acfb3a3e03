import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDynamoIdempotencyStore } from '../../shared/http/dynamo-idempotency-store.ts';
import type { IdempotencyStore } from '../../shared/http/idempotency-store.ts';
import { makeMemoryIdempotencyStore } from '../helpers/stores/memory-idempotency-store.ts';
import { type Engine, ENGINES } from './store-engines.ts';

type Setting = { readonly store: IdempotencyStore; readonly clock: { nowMs: number } };
type IdempotencyCase = { readonly title: string; readonly run: (setting: Setting) => Promise<void> };

const KEY = { caller: 'ada', project: 'demo', route: 'POST /v1/connections', key: 'k-1' };
const REPLY = { httpStatus: 201, body: { id: 'con_1', labels: { é: '"' } }, headers: { etag: '"1"' } };

const CASES: readonly IdempotencyCase[] = [
  {
    title: 'the first request is new, the same one meanwhile in progress, and afterwards answered as the first was',
    run: async ({ store }) => {
      expect(await store.claim(KEY, 'digest')).toEqual({ kind: 'new' });
      expect(await store.claim(KEY, 'digest')).toEqual({ kind: 'in_progress' });
      await store.complete(KEY, REPLY);
      expect(await store.claim(KEY, 'digest')).toEqual({ kind: 'replay', reply: REPLY });
    },
  },
  {
    title: 'another body under the same key is a mismatch, before and after the answer',
    run: async ({ store }) => {
      await store.claim(KEY, 'digest');
      expect(await store.claim(KEY, 'other')).toEqual({ kind: 'mismatch' });
      await store.complete(KEY, REPLY);
      expect(await store.claim(KEY, 'other')).toEqual({ kind: 'mismatch' });
    },
  },
  {
    title: 'caller, project, route and key each make another key, however they are cut',
    run: async ({ store }) => {
      const others = [
        { ...KEY, caller: 'ada,demo' },
        { ...KEY, caller: 'ad', project: 'ademo' },
        { ...KEY, project: 'other' },
        { ...KEY, route: 'POST /v1/connections/{id}/test' },
        { ...KEY, key: 'k-2' },
        { ...KEY, caller: 'ada"]' },
      ];
      for (const key of [KEY, ...others]) expect(await store.claim(key, 'digest')).toEqual({ kind: 'new' });
    },
  },
  {
    title: 'of twenty who claim at once, one is new',
    run: async ({ store }) => {
      const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(KEY, 'digest')));
      expect(claims.map(({ kind }) => kind).toSorted()).toEqual([...Array.from({ length: 19 }, () => 'in_progress'), 'new']);
    },
  },
  {
    title: 'a claim whose owner crashed frees itself after a minute, for any body',
    run: async ({ store, clock }) => {
      await store.claim(KEY, 'digest');
      clock.nowMs += 59_000;
      expect(await store.claim(KEY, 'digest')).toEqual({ kind: 'in_progress' });
      clock.nowMs += 1_000;
      expect(await store.claim(KEY, 'other')).toEqual({ kind: 'new' });
    },
  },
  {
    title: 'a key given back is new again; an answer is not given back',
    run: async ({ store }) => {
      await store.claim(KEY, 'digest');
      await store.release(KEY);
      expect(await store.claim(KEY, 'other')).toEqual({ kind: 'new' });
      await store.complete(KEY, REPLY);
      await store.release(KEY);
      expect(await store.claim(KEY, 'other')).toMatchObject({ kind: 'replay' });
    },
  },
  {
    title: 'an answer is kept for a day, and the first one stays',
    run: async ({ store, clock }) => {
      await store.claim(KEY, 'digest');
      await store.complete(KEY, REPLY);
      await store.complete(KEY, { httpStatus: 500, body: null });
      clock.nowMs += 86_399_000;
      expect(await store.claim(KEY, 'digest')).toEqual({ kind: 'replay', reply: REPLY });
      clock.nowMs += 1_000;
      expect(await store.claim(KEY, 'digest')).toEqual({ kind: 'new' });
    },
  },
  {
    title: 'whoever comes back too late completes nothing',
    run: async ({ store, clock }) => {
      await store.claim(KEY, 'digest');
      clock.nowMs += 60_000;
      await store.complete(KEY, REPLY);
      await store.release({ ...KEY, key: 'never claimed' });
      expect(await store.claim(KEY, 'digest')).toEqual({ kind: 'new' });
    },
  },
];

const START_MS = Date.UTC(2026, 10, 23, 12);

describe('in memory', () => {
  it.each(CASES)('$title', async ({ run }) => {
    const clock = { nowMs: START_MS };
    await expect(run({ clock, store: makeMemoryIdempotencyStore({ now: () => clock.nowMs }) })).resolves.toBeUndefined();
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
    await expect(run({ clock, store: makeDynamoIdempotencyStore(engine.client, await engine.freshTables(), () => clock.nowMs) })).resolves.toBeUndefined();
  });
});
