import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { StoredConnection } from '../../../shared/connections/stored-connection.ts';
import { shownConnection } from '../../../shared/http/connection-reply.ts';
import { type Ask, type Handlers, startHandlers } from '../../helpers/stored-connections.ts';
import { project, secretStore } from '../../helpers/stores/settings.ts';

const ABSENT = `con_${'0'.repeat(32)}`;
const OF_CONNECTIONS = [
  'GET /v1/connections/{id}',
  'PATCH /v1/connections/{id}',
  'DELETE /v1/connections/{id}',
  'GET /v1/connections/{id}/verifications',
  'POST /v1/connections/{id}/test',
];
const OF_PROJECTS = [
  'GET /v1/projects/{id}',
  'PUT /v1/projects/{id}',
  'GET /v1/stores/projects/{id}',
  'PUT /v1/stores/projects/{id}',
  'DELETE /v1/stores/projects/{id}',
  'POST /v1/stores/projects/{id}/test',
];
const FOREIGN = ['other', 'third', 'fourth', 'demo2', 'dem'];
const ADMINS: readonly Ask[] = [{ roles: ['demo:admin'] }, { session: 'arn:aws:sts::137149879143:assumed-role/Admin/x' }];
const BODIES: Readonly<Record<string, unknown>> = {
  'PATCH /v1/connections/{id}': { name: 'Mine' },
  'PUT /v1/projects/{id}': { name: 'Mine' },
  'PUT /v1/stores/projects/{id}': { roleArn: secretStore().roleArn, accounts: ['137149879143'], regions: ['us-east-1'] },
};
const ODDITIES: readonly Ask[] = [
  {},
  { body: '{' },
  { body: { id: 'con_1' } },
  { headers: { 'if-match': '"9"' } },
  { query: 'limit=0' },
  { query: 'dryRun=true' },
  { headers: { 'idempotency-key': 'é' } },
];

let handlers: Handlers;
beforeAll(async () => {
  handlers = await startHandlers({ IAM_ROLES: '{"arn:aws:iam::137149879143:role/Admin":["demo:admin"]}' });
});

describe('a connection of another project', () => {
  it('is shown to none by any route, over all ids, and nothing of it changes', async () => {
    const foreign = await Promise.all(FOREIGN.flatMap((other) => [handlers.create({}, other), handlers.create({}, other)]));
    const requests = handlers.target.requests;
    for (const { id } of foreign) {
      for (const route of OF_CONNECTIONS) {
        for (const admin of ADMINS) {
          const told = await handlers.call(route, { ...admin, id, body: BODIES[route], headers: { 'if-match': '"1"' } });
          expect([route, told.status]).toEqual([route, 404]);
        }
      }
    }
    for (const connection of foreign) expect(shownConnection((await handlers.stores.connections.get(connection.id))!)).toEqual(connection);
    expect(handlers.target.requests).toBe(requests);
    await handlers.create();
    for (const admin of ADMINS) expect(await listedBy(admin)).toEqual(['demo']);
    for (const other of FOREIGN) expect((await handlers.call('GET /v1/connections', { query: `project=${other}` })).body['items']).toEqual([]);
  });

  it.each(OF_CONNECTIONS)('%s answers as for an id that never was, whatever else is wrong with the request', async (route) => {
    const foreign = await handlers.create({}, 'other');
    for (const odd of ODDITIES) {
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

  async function listedBy(asker: Ask): Promise<readonly string[]> {
    const projects = new Set<string>();
    let query = 'limit=100';
    for (;;) {
      const { body } = await handlers.call('GET /v1/connections', { ...asker, query });
      const items: readonly StoredConnection[] = body['items'];
      for (const item of items) projects.add(item.project);
      if (body['nextCursor'] === null) return [...projects];
      query = `limit=100&cursor=${body['nextCursor']}`;
    }
  }
});

describe('another project, and its store', () => {
  beforeAll(async () => {
    for (const id of FOREIGN) {
      await handlers.stores.settings.putProject(project({ id, name: `Project ${id}` }), 0);
      await handlers.stores.settings.putStore(secretStore({ project: id, externalId: `external-id-of-${id}` }), 0);
    }
  });

  const everything = async (): Promise<unknown> =>
    Promise.all(FOREIGN.map(async (id) => [await handlers.stores.settings.project(id), await handlers.stores.settings.storesFor(id)]));

  it('are shown to none by any route, over all ids, and nothing of them changes', async () => {
    const before = await everything();
    expect(JSON.stringify(before)).toContain('external-id-of-dem');
    for (const id of [...FOREIGN, '*', 'DEMO', 'demo%20', 'demo/x', '']) {
      for (const route of OF_PROJECTS) {
        for (const admin of ADMINS) {
          const told = await handlers.call(route, { ...admin, id, body: BODIES[route], headers: { 'if-match': '*' } });
          expect([route, id, told.status]).toEqual([route, id, 404]);
          expect(told.text).not.toContain('external-id');
        }
      }
    }
    for (const admin of ADMINS) {
      const { body } = await handlers.call('GET /v1/projects', admin);
      expect(body['items'].map((each: { id: string }) => each.id)).toEqual(['demo']);
    }
    expect(await everything()).toEqual(before);
  });

  it.each(OF_PROJECTS)('%s answers as for a project that never was, whatever else is wrong with the request', async (route) => {
    for (const odd of ODDITIES) {
      const ask = { roles: ['demo:admin'], body: BODIES[route], ...odd };
      const [shown, absent] = [await handlers.call(route, { id: 'other', ...ask }), await handlers.call(route, { id: 'never-was', ...ask })];
      expect(shown).toEqual(absent);
      expect(shown).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });

  it('are not reached by naming them in a body or a query', async () => {
    const before = await everything();
    const asked: readonly (readonly [string, Ask])[] = [
      ['POST /v1/connections', { body: { name: 'x', connector: 'jira-dc', config: {}, project: 'other' } }],
      ['POST /v1/secrets/keys', { body: { arn: 'arn:aws:secretsmanager:us-east-1:137149879143:secret:a-FsmeTs', project: 'other' } }],
      ['DELETE /v1/secrets/cache', { query: 'project=other' }],
      ['GET /v1/audit', { query: 'project=other' }],
    ];
    for (const [route, ask] of asked) {
      for (const admin of ADMINS) {
        const { status } = await handlers.call(route, { ...admin, ...ask });
        expect([route, status]).toEqual([route, 403]);
      }
    }
    expect(await everything()).toEqual(before);
  });
});
