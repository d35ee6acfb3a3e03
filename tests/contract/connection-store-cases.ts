import { expect } from 'vitest';
import type { ConnectionFilter, ConnectionStore, DuePage } from '../../shared/connections/connection-store.ts';
import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import { slotOf } from '../../shared/runs/slot.ts';
import { arnOf, CONNECTED, newId, recentOf, storedConnection, UNTESTED } from '../helpers/stores/stored-connections.ts';

/** One thing that is true of every connection store, run on an empty one. */
export type StoreCase = { readonly title: string; readonly run: (store: ConnectionStore) => Promise<void> };

const ids = (connections: readonly StoredConnection[]): readonly string[] => connections.map(({ id }) => id);

export async function created(store: ConnectionStore, fields: Parameters<typeof storedConnection>[0] = {}): Promise<StoredConnection> {
  const connection = storedConnection(fields);
  expect(await store.create(connection)).toBe('created');
  return connection;
}

/** All pages one after the other; no page may hold more than the limit, nor a cursor be longer than said. */
export async function walked(store: ConnectionStore, filter: ConnectionFilter, limit = 3): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after: string | null = null, pages = 0; ; pages += 1) {
    const { items, next } = await store.list(filter, { limit, after });
    expect(items.length).toBeLessThanOrEqual(limit);
    expect((next ?? '').length).toBeLessThanOrEqual(380);
    found.push(...ids(items));
    if (next === null) return found;
    expect(pages).toBeLessThan(1_000);
    after = next;
  }
}

const edited = (connection: StoredConnection, fields: Partial<StoredConnection>): StoredConnection => ({
  ...connection,
  ...fields,
  revision: connection.revision + 1,
});

