import { expect } from 'vitest';
import type { AuditFilter, Intent, VerificationStore } from '../../shared/verifications/verification-store.ts';
import { AUTHORIZED, intentAt, newVerificationId, REFUSED, verificationOf } from '../helpers/stores/intents.ts';
import { arnOf, newId } from '../helpers/stores/stored-connections.ts';

/** Its history is kept for 10 days and its audit for 30, or the other way round where a case says so. */
export type VerificationSetting = {
  readonly store: VerificationStore;
  readonly keptOtherwise: (days: { readonly historyDays: number; readonly auditDays: number }) => VerificationStore;
  readonly clock: { nowMs: number };
};
export type VerificationCase = { readonly title: string; readonly run: (setting: VerificationSetting) => Promise<void> };
type Page = { readonly items: readonly { readonly id: string }[]; readonly next: string | null };

const DAY_MS = 86_400_000;
const FIRST = { limit: 100, after: null };

/** All ids, page by page, and in how many pages. */
async function walk(limit: number, read: (page: { readonly limit: number; readonly after: string | null }) => Promise<Page>): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after: string | null = null; ;) {
    const page = await read({ limit, after });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    expect((page.next ?? '').length).toBeLessThanOrEqual(380);
    found.push(...page.items.map(({ id }) => id));
    if (page.next === null) return found;
    after = page.next;
  }
}

const historyOf = (store: VerificationStore, connectionId: string, limit = 100): Promise<readonly string[]> =>
  walk(limit, (page) => store.history(connectionId, page));
export const auditOf = (store: VerificationStore, filter: AuditFilter = { project: 'demo' }, limit = 100): Promise<readonly string[]> =>
  walk(limit, (page) => store.audit(filter, page));

async function ended(store: VerificationStore, intent: Intent): Promise<Intent> {
  await store.begin(intent);
  await store.end(intent, AUTHORIZED, verificationOf(intent));
  return intent;
}

const newestFirst = (intents: readonly Intent[]): readonly string[] =>
  intents.toSorted((a, b) => (`${a.at}${a.id}` < `${b.at}${b.id}` ? 1 : -1)).map(({ id }) => id);

