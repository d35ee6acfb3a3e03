import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { StoredConnection } from '../../../shared/connections/stored-connection.ts';
import { type Ask, type Handlers, NEW, startHandlers, type Told } from '../../helpers/stored-connections.ts';

// PRODUCT contract §6, by hand: viewer reads; tester also tests stored connections as they are; editor also lints and tests unsaved
// configs, creates, edits, deletes; another project's connection is 404, and one who has no role anywhere has no list either.
// "own" is a connection, or a request, of project demo; "other" of project other; "none" names none.
const TABLE = `
  caller          | action  | own | other | none
  demo:viewer     | list    | 200 | empty | 200
  demo:viewer     | read    | 200 | 404   | 404
  demo:viewer     | history | 200 | 404   | 404
  demo:viewer     | test    | 403 | 404   | 404
  demo:viewer     | unsaved | 403 | 403   | 403
  demo:viewer     | lint    | 403 | 403   | 403
  demo:viewer     | create  | 403 | 403   | 403
  demo:viewer     | edit    | 403 | 404   | 404
  demo:viewer     | delete  | 403 | 404   | 404

  demo:tester     | list    | 200 | empty | 200
  demo:tester     | read    | 200 | 404   | 404
  demo:tester     | history | 200 | 404   | 404
  demo:tester     | test    | 200 | 404   | 404
  demo:tester     | unsaved | 403 | 403   | 403
  demo:tester     | lint    | 403 | 403   | 403
  demo:tester     | create  | 403 | 403   | 403
  demo:tester     | edit    | 403 | 404   | 404
  demo:tester     | delete  | 403 | 404   | 404

  demo:editor     | list    | 200 | empty | 200
  demo:editor     | read    | 200 | 404   | 404
  demo:editor     | history | 200 | 404   | 404
  demo:editor     | test    | 200 | 404   | 404
  demo:editor     | unsaved | 200 | 403   | 200
  demo:editor     | lint    | 200 | 403   | 200
  demo:editor     | create  | 201 | 403   | 201
  demo:editor     | edit    | 200 | 404   | 404
  demo:editor     | delete  | 204 | 404   | 404

  demo:admin      | list    | 200 | empty | 200
  demo:admin      | read    | 200 | 404   | 404
  demo:admin      | history | 200 | 404   | 404
  demo:admin      | test    | 200 | 404   | 404
  demo:admin      | unsaved | 200 | 403   | 200
  demo:admin      | lint    | 200 | 403   | 200
  demo:admin      | create  | 201 | 403   | 201
  demo:admin      | edit    | 200 | 404   | 404
  demo:admin      | delete  | 204 | 404   | 404

  *:viewer        | list    | 200 | 200   | 200
  *:viewer        | read    | 200 | 200   | 404
  *:viewer        | history | 200 | 200   | 404
  *:viewer        | test    | 403 | 403   | 404
  *:viewer        | unsaved | 403 | 403   | 400
  *:viewer        | lint    | 403 | 403   | 400
  *:viewer        | create  | 403 | 403   | 400
  *:viewer        | edit    | 403 | 403   | 404
  *:viewer        | delete  | 403 | 403   | 404

  *:tester        | list    | 200 | 200   | 200
  *:tester        | read    | 200 | 200   | 404
  *:tester        | history | 200 | 200   | 404
  *:tester        | test    | 200 | 200   | 404
  *:tester        | unsaved | 403 | 403   | 400
  *:tester        | lint    | 403 | 403   | 400
  *:tester        | create  | 403 | 403   | 400
  *:tester        | edit    | 403 | 403   | 404
  *:tester        | delete  | 403 | 403   | 404

  *:editor        | list    | 200 | 200   | 200
  *:editor        | read    | 200 | 200   | 404
  *:editor        | history | 200 | 200   | 404
  *:editor        | test    | 200 | 200   | 404
  *:editor        | unsaved | 200 | 200   | 400
  *:editor        | lint    | 200 | 200   | 400
  *:editor        | create  | 201 | 201   | 400
  *:editor        | edit    | 200 | 200   | 404
  *:editor        | delete  | 204 | 204   | 404

  *:admin         | list    | 200 | 200   | 200
  *:admin         | read    | 200 | 200   | 404
  *:admin         | history | 200 | 200   | 404
  *:admin         | test    | 200 | 200   | 404
  *:admin         | unsaved | 200 | 200   | 400
  *:admin         | lint    | 200 | 200   | 400
  *:admin         | create  | 201 | 201   | 400
  *:admin         | edit    | 200 | 200   | 404
  *:admin         | delete  | 204 | 204   | 404

  demo:viewer third:admin | list    | 200 | empty | 200
  demo:viewer third:admin | read    | 200 | 404   | 404
  demo:viewer third:admin | history | 200 | 404   | 404
  demo:viewer third:admin | test    | 403 | 404   | 404
  demo:viewer third:admin | unsaved | 403 | 403   | 400
  demo:viewer third:admin | lint    | 403 | 403   | 400
  demo:viewer third:admin | create  | 403 | 403   | 400
  demo:viewer third:admin | edit    | 403 | 404   | 404
  demo:viewer third:admin | delete  | 403 | 404   | 404

  nobody          | list    | 403 | 403   | 403
  nobody          | read    | 404 | 404   | 404
  nobody          | history | 404 | 404   | 404
  nobody          | test    | 404 | 404   | 404
  nobody          | unsaved | 403 | 403   | 403
  nobody          | lint    | 403 | 403   | 403
  nobody          | create  | 403 | 403   | 403
  nobody          | edit    | 404 | 404   | 404
  nobody          | delete  | 404 | 404   | 404
`;
const [, ...ROWS] = TABLE.split('\n')
  .filter((line) => line.includes('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const CELLS = ROWS.flatMap(([caller = '', action = '', ...expected]) =>
  ['own', 'other', 'none'].map((whose, at) => [caller, action, whose, expected[at] ?? ''] as const),
);

const ABSENT = `con_${'0'.repeat(32)}`;
const TESTED = { connector: NEW.connector, config: NEW.config };
const projectIn = (whose: string): Record<string, string> => (whose === 'none' ? {} : { project: whose === 'own' ? 'demo' : 'other' });

let handlers: Handlers;
beforeAll(async () => {
  handlers = await startHandlers();
});

async function ask(action: string, whose: string, caller: Pick<Ask, 'roles'>): Promise<Told> {
  const { call, create } = handlers;
  const of = async (): Promise<{ id: string }> => ({ id: whose === 'none' ? ABSENT : (await create({}, whose === 'own' ? 'demo' : 'other')).id });
  const asking: Readonly<Record<string, () => Promise<Told>>> = {
    list: () => call('GET /v1/connections', { ...caller, query: new URLSearchParams(projectIn(whose)).toString() }),
    read: async () => call('GET /v1/connections/{id}', { ...caller, ...(await of()) }),
    history: async () => call('GET /v1/connections/{id}/verifications', { ...caller, ...(await of()) }),
    test: async () => call('POST /v1/connections/{id}/test', { ...caller, ...(await of()) }),
    unsaved: () => call('POST /v1/connections/test', { ...caller, body: { ...TESTED, ...projectIn(whose) } }),
    lint: () => call('POST /v1/connections/lint', { ...caller, body: { ...TESTED, ...projectIn(whose) } }),
    create: () => call('POST /v1/connections', { ...caller, body: { ...NEW, ...projectIn(whose) } }),
    edit: async () => call('PATCH /v1/connections/{id}', { ...caller, ...(await of()), body: { name: 'New name' }, headers: { 'if-match': '"1"' } }),
    delete: async () => call('DELETE /v1/connections/{id}', { ...caller, ...(await of()) }),
  };
  return asking[action]!();
}

describe('roles, actions and projects', () => {
  it.each(CELLS)('%s · %s · %s: %s', async (caller, action, whose, expected) => {
    await Promise.all(['demo', 'other', 'third'].map((project) => handlers.create({}, project)));
    const told = await ask(action, whose, { roles: caller === 'nobody' ? [] : caller.split(' ') });
    expect(action === 'list' && told.body['items']?.length === 0 ? 'empty' : String(told.status)).toBe(expected);
  });

  it('the table is whole: every caller with every action and every project', () => {
    expect(CELLS).toHaveLength(10 * 9 * 3);
    expect(CELLS.every(([, , , expected]) => /^(?:empty|20[014]|40[034])$/.test(expected))).toBe(true);
    expect(new Set(CELLS.map((cell) => cell.slice(0, 3).join())).size).toBe(CELLS.length);
  });
});

describe('a connection of another project', () => {
  const METHODS = [
    'GET /v1/connections/{id}',
    'PATCH /v1/connections/{id}',
    'DELETE /v1/connections/{id}',
    'GET /v1/connections/{id}/verifications',
    'POST /v1/connections/{id}/test',
  ];

  it('is shown to none by any route, over all ids, and nothing of it changes', async () => {
    const foreign = await Promise.all(['other', 'third', 'fourth'].flatMap((project) => [handlers.create({}, project), handlers.create({}, project)]));
    const requests = handlers.target.requests;
    for (const { id } of foreign) {
      for (const route of METHODS) {
        const told = await handlers.call(route, {
          id,
          roles: ['demo:admin'],
          body: route.startsWith('PATCH') ? { name: 'Mine' } : undefined,
          headers: { 'if-match': '"1"' },
        });
        expect([route, told.status]).toEqual([route, 404]);
      }
    }
    for (const connection of foreign) expect(await handlers.stores.connections.get(connection.id)).toEqual(connection);
    expect(handlers.target.requests).toBe(requests);
    expect(await listedBy(['demo:admin'])).not.toContain('other');
  });

  it.each(METHODS)('%s answers as for an id that never was, whatever else is wrong with the request', async (route) => {
    const foreign = await handlers.create({}, 'other');
    const oddities: readonly Ask[] = [
      {},
      { body: '{' },
      { body: { id: 'con_1' } },
      { headers: { 'if-match': '"9"' } },
      { query: 'limit=0' },
      { headers: { 'idempotency-key': 'é' } },
    ];
    for (const odd of oddities) {
      const [shown, absent] = [await handlers.call(route, { id: foreign.id, ...odd }), await handlers.call(route, { id: ABSENT, ...odd })];
      expect(shown).toEqual(absent);
      expect(shown).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it.each(['', 'con_', 'CON_00', '../demo', `con_${'0'.repeat(31)}`, `con_${'G'.repeat(32)}`, `con_${'0'.repeat(33)}`, '%00'])(
    'an id that is none of ours (%j) is not even looked for',
    async (id) => {
      const get = vi.spyOn(handlers.stores.connections, 'get');
      expect((await handlers.call('GET /v1/connections/{id}', { id, roles: ['*:admin'] })).status).toBe(404);
      expect(get).not.toHaveBeenCalled();
      get.mockRestore();
    },
  );

  it('who has the viewer role in the project and the admin role in another has the rights of a viewer', async () => {
    const { id } = await handlers.create();
    const told = await handlers.call('DELETE /v1/connections/{id}', { id, roles: ['demo:viewer', 'third:admin'] });
    expect(told).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
  });

  async function listedBy(roles: readonly string[]): Promise<readonly string[]> {
    const projects = new Set<string>();
    let query = 'limit=100';
    for (;;) {
      const { body } = await handlers.call('GET /v1/connections', { roles, query });
      const items: readonly StoredConnection[] = body['items'];
      for (const item of items) projects.add(item.project);
      if (body['nextCursor'] === null) return [...projects];
      query = `limit=100&cursor=${body['nextCursor']}`;
    }
  }
});

describe('a roles claim that is not a list of roles', () => {
  const FORGED: readonly unknown[] = [
    'demo:admin',
    '[demo:admin]',
    ['demo:admin other:admin'],
    [['demo:admin']],
    { demo: 'admin' },
    ['*'],
    ['demo:*'],
    ['DEMO:admin'],
    null,
  ];

  it.each(FORGED.map((roles) => [roles]))('%j opens nothing, though the gateway has flattened it to something that looks like one', async (roles) => {
    const { id } = await handlers.create();
    const asked: readonly (readonly [string, Ask])[] = [
      ['GET /v1/connections', {}],
      ['POST /v1/connections', { body: { ...NEW, project: 'demo' } }],
      ['GET /v1/connections/{id}', { id }],
      ['DELETE /v1/connections/{id}', { id }],
      ['POST /v1/connections/{id}/test', { id }],
    ];
    const statuses = await Promise.all(asked.map(async ([route, more]) => (await handlers.call(route, { roles, ...more })).status));
    expect(statuses).toEqual([403, 403, 404, 404, 404]);
  });
});

describe("fields that are the product's own", () => {
  const OWN = ['id', 'revision', 'standing', 'state', 'since', 'lastOkAt', 'code', 'versionIds', 'createdAt', 'updatedAt', 'connectionId', 'owner'];

  it.each(OWN)('%s is refused in a new connection and in a patch', async (name) => {
    const { id } = await handlers.create();
    const value = name === 'revision' ? 7 : 'connected';
    const posted = await handlers.call('POST /v1/connections', { body: { ...NEW, [name]: value } });
    const [patched, removed] = await Promise.all(
      [value, null].map((each) => handlers.call('PATCH /v1/connections/{id}', { id, body: { [name]: each }, headers: { 'if-match': '"1"' } })),
    );
    for (const told of [posted, patched, removed])
      expect(told).toMatchObject({ status: 400, body: { code: 'schema_invalid', errors: [{ pointer: `/${name}` }] } });
  });

  it('a connection cannot be moved to another project', async () => {
    const { id } = await handlers.create();
    const told = await handlers.call('PATCH /v1/connections/{id}', { id, roles: ['*:admin'], body: { project: 'other' }, headers: { 'if-match': '"1"' } });
    expect(told).toMatchObject({ status: 400, body: { code: 'schema_invalid', errors: [{ pointer: '/project' }] } });
  });
});