const SINGLE: readonly StoreCase[] = [
  {
    title: 'what was created is read back whole',
    run: async (store) => {
      const connection = await created(store, {
        config: { text: 'é \u{1F510} {{workato:sm:a:b}}', nested: [{ a: null, b: 1.5, '': true }] },
        schedule: { every: 'PT15M', enabled: true },
        labels: { team: 'crm', '': 'x' },
        standing: CONNECTED,
      });
      expect(await store.get(connection.id)).toEqual(connection);
    },
  },
  {
    title: 'a connection that never was is null',
    run: async (store) => {
      expect(await store.get(newId())).toBeNull();
    },
  },
  {
    title: 'the same id is created once, and the second attempt changes nothing',
    run: async (store) => {
      const connection = await created(store);
      expect(await store.create({ ...connection, name: 'other' })).toBe('exists');
      expect(await store.get(connection.id)).toEqual(connection);
    },
  },
  {
    title: 'a replacement needs the stored revision',
    run: async (store) => {
      const connection = await created(store);
      const next = edited(connection, { name: 'second' });
      expect(await store.replace({ ...next, revision: 3 }, 2)).toBe('conflict');
      expect(await store.replace(next, 1)).toBe('replaced');
      expect(await store.replace(next, 1)).toBe('conflict');
      expect(await store.get(connection.id)).toEqual(next);
    },
  },
  {
    title: 'what is gone is neither replaced nor set nor removed again',
    run: async (store) => {
      const connection = await created(store);
      expect(await store.remove(connection.id, 1)).toBe('removed');
      expect(await store.get(connection.id)).toBeNull();
      expect(await store.replace(edited(connection, {}), 1)).toBe('gone');
      expect(await store.setStanding(connection.id, 1, CONNECTED, UNTESTED)).toBe('gone');
      expect([await store.remove(connection.id, 1), await store.remove(connection.id, null)]).toEqual(['gone', 'gone']);
      expect(await store.get(connection.id)).toBeNull();
    },
  },
  {
    title: 'a removal needs the stored revision, unless none is named',
    run: async (store) => {
      const connection = await created(store);
      expect(await store.remove(connection.id, 2)).toBe('conflict');
      expect(await store.get(connection.id)).toEqual(connection);
      expect(await store.remove(connection.id, null)).toBe('removed');
    },
  },
  {
    title: 'a verdict leaves the revision alone, and lands only on the revision it was about',
    run: async (store) => {
      const connection = await created(store);
      expect(await store.setStanding(connection.id, 1, CONNECTED, UNTESTED)).toBe('set');
      expect(await store.get(connection.id)).toEqual({ ...connection, standing: CONNECTED });
      expect(await store.replace(edited(connection, { standing: UNTESTED }), 1)).toBe('replaced');
      expect(await store.setStanding(connection.id, 1, CONNECTED, UNTESTED)).toBe('conflict');
      expect((await store.get(connection.id))?.standing).toEqual(UNTESTED);
    },
  },
  {
    title: 'a verdict takes the place only of the standing it was read beside, and what stands already is set',
    run: async (store) => {
      const { id } = await created(store);
      expect(await store.setStanding(id, 1, REFUSED, CONNECTED)).toBe('conflict');
      expect((await store.get(id))?.standing).toEqual(UNTESTED);
      expect(await store.setStanding(id, 1, CONNECTED, UNTESTED)).toBe('set');
      for (const before of [UNTESTED, CONNECTED, REFUSED]) expect(await store.setStanding(id, 1, CONNECTED, before)).toBe('set');
      expect(await store.setStanding(id, 1, REFUSED, { ...CONNECTED, code: 'ok_limited' })).toBe('conflict');
      const { standing } = (await store.get(id))!;
      expect(standing).toEqual(CONNECTED);
      expect(await store.setStanding(id, 1, REFUSED, standing)).toBe('set');
      expect((await store.get(id))?.standing).toEqual(REFUSED);
    },
  },
  {
    title: 'a standing is read back as it was set, and can be told from what was read, whatever it holds',
    run: async (store) => {
      const { id } = await created(store);
      const change = { from: 'connected', to: 'refused', code: 'locked', at: 'then' } as const;
      const failing = { state: 'blocked', code: 'key_not_found', since: 'then' } as const;
      const all = [
        { ...CONNECTED, failing },
        { ...REFUSED, unannounced: [change, { ...change, code: null }] },
        { ...CONNECTED, versionIds: ['é', '"', '\\'], recent: recentOf(['authorized', 'refused', 'inconclusive', 'not_attempted']) },
        UNTESTED,
      ];
      for (const standing of all) {
        const before = (await store.get(id))!.standing;
        expect(await store.setStanding(id, 1, standing, before)).toBe('set');
        expect((await store.get(id))?.standing).toEqual(standing);
      }
    },
  },
  {
    title: 'an edit that voids a standing takes the place only of the one it was read beside',
    run: async (store) => {
      const read = await created(store, { standing: CONNECTED });
      const voided = edited(read, { name: 'elsewhere', standing: UNTESTED });
      expect(await store.setStanding(read.id, 1, REFUSED, CONNECTED)).toBe('set');
      expect(await store.replace(voided, 1, { insteadOf: CONNECTED })).toBe('conflict');
      expect(await store.get(read.id)).toEqual({ ...read, standing: REFUSED });
      expect(await store.replace(voided, 2, { insteadOf: REFUSED })).toBe('conflict');
      expect(await store.replace(voided, 1, { insteadOf: REFUSED })).toBe('replaced');
      expect(await store.get(read.id)).toEqual(voided);
      await store.remove(read.id, null);
      expect(await store.replace(edited(voided, {}), 2, { insteadOf: UNTESTED })).toBe('gone');
    },
  },
  {
    title: 'an edit that leaves the standing alone does not put back the one it has read',
    run: async (store) => {
      const read = await created(store);
      expect(await store.setStanding(read.id, 1, CONNECTED, UNTESTED)).toBe('set');
      expect(await store.replace(edited(read, { name: 'renamed' }), 1, 'kept')).toBe('replaced');
      expect(await store.get(read.id)).toEqual({ ...edited(read, { name: 'renamed' }), standing: CONNECTED });
      const { items } = await store.list({ projects: null, state: CONNECTED.state, ids: [read.id] }, { limit: 1, after: null });
      expect(items.map(({ name }) => name)).toEqual(['renamed']);
    },
  },
];