export const VERIFICATION_STORE_CASES: readonly VerificationCase[] = [
  {
    title: 'what is about to happen stands in the audit before it happens, and is no history yet',
    run: async ({ store }) => {
      const intent = intentAt(0, { connectionId: newId() });
      await store.begin(intent);
      expect(await store.audit({ project: 'demo' }, FIRST)).toEqual({ items: [{ ...intent, result: null }], next: null });
      expect(await historyOf(store, intent.connectionId!)).toEqual([]);
    },
  },
  {
    title: 'one entry tells what was intended and what came of it, and the history shows the verification as it was answered',
    run: async ({ store }) => {
      const intent = await ended(store, intentAt(0, { connectionId: newId() }));
      expect(await store.audit({ project: 'demo' }, FIRST)).toEqual({ items: [{ ...intent, result: AUTHORIZED }], next: null });
      expect(await store.history(intent.connectionId!, FIRST)).toEqual({ items: [verificationOf(intent)], next: null });
    },
  },
  {
    title: 'whom the credentials belong to is kept, and warnings of values are not',
    run: async ({ store }) => {
      const intent = intentAt(0, { connectionId: newId() });
      const verification = { ...verificationOf(intent), identity: 'ada' };
      const warnings = [{ pointer: '/config/apiToken', code: 'value_is_json', message: 'The value is JSON.' }] as const;
      await store.begin(intent);
      await store.end(intent, AUTHORIZED, { ...verification, warnings });
      expect(await store.history(intent.connectionId!, FIRST)).toEqual({ items: [verification], next: null });
    },
  },
  {
    title: 'an entry begun twice is one, and stays as it began first',
    run: async ({ store }) => {
      const intent = await ended(store, intentAt(0));
      await store.begin(intent);
      await store.begin({ ...intent, caller: 'mallory', secrets: [] });
      expect(await store.audit({ project: 'demo' }, FIRST)).toEqual({ items: [{ ...intent, result: AUTHORIZED }], next: null });
    },
  },
  {
    title: 'the first end stays, and nobody ends an entry with another beginning',
    run: async ({ store }) => {
      const intent = intentAt(0, { connectionId: newId() });
      await store.begin(intent);
      await store.end({ ...intent, caller: 'mallory', secrets: [] }, AUTHORIZED, verificationOf(intent));
      await store.end(intent, REFUSED, { ...verificationOf(intent), status: 'refused', code: 'bad_credentials' });
      expect(await store.audit({ project: 'demo' }, FIRST)).toEqual({ items: [{ ...intent, result: AUTHORIZED }], next: null });
      expect((await store.history(intent.connectionId!, FIRST)).items).toEqual([verificationOf(intent)]);
    },
  },
  {
    title: 'who ends an entry is told whether it was this end; the same one, sent again, still is',
    run: async ({ store }) => {
      const other = { status: 'refused', code: 'bad_credentials' } as const;
      for (const connectionId of [newId(), null]) {
        const [intent, unbegun] = [intentAt(0, { connectionId }), intentAt(1, { connectionId })];
        await store.begin(intent);
        for (const entry of [intent, unbegun]) {
          const verification = connectionId === null ? null : verificationOf(entry);
          expect(await store.end(entry, AUTHORIZED, verification)).toBe('ended');
          expect(await store.end(entry, AUTHORIZED, verification)).toBe('ended');
          expect(await store.end(entry, REFUSED, verification && { ...verification, ...other })).toBe('late');
          if (verification) expect(await store.end(entry, AUTHORIZED, { ...verification, durationMs: 2 })).toBe('late');
          expect(await store.end(entry, AUTHORIZED, verification)).toBe('ended');
        }
      }
    },
  },
  {
    title: 'the verification of an entry is read by it once it has ended, and stays as it was ended first',
    run: async ({ store, clock }) => {
      const intent = intentAt(0, { connectionId: newId() });
      expect(await store.read(intent)).toBeNull();
      await store.begin(intent);
      expect(await store.read(intent)).toBeNull();
      await store.end(intent, AUTHORIZED, verificationOf(intent));
      await store.end(intent, REFUSED, { ...verificationOf(intent), status: 'refused', code: 'bad_credentials' });
      const { id, at, connectionId, project } = intent;
      expect(await store.read({ id, at, connectionId, project })).toEqual(verificationOf(intent));
      for (const wrong of [{ id: newVerificationId() }, { at: intentAt(1).at }, { connectionId: newId() }, { connectionId: null }])
        expect(await store.read({ id, at, connectionId, project, ...wrong })).toBeNull();
      clock.nowMs += 400 * DAY_MS;
      expect(await store.read(intent)).toEqual(verificationOf(intent));
    },
  },
  {
    title: 'who ends what was interrupted meanwhile is late, and reads that it was',
    run: async ({ store, clock }) => {
      const intent = intentAt(0, { connectionId: newId() });
      await store.claim(intent, clock.nowMs);
      expect(await store.read(intent)).toBeNull();
      expect(await store.claim(intent, clock.nowMs + 1)).toBe('interrupted');
      expect(await store.end(intent, AUTHORIZED, verificationOf(intent))).toBe('late');
      expect(await store.read(intent)).toMatchObject({ id: intent.id, status: 'inconclusive', code: 'interrupted' });
    },
  },
  {
    title: 'what is kept for the audit alone has no verification to be read',
    run: async ({ store }) => {
      const [unsaved, tried] = [intentAt(0), intentAt(1, { connectionId: newId(), action: 'test_store' })];
      await store.end(unsaved, AUTHORIZED, verificationOf(unsaved));
      await store.end(tried, REFUSED, null);
      for (const intent of [unsaved, tried]) expect(await store.read(intent)).toBeNull();
    },
  },
  {
    title: 'of ten who end an entry at once, one has',
    run: async ({ store }) => {
      const intent = intentAt(0, { connectionId: newId() });
      await store.begin(intent);
      const ends = Array.from({ length: 10 }, (_, n) =>
        store.end(intent, { ...AUTHORIZED, httpStatus: 200 + n }, { ...verificationOf(intent), durationMs: n }),
      );
      expect((await Promise.all(ends)).toSorted()).toEqual(['ended', ...Array<string>(9).fill('late')]);
      const [{ items }, history] = [await store.audit({ project: 'demo' }, FIRST), await store.history(intent.connectionId!, FIRST)];
      expect(items).toHaveLength(1);
      expect(history.items[0]?.durationMs).toBe(items[0]!.result!.httpStatus! - 200);
    },
  },
  {
    title: 'an entry that never began is written whole at its end',
    run: async ({ store }) => {
      const intent = intentAt(0, { connectionId: newId(), secrets: [] });
      await store.end(intent, REFUSED, verificationOf(intent));
      expect(await store.audit({ project: 'demo' }, FIRST)).toEqual({ items: [{ ...intent, result: REFUSED }], next: null });
      expect(await historyOf(store, intent.connectionId!)).toEqual([intent.id]);
    },
  },
  {
    title: 'what is no test of a stored connection is in the audit alone',
    run: async ({ store }) => {
      const unsaved = await ended(store, intentAt(0));
      const listed = intentAt(1, { action: 'list_keys', connector: null, method: null, secrets: [{ arn: arnOf('jira'), key: null, field: null }] });
      await store.begin(listed);
      await store.end(listed, { ...AUTHORIZED, httpStatus: null }, null);
      const tried = intentAt(2, { connectionId: newId(), action: 'test_store' });
      await store.end(tried, REFUSED, null);
      expect(await auditOf(store)).toEqual([tried.id, listed.id, unsaved.id]);
      for (const id of ['project:demo', 'demo', tried.connectionId!]) expect(await historyOf(store, id)).toEqual([]);
    },
  },
  {
    title: 'the newest verification of a connection comes first, whatever the order of writing, and each once',
    run: async ({ store }) => {
      const connectionId = newId();
      const intents = Array.from({ length: 25 }, (_, minute) => intentAt(minute, { connectionId }));
      for (const intent of intents.toSorted((a, b) => (a.id < b.id ? -1 : 1))) await ended(store, intent);
      await store.begin(intentAt(30, { connectionId }));
      await ended(store, intentAt(99, { connectionId: newId() }));
      for (const limit of [1, 7, 25, 100]) expect(await historyOf(store, connectionId, limit)).toEqual(newestFirst(intents));
    },
  },
  {
    title: 'the newest entry of a project comes first, in whatever part of the index it is, without gaps or repeats',
    run: async ({ store }) => {
      const connectionIds = [null, newId(), newId()];
      // Runs of one part, then of another, and several of the same millisecond.
      const ids = ['0', '0', '0', '0', '0', '0', '0', '5', '9', 'f', 'f', 'f', 'f', 'f', '3', '7', 'b', 'c', '1', '6', 'a', 'd', '2', '4', '8', 'e', '0'];
      const intents = ids.map((digit, n) =>
        intentAt(Math.floor(n / 2), { id: `ver_${digit}${newVerificationId().slice(5)}`, connectionId: connectionIds[n % 3] ?? null }),
      );
      for (const intent of intents.toReversed()) await (intents.indexOf(intent) % 2 ? store.begin(intent) : ended(store, intent));
      for (const limit of [1, 2, 5, 13, 26, 27, 28, 100]) expect(await auditOf(store, { project: 'demo' }, limit)).toEqual(newestFirst(intents));
    },
  },
  {
    title: "another project's entries are never shown, whatever is asked for",
    run: async ({ store }) => {
      const connectionId = newId();
      const own = await ended(store, intentAt(0, { connectionId }));
      await ended(store, intentAt(1, { project: 'other' }));
      await ended(store, intentAt(2, { project: 'other', connectionId }));
      await ended(store, intentAt(3, { project: 'demo#0' }));
      for (const filter of [{}, { connectionId }, { caller: 'ada' }, { secretArn: arnOf('jira') }])
        expect(await auditOf(store, { project: 'demo', ...filter })).toEqual([own.id]);
      expect(await auditOf(store, { project: 'nobody' })).toEqual([]);
    },
  },
  {
    title: 'a filter leaves out all that is not asked for, and skips nothing that is',
    run: async ({ store }) => {
      const connectionId = newId();
      const rare = [3, 30, 57].map((minute) =>
        intentAt(minute, { caller: 'eve', connectionId, secrets: [...intentAt(0).secrets, { arn: arnOf('okta'), key: null, field: null }] }),
      );
      for (let minute = 0; minute < 60; minute += 1) await store.begin(rare.find(({ at }) => at === intentAt(minute).at) ?? intentAt(minute));
      for (const filter of [{ caller: 'eve' }, { secretArn: arnOf('okta') }, { connectionId }, { connectionId, caller: 'eve', secretArn: arnOf('okta') }])
        for (const limit of [1, 2, 50]) expect(await auditOf(store, { project: 'demo', ...filter }, limit)).toEqual(newestFirst(rare));
      expect(await auditOf(store, { project: 'demo', connectionId, caller: 'ada' })).toEqual([]);
      expect(await auditOf(store, { project: 'demo', secretArn: arnOf('jira') }, 7)).toHaveLength(60);
    },
  },
  {
    title: 'the history of a connection goes after its time, and the audit stays for its own',
    run: async ({ store, clock }) => {
      const connectionId = newId();
      const early = await ended(store, intentAt(0, { connectionId }));
      const late = await ended(store, intentAt(1, { connectionId }));
      clock.nowMs = Date.parse(early.at) + 10 * DAY_MS;
      for (const limit of [1, 2, 50]) expect(await historyOf(store, connectionId, limit)).toEqual([late.id]);
      for (const filter of [{}, { connectionId }]) expect(await auditOf(store, { project: 'demo', ...filter })).toEqual([late.id, early.id]);
      clock.nowMs = Date.parse(early.at) + 30 * DAY_MS;
      for (const filter of [{}, { connectionId }]) expect(await auditOf(store, { project: 'demo', ...filter }, 1)).toEqual([late.id]);
      expect(await historyOf(store, connectionId)).toEqual([]);
    },
  },
  {
    title: 'where history is to be kept for longer than the audit, it is',
    run: async ({ keptOtherwise, clock }) => {
      const store = keptOtherwise({ historyDays: 30, auditDays: 10 });
      const { id, at, connectionId } = await ended(store, intentAt(0, { connectionId: newId() }));
      clock.nowMs = Date.parse(at) + 10 * DAY_MS;
      expect([await historyOf(store, connectionId!), await auditOf(store)]).toEqual([[id], []]);
      clock.nowMs = Date.parse(at) + 30 * DAY_MS;
      expect(await historyOf(store, connectionId!)).toEqual([]);
    },
  },
  {
    title: 'nobody has a history that began elsewhere, and a cursor of somebody else is refused',
    run: async ({ store }) => {
      expect(await store.history(newId(), FIRST)).toEqual({ items: [], next: null });
      const forged = ['', '~', 'con_1', '2026-11-23T12:00:00.000Z', '{"S":"x"}', `${intentAt(0).at}#con_1`];
      for (const after of forged)
        for (const read of [store.history(newId(), { limit: 5, after }), store.audit({ project: 'demo' }, { limit: 5, after })])
          await expect(read).rejects.toMatchObject({ issues: [{ code: 'schema_invalid' }] });
    },
  },
];