const REFUSED = { ...CONNECTED, state: 'refused', code: 'bad_credentials' } as const;

const isUsing = ({ config }: StoredConnection): boolean => JSON.stringify(config).includes(arnOf('shared'));

const CONCURRENT: readonly StoreCase[] = [
  {
    title: 'twenty writers of one connection lose no update',
    run: async (store) => {
      const { id } = await created(store, { labels: {} });
      const write = async (writer: number): Promise<void> => {
        for (;;) {
          const stored = (await store.get(id))!;
          const labels = { ...stored.labels, [`writer-${writer}`]: 'was here' };
          if ((await store.replace(edited(stored, { labels }), stored.revision)) === 'replaced') return;
        }
      };
      await Promise.all(Array.from({ length: 20 }, (_, writer) => write(writer)));
      const stored = (await store.get(id))!;
      expect([Object.keys(stored.labels).length, stored.revision]).toEqual([20, 21]);
    },
  },
  {
    title: 'of twenty who create one id, one does, and of twenty who remove it, one does',
    run: async (store) => {
      const connection = storedConnection();
      const creations = await Promise.all(Array.from({ length: 20 }, (_, n) => store.create({ ...connection, name: `writer ${n}` })));
      expect(creations.filter((one) => one === 'created')).toHaveLength(1);
      const removals = await Promise.all(Array.from({ length: 20 }, () => store.remove(connection.id, 1)));
      expect(removals.filter((one) => one === 'removed')).toHaveLength(1);
    },
  },
  {
    title: 'of twenty who set the standing they have all read another way, one does',
    run: async (store) => {
      const { id } = await created(store);
      const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => store.setStanding(id, 1, { ...CONNECTED, versionIds: [`v${n}`] }, UNTESTED)));
      expect(outcomes.toSorted()).toEqual([...Array<string>(19).fill('conflict'), 'set']);
      expect((await store.get(id))?.standing.versionIds).toEqual([`v${outcomes.indexOf('set')}`]);
    },
  },
  {
    title: 'writers who take a secret in and out leave it in the index exactly where it is used',
    run: async (store) => {
      const { id } = await created(store, { secrets: [] });
      const write = async (writer: number): Promise<void> => {
        for (let turn = 0; turn < 10; turn += 1) {
          const stored = (await store.get(id))!;
          const secrets = (turn + writer) % 2 === 0 ? ['shared'] : [];
          await store.replace(edited(stored, { config: storedConnection({ secrets }).config }), stored.revision);
          const before = (await store.get(id))!;
          const listed = await walked(store, { projects: null, secretArn: arnOf('shared') });
          const after = (await store.get(id))!;
          if (before.revision === after.revision) expect(listed).toEqual(isUsing(after) ? [id] : []);
        }
      };
      await Promise.all([0, 1, 2, 3].map(write));
      expect(await walked(store, { projects: null, secretArn: arnOf('shared') })).toEqual(isUsing((await store.get(id))!) ? [id] : []);
    },
  },
];

/** 3 projects × 2 connectors × 2 states × 2, with labels and secrets. */
async function populated(store: ConnectionStore): Promise<readonly StoredConnection[]> {
  const all = ['alpha', 'beta', 'gamma'].flatMap((project) =>
    ['jira-cloud', 'slack'].flatMap((connector) =>
      [UNTESTED, CONNECTED].flatMap((standing) =>
        [0, 1].map((n) =>
          storedConnection({ project, connector, standing, labels: { team: `t${n}`, env: 'prod' }, secrets: n === 0 ? ['shared', project] : [] }),
        ),
      ),
    ),
  );
  await Promise.all(all.map((connection) => store.create(connection)));
  return all;
}

const FILTERS: readonly (readonly [string, (all: readonly StoredConnection[]) => ConnectionFilter, (one: StoredConnection) => boolean])[] = [
  ['all projects', () => ({ projects: null }), () => true],
  ['one project', () => ({ projects: ['beta'] }), (one) => one.project === 'beta'],
  ['two projects', () => ({ projects: ['gamma', 'alpha', 'gamma'] }), (one) => one.project !== 'beta'],
  ['no project', () => ({ projects: [] }), () => false],
  ['a project without any', () => ({ projects: ['delta'] }), () => false],
  ['connector in one project', () => ({ projects: ['beta'], connector: 'slack' }), (one) => one.project === 'beta' && one.connector === 'slack'],
  ['connector in all', () => ({ projects: null, connector: 'slack' }), (one) => one.connector === 'slack'],
  ['state in one project', () => ({ projects: ['beta'], state: 'connected' }), (one) => one.project === 'beta' && one.standing.state === 'connected'],
  ['state in all', () => ({ projects: null, state: 'untested' }), (one) => one.standing.state === 'untested'],
  [
    'state and connector',
    () => ({ projects: null, state: 'untested', connector: 'jira-cloud' }),
    (one) => one.standing.state === 'untested' && one.connector === 'jira-cloud',
  ],
  ['a secret in all', () => ({ projects: null, secretArn: arnOf('shared') }), (one) => one.labels['team'] === 't0'],
  [
    'a secret in two projects',
    () => ({ projects: ['alpha', 'beta'], secretArn: arnOf('shared') }),
    (one) => one.labels['team'] === 't0' && one.project !== 'gamma',
  ],
  ["a project's own secret", () => ({ projects: null, secretArn: arnOf('beta') }), (one) => one.labels['team'] === 't0' && one.project === 'beta'],
  ['a secret that nobody uses', () => ({ projects: null, secretArn: arnOf('nobody') }), () => false],
  ['labels', () => ({ projects: null, labels: { team: 't1', env: 'prod' } }), (one) => one.labels['team'] === 't1'],
  ['a label in one project', () => ({ projects: ['alpha'], labels: { team: 't1' } }), (one) => one.labels['team'] === 't1' && one.project === 'alpha'],
  ['a label named like a property of every object', () => ({ projects: null, labels: { constructor: 'x' } }), () => false],
  ['ids', (all) => ({ projects: null, ids: [all[5]!.id, all[2]!.id, newId(), all[2]!.id] }), () => false],
  ['ids of other projects', (all) => ({ projects: ['beta'], ids: all.map(({ id }) => id) }), (one) => one.project === 'beta'],
];

const LISTS: readonly StoreCase[] = FILTERS.map(([title, filterOf, isExpected]) => ({
  title: `the pages of ${title} hold each of its connections once`,
  run: async (store) => {
    const all = await populated(store);
    const expected = title === 'ids' ? [all[5]!, all[2]!] : all.filter(isExpected);
    for (const limit of [1, 3, 100]) await expectPages(store, filterOf(all), { limit, expected: ids(expected).toSorted() });
  },
}));

type Expected = { readonly limit: number; readonly expected: readonly string[] };

/** In the order of ids, unless the walk is one of several projects. */
async function expectPages(store: ConnectionStore, filter: ConnectionFilter, { limit, expected }: Expected): Promise<void> {
  const found = await walked(store, filter, limit);
  expect(found.toSorted()).toEqual(expected);
  if (filter.projects === null || filter.projects.length < 2) expect(found).toEqual(expected);
}

const PAGES: readonly StoreCase[] = [
  {
    title: 'a page that holds the last one says so',
    run: async (store) => {
      for (let n = 0; n < 4; n += 1) await created(store);
      expect((await store.list({ projects: ['demo'] }, { limit: 4, after: null })).next).toBeNull();
      expect((await store.list({ projects: ['demo'] }, { limit: 3, after: null })).next).not.toBeNull();
    },
  },
  {
    title: 'a cursor outlives the connection it stands on, and all before it',
    run: async (store) => {
      const all = (await Promise.all(Array.from({ length: 9 }, () => created(store)))).map(({ id }) => id).toSorted();
      for (const projects of [null, ['demo']]) {
        const first = await store.list({ projects }, { limit: 3, after: null });
        expect(ids(first.items)).toEqual(all.slice(0, 3));
        if (projects === null) for (const id of all.slice(0, 3)) expect(await store.remove(id, null)).toBe('removed');
        expect(ids((await store.list({ projects }, { limit: 3, after: first.next })).items)).toEqual(all.slice(3, 6));
        all.splice(0, projects === null ? 3 : 0);
      }
    },
  },
  {
    title: 'connections deleted and made while somebody pages do not hide or repeat others',
    run: async (store) => {
      const idAt = (place: number): string => `con_${place.toString(16).padStart(32, '0')}`;
      // Far enough apart that others can be made between them.
      const expected = Array.from({ length: 20 }, (_, n) => idAt(n * 10));
      for (const id of expected) await created(store, { id });
      const seen: string[] = [];
      for (let after: string | null = null; ;) {
        const page = await store.list({ projects: ['demo'] }, { limit: 3, after });
        seen.push(...ids(page.items));
        if (page.next === null) break;
        after = page.next;
        const last = seen.at(-1) ?? '';
        const place = Number.parseInt(last.slice('con_'.length), 16);
        const ahead = expected.filter((id) => id > last).toSorted()[1] ?? '';
        // More than is made behind the cursor, or a store that counts would come out even.
        for (const id of [...ids(page.items), ahead]) expect(await store.remove(id, null)).toBe('removed');
        for (const id of [idAt(place - 2), idAt(place + 2)]) await created(store, { id });
        await created(store, { id: idAt(place + 3), project: 'other' });
        expected.splice(expected.indexOf(ahead), 1, idAt(place + 2));
      }
      expect(seen).toEqual(expected.toSorted());
      expect(seen).toHaveLength(20);
    },
  },
  {
    title: 'a change shows in every list: state, connector, project and secret',
    run: async (store) => {
      const connection = await created(store, { secrets: ['old'] });
      await store.setStanding(connection.id, 1, CONNECTED, UNTESTED);
      const next = edited(connection, { connector: 'slack', project: 'moved', standing: CONNECTED, config: storedConnection({ secrets: ['new'] }).config });
      expect(await store.replace(next, 1)).toBe('replaced');
      const gone: readonly ConnectionFilter[] = [
        { projects: ['demo'] },
        { projects: null, connector: 'jira-cloud' },
        { projects: null, state: 'untested' },
        { projects: null, secretArn: arnOf('old') },
      ];
      const there: readonly ConnectionFilter[] = [
        { projects: ['moved'] },
        { projects: ['moved'], connector: 'slack' },
        { projects: null, state: 'connected' },
        { projects: null, secretArn: arnOf('new') },
      ];
      for (const filter of gone) expect(await walked(store, filter)).toEqual([]);
      for (const filter of there) expect(await walked(store, filter)).toEqual([connection.id]);
    },
  },
  {
    title: 'a cursor of somebody else is refused, and never widens what is shown',
    run: async (store) => {
      await created(store, { project: 'mine' });
      const theirs = [await created(store, { project: 'theirs' }), await created(store, { project: 'theirs' })];
      for (const after of ['', 'x', 'con_1.demo', newId(), `con_${'0'.repeat(32)}.${'x'.repeat(41)}`, '{}', '__proto__'])
        await expect(store.list({ projects: null }, { limit: 3, after })).rejects.toMatchObject({ issues: [{ code: 'schema_invalid' }] });
      const { next } = await store.list({ projects: ['theirs'] }, { limit: 1, after: null });
      expect(theirs.map(({ id }) => id)).toContain(next!.slice(0, 36));
      expect((await store.list({ projects: ['mine'] }, { limit: 10, after: next })).items.filter(({ project }) => project !== 'mine')).toEqual([]);
    },
  },
];

const HOURLY = { every: 'PT1H', enabled: true } as const;
const DISABLED = { ...UNTESTED, state: 'disabled' } as const;
const slotIn = (connection: StoredConnection): string => slotOf({ ...connection, schedule: HOURLY, standing: UNTESTED })!;
const dueIds = ({ items }: DuePage): readonly string[] => items.map(({ id }) => id);
/** The ids that are due in the slot where a connection stands when it runs every hour. */
const dueWith = async (store: ConnectionStore, connection: StoredConnection): Promise<readonly string[]> =>
  dueIds(await store.due(slotIn(connection), { limit: 1_000, after: null }));

const DUE: readonly StoreCase[] = [
  {
    title: 'a connection is due in its slot while its schedule runs, and in no other',
    run: async (store) => {
      const [hourly, off, none] = [
        await created(store, { schedule: HOURLY }),
        await created(store, { schedule: { ...HOURLY, enabled: false } }),
        await created(store),
      ];
      expect(await dueWith(store, hourly)).toEqual([hourly.id]);
      expect([...(await dueWith(store, off)), ...(await dueWith(store, none))].filter((id) => id !== hourly.id)).toEqual([]);
      const daily = slotOf({ ...hourly, schedule: { every: 'P1D', enabled: true } })!;
      expect(await store.due(daily, { limit: 10, after: null })).toEqual({ items: [], next: null });
    },
  },
  {
    title: 'what is due comes with its project',
    run: async (store) => {
      const all = ['alpha', 'beta', 'gamma'].map((project, n) =>
        storedConnection({ id: `con_0${n}${newId().slice(6)}`, project, schedule: HOURLY, secrets: ['shared'] }),
      );
      for (const connection of all) expect(await store.create(connection)).toBe('created');
      expect(await store.setStanding(all[1]!.id, 1, CONNECTED, UNTESTED)).toBe('set');
      expect(await store.replace(edited(all[2]!, { name: 'renamed' }), 1, 'kept')).toBe('replaced');
      const { items } = await store.due(slotIn(all[0]!), { limit: 2, after: null });
      const { items: rest, next } = await store.due(slotIn(all[0]!), { limit: 2, after: items.at(-1)!.id });
      expect([[...items, ...rest], next]).toEqual([all.map(({ id, project }) => ({ id, project })), null]);
    },
  },
  {
    title: 'an edit moves a connection to its new slot, takes it out and puts it in again, whether its standing is kept or given',
    run: async (store) => {
      for (const standing of ['given', 'kept'] as const) {
        const first = await created(store, { schedule: HOURLY, secrets: [`first-${standing}`] });
        const steps = [
          edited(first, { config: storedConnection({ secrets: [`second-${standing}`] }).config }),
          edited(first, { schedule: { ...HOURLY, enabled: false }, revision: 2 }),
          edited(first, { schedule: HOURLY, revision: 3 }),
          edited(first, { schedule: null, revision: 4 }),
        ];
        const found: string[] = [];
        for (const [at, step] of steps.entries()) {
          expect(await store.replace({ ...step, revision: at + 2 }, at + 1, standing)).toBe('replaced');
          const slots = [...new Set([first, steps[0]!].map(slotIn))];
          const pages = await Promise.all(slots.map((slot) => store.due(slot, { limit: 1_000, after: null })));
          found.push(pages.map((page, n) => (dueIds(page).includes(first.id) ? slots[n] : '')).join(''));
        }
        expect(found).toEqual([slotIn(steps[0]!), '', slotIn(first), '']);
      }
    },
  },
  {
    title: 'a verdict leaves the slot alone; one that disables takes it away, and the next gives it back if the schedule still runs',
    run: async (store) => {
      const connection = await created(store, { schedule: HOURLY });
      const plain = await created(store);
      const set = async (standing: StoredConnection['standing']): Promise<readonly string[]> => {
        for (const { id } of [connection, plain]) expect(await store.setStanding(id, 1, standing, (await store.get(id))!.standing)).toBe('set');
        expect((await store.get(connection.id))?.standing).toEqual(standing);
        return [...(await dueWith(store, connection)), ...(await dueWith(store, plain))].filter((id) => id === connection.id || id === plain.id);
      };
      expect([...new Set(await set(CONNECTED))]).toEqual([connection.id]);
      expect(await set(DISABLED)).toEqual([]);
      expect(await set(DISABLED)).toEqual([]);
      expect([...new Set(await set(CONNECTED))]).toEqual([connection.id]);
      expect(await store.setStanding(connection.id, 2, DISABLED, CONNECTED)).toBe('conflict');
      expect(await store.setStanding(connection.id, 1, DISABLED, UNTESTED)).toBe('conflict');
      expect(await dueWith(store, connection)).toEqual([connection.id]);
    },
  },
  {
    title: 'a verdict on another revision, or on what is gone, gives no slot back',
    run: async (store) => {
      const connection = await created(store, { schedule: HOURLY, standing: DISABLED });
      expect(await store.setStanding(connection.id, 2, CONNECTED, DISABLED)).toBe('conflict');
      expect(await store.setStanding(connection.id, 1, CONNECTED, { ...DISABLED, code: 'ok' })).toBe('conflict');
      expect(await dueWith(store, connection)).toEqual([]);
      expect(await store.remove(connection.id, null)).toBe('removed');
      expect(await store.setStanding(connection.id, 1, DISABLED, CONNECTED)).toBe('gone');
      expect(await store.setStanding(connection.id, 1, CONNECTED, DISABLED)).toBe('gone');
      expect(await dueWith(store, connection)).toEqual([]);
    },
  },
  {
    title: 'an edit that keeps a standing it does not know misses no connection that was taken out of disabled meanwhile',
    run: async (store) => {
      const read = await created(store, { schedule: HOURLY, standing: DISABLED });
      expect(await store.setStanding(read.id, 1, CONNECTED, DISABLED)).toBe('set');
      expect(await store.replace(edited(read, { name: 'renamed' }), 1, 'kept')).toBe('replaced');
      expect(await dueWith(store, read)).toEqual([read.id]);
    },
  },
  {
    title: 'what was removed is due no more',
    run: async (store) => {
      const connection = await created(store, { schedule: HOURLY });
      await store.remove(connection.id, 1);
      expect(await dueWith(store, connection)).toEqual([]);
    },
  },
  {
    title: 'the pages of a slot hold each of its ids once, in order, also where some are gone between two pages',
    run: async (store) => {
      const all: string[] = [];
      for (let n = 0; n < 12; n += 1) all.push((await created(store, { id: `con_0${newId().slice(5)}`, schedule: HOURLY, secrets: ['shared'] })).id);
      all.sort();
      const slot = slotOf((await store.get(all[0]!))!)!;
      for (const limit of [1, 5, 12, 1_000]) {
        const found: string[] = [];
        for (let after: string | null = null; ;) {
          const page = await store.due(slot, { limit, after });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          found.push(...dueIds(page));
          if (page.next === null) break;
          after = page.next;
        }
        expect(found).toEqual(all);
      }
      const { next } = await store.due(slot, { limit: 5, after: null });
      await store.remove(next!, null);
      expect(dueIds(await store.due(slot, { limit: 1_000, after: next }))).toEqual(all.slice(5));
    },
  },
];

export const CONNECTION_STORE_CASES: readonly StoreCase[] = [...SINGLE, ...CONCURRENT, ...LISTS, ...PAGES, ...DUE];
