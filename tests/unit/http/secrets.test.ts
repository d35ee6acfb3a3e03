import * as v from 'valibot';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SecretOwner } from '../../../shared/settings/secret-store.ts';
import type { Finding } from '../../../shared/watch/watch-store.ts';
import { SecretUsagePage } from '../../../shared/http/secret-schemas.ts';
import type { SecretUsage } from '../../../shared/connections/secret-usage.ts';
import { ARN, type Ask, type Handlers, MASK, startHandlers, type Told } from '../../helpers/stored-connections.ts';

const OTHER_ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:team/other-AbCdEf';
const HTTP = {
  connector: 'generic-http',
  method: 'basic',
  config: {
    baseUrl: 'https://api.example.com',
    path: '/',
    username: `{{workato:sm:user:${ARN}}}`,
    password: MASK,
    headers: { 'X-Both': `${MASK} and ${MASK}` },
  },
};

let handlers: Handlers;
beforeEach(async () => {
  handlers = await startHandlers();
});

const usage = (ask: Ask = {}, arn = ARN): Promise<Told> =>
  handlers.call('GET /v1/secrets/usage', { ...ask, query: `arn=${encodeURIComponent(arn)}${ask.query === undefined ? '' : `&${ask.query}`}` });

async function nameOwners(...secretOwners: readonly SecretOwner[]): Promise<void> {
  const store = {
    project: null,
    roleArn: 'arn:aws:iam::137149879143:role/secret-mask-resolver/reader',
    accounts: ['137149879143'],
    rehearsalRoleArn: null,
    regions: ['us-east-1'],
    untaggedSecrets: 'denied' as const,
    listedHosts: [],
    certificateAuthority: null,
    secretOwners,
    externalId: 'id-of-the-stack',
    createdAt: null,
    updatedAt: null,
  };
  const { workspaceStore } = await handlers.stores.settings.storesFor(null);
  const revision = workspaceStore?.revision ?? 0;
  expect(await handlers.stores.settings.putStore({ ...store, revision: revision + 1 }, revision)).toBe('put');
}

const SINCE = '2026-11-23T11:00:00.000Z';
async function see(finding: Finding | null, newArn: string | null = null): Promise<void> {
  const revision = (await handlers.stores.watches.read(ARN))?.revision ?? 0;
  expect(await handlers.stores.watches.write(ARN, { revision: revision + 1, versionId: 'v1', finding, newArn, since: SINCE }, revision)).toBe(true);
}

describe('GET /v1/secrets/usage', () => {
  it('shows each connection with the fields and the keys that name the secret, each once', async () => {
    const { id } = await handlers.create({ ...HTTP, name: 'Both' });
    await handlers.create({ config: { baseUrl: 'https://jira.example.com', personalAccessToken: `{{workato:sm:t:${OTHER_ARN}}}` } });
    const told = await usage({ roles: ['demo:viewer'] });
    const item = {
      connectionId: id,
      name: 'Both',
      project: 'demo',
      connector: 'generic-http',
      state: 'untested',
      fields: ['/config/username', '/config/password', '/config/headers/X-Both'],
      keys: ['user', 'prod.jira.secret.key'],
      rewrites: [],
    };
    expect([told.status, told.body]).toEqual([200, { items: [item], nextCursor: null, watch: null }]);
    expect(v.parse(SecretUsagePage, told.body)).toEqual(told.body);
  });

  it('shows what the watch last saw of the secret', async () => {
    await handlers.create();
    await see(null);
    const told = await usage({ roles: ['demo:viewer'] });
    expect(told.body['watch']).toEqual({ finding: null, newArn: null, since: SINCE, message: 'Nothing needs to be seen to.', fix: null });
    await see('pending_deletion');
    const { body } = await usage({ roles: ['demo:viewer'] });
    expect(body['watch']).toEqual({
      finding: 'pending_deletion',
      newArn: null,
      since: SINCE,
      message: 'The secret is scheduled for deletion.',
      fix: {
        text: 'Restore it, or point the masks to another one.',
        commands: [`aws secretsmanager restore-secret --region us-east-1 --secret-id '${ARN}'`],
      },
    });
    expect(body['items'][0].rewrites).toEqual([]);
    expect(v.parse(SecretUsagePage, body)).toEqual(body);
  });

  it.each(['not_found', 'stage_missing', 'rotation_overdue'] as const)('%s is told in full sentences, with what to do', async (finding) => {
    await handlers.create();
    await see(finding);
    const { body } = await usage();
    expect(body['watch']).toMatchObject({ finding, message: expect.stringMatching(/^[A-Z].*\.$/), fix: { text: expect.stringMatching(/^[A-Z].*\.$/) } });
    expect(v.parse(SecretUsagePage, body)).toEqual(body);
  });

  it('has the masks to write instead where the secret was made again under another ARN', async () => {
    await handlers.create({ ...HTTP, name: 'Both' });
    const newArn = ARN.replace('FsmeTs', 'AbCdEf');
    await see('recreated', newArn);
    const { body } = await usage();
    expect(body['watch']).toMatchObject({ finding: 'recreated', newArn, message: `The secret was deleted and made again, under another ARN: ${newArn}.` });
    const [user, key] = ['user', 'prod.jira.secret.key'].map((name) => ({
      mask: `{{workato:sm:${name}:${ARN}}}`,
      rewrite: `{{workato:sm:${name}:${newArn}}}`,
    }));
    expect(body['items'][0].rewrites).toEqual([
      { field: '/config/username', ...user },
      { field: '/config/password', ...key },
      { field: '/config/headers/X-Both', ...key },
    ]);
    expect(v.parse(SecretUsagePage, body)).toEqual(body);
  });

  it('tells nobody of a secret whose use they are not shown, except who is shown all of it', async () => {
    await handlers.create({}, 'other');
    await see('recreated', ARN.replace('FsmeTs', 'AbCdEf'));
    const read = vi.spyOn(handlers.stores.watches, 'read');
    expect((await usage({ roles: ['demo:admin'] })).body).toEqual({ items: [], nextCursor: null, watch: null });
    expect(read).not.toHaveBeenCalled();
    expect((await usage({ roles: ['other:viewer'] })).body['watch']).toMatchObject({ finding: 'recreated' });
    await nameOwners({ subject: 'olga', secretArns: [OTHER_ARN] });
    await handlers.stores.watches.write(OTHER_ARN, { revision: 1, versionId: null, finding: 'not_found', newArn: null, since: SINCE }, 0);
    expect((await usage({ roles: [], subject: 'olga' }, OTHER_ARN)).body['watch']).toMatchObject({ finding: 'not_found' });
  });

  it("shows the caller's projects, and those of no other", async () => {
    const [mine, , third] = [await handlers.create(), await handlers.create({}, 'other'), await handlers.create({}, 'third')];
    expect(idsOf(await usage({ roles: ['demo:viewer', 'third:viewer'] }))).toEqual([mine.id, third.id].toSorted());
    expect(idsOf(await usage({ roles: ['empty:admin'] }))).toEqual([]);
    expect(idsOf(await usage({ roles: ['*:viewer'] }))).toHaveLength(3);
  });

  it('goes on page by page, each connection once', async () => {
    const created = await Promise.all(Array.from({ length: 5 }, () => handlers.create()));
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const told = await usage({ query: cursor === '' ? 'limit=2' : `limit=2&cursor=${cursor}` });
      expect(told.body['items'].length).toBeLessThanOrEqual(2);
      seen.push(...idsOf(told));
      cursor = told.body['nextCursor'];
    }
    expect(seen).toEqual(created.map(({ id }) => id).toSorted());
  });

  it.each([
    ['', '?arn'],
    [ARN.slice(0, -7), '?arn'],
    [`${ARN}:key`, '?arn'],
    [`${ARN} `, '?arn'],
    ['arn:aws:secretsmanager:us-east-1:137149879143:secret:*', '?arn'],
    [ARN.toUpperCase(), '?arn'],
  ])('an ARN that is none (%j) is refused', async (arn, pointer) => {
    expect(await usage({}, arn)).toMatchObject({ status: 400, body: { code: 'schema_invalid', errors: [{ pointer }] } });
  });

  it.each([
    ['', '?arn'],
    [`arn=${ARN}&arn=${ARN}`, '?arn'],
    [`arn=${ARN}&project=demo`, '?project'],
    [`arn=${ARN}&limit=0`, '?limit'],
    [`arn=${ARN}&cursor=!`, '?cursor'],
    [`arn=${ARN}&cursor=bm9uZQ`, '?cursor'],
  ])('a query that is not as declared (%s) is refused', async (query, pointer) => {
    expect(await handlers.call('GET /v1/secrets/usage', { query })).toMatchObject({ status: 400, body: { code: 'schema_invalid', errors: [{ pointer }] } });
  });

  it('opens no store, reads no secret and asks no target', async () => {
    const { vaults, deps } = handlers.target;
    const spies = [vi.spyOn(vaults, 'vaultFor'), vi.spyOn(vaults, 'tryRole'), vi.spyOn(deps, 'fetchSecrets'), vi.spyOn(deps, 'probe')];
    const calls = (): readonly number[] => spies.map(({ mock }) => mock.calls.length);
    const { id } = await handlers.create();
    expect(idsOf(await usage())).toEqual([id]);
    expect(calls()).toEqual([0, 0, 0, 0]);
    await handlers.call('POST /v1/secrets/keys', { body: { arn: ARN, project: 'demo' } });
    await handlers.call('POST /v1/connections/{id}/test', { id });
    expect(calls()).toEqual([1, 0, 1, 1]);
  });
});

describe('the owner of a secret', () => {
  const OWNER = { subject: 'olga', roles: [] };

  it('sees its use in every project without any role, and the use of no other secret', async () => {
    await Promise.all([handlers.create(), handlers.create({}, 'other')]);
    await nameOwners({ subject: 'olga', secretArns: [ARN] });
    expect(idsOf(await usage(OWNER))).toHaveLength(2);
    expect((await usage(OWNER, OTHER_ARN)).status).toBe(403);
  });

  it('with a role in one project sees all of what it owns, and of the rest its project', async () => {
    const other = { config: { baseUrl: 'https://jira.example.com', personalAccessToken: `{{workato:sm:t:${OTHER_ARN}}}` } };
    await Promise.all([handlers.create(), handlers.create({}, 'other'), handlers.create(other), handlers.create(other, 'other')]);
    await nameOwners({ subject: 'olga', secretArns: [ARN] });
    const olga = { subject: 'olga', roles: ['demo:viewer'] };
    expect([idsOf(await usage(olga)).length, idsOf(await usage(olga, OTHER_ARN)).length]).toEqual([2, 1]);
  });

  it.each([
    [ARN, 200],
    [`${ARN.slice(0, -6)}*`, 200],
    ['arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-*', 200],
    ['*', 200],
    [`${ARN}*`, 200],
    ['arn:aws:secretsmanager:*:137149879143:secret:prod-jira-credentials-FsmeTs', 403],
    ['arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-', 403],
    ['arn:aws:secretsmanager:us-east-1:137149879143:secret:dev-*', 403],
    [`*${ARN}`, 403],
    [`${ARN}x*`, 403],
    [ARN.replace('prod', 'PROD'), 403],
    [ARN.replaceAll('-', '.'), 403],
    ['', 403],
  ])('is who the pattern %j names: HTTP %i', async (pattern, status) => {
    await nameOwners({ subject: 'olga', secretArns: [pattern] });
    expect((await usage(OWNER)).status).toBe(status);
  });

  it.each(['Olga', 'olga ', 'olg', '', '*'])('is no one whose subject is written otherwise (%j)', async (subject) => {
    await nameOwners({ subject, secretArns: ['*'] });
    expect((await usage(OWNER)).status).toBe(403);
  });

  it('gains nothing else by it', async () => {
    const { id } = await handlers.create();
    await nameOwners({ subject: 'olga', secretArns: ['*'] });
    const asked = ['GET /v1/connections', 'GET /v1/connections/{id}', 'POST /v1/connections/{id}/test', 'DELETE /v1/secrets/cache', 'GET /v1/audit'];
    const statuses = await Promise.all(asked.map(async (route) => (await handlers.call(route, { ...OWNER, id })).status));
    expect(statuses).toEqual([403, 404, 404, 403, 403]);
  });

  it("is not read from a project's own store", async () => {
    await nameOwners();
    const { workspaceStore } = await handlers.stores.settings.storesFor(null);
    const owners = [{ subject: 'olga', secretArns: ['*'] }];
    await handlers.stores.settings.putStore({ ...workspaceStore!, project: 'demo', secretOwners: owners, revision: 1 }, 0);
    expect((await usage(OWNER)).status).toBe(403);
  });

  it('is no longer one as soon as the store says so', async () => {
    await nameOwners({ subject: 'olga', secretArns: ['*'] });
    expect((await usage(OWNER)).status).toBe(200);
    await nameOwners();
    expect((await usage(OWNER)).status).toBe(403);
  });
});

describe('DELETE /v1/secrets/cache', () => {
  const purge = (ask: Ask): Promise<Told> => handlers.call('DELETE /v1/secrets/cache', ask);
  const purgesOf = async (project: string | null) => (await handlers.stores.settings.storesFor(project)).purges;
  const arn = `arn=${encodeURIComponent(ARN)}`;

  it('orders the forgetting of one secret in one project', async () => {
    expect(await purge({ roles: ['demo:admin', 'third:viewer'], query: `project=demo&${arn}` })).toMatchObject({ status: 204, text: '' });
    expect(await purgesOf('demo')).toEqual([{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), secretArn: ARN }]);
    expect(await purgesOf('third')).toEqual([]);
  });

  it('orders the forgetting of all secrets in all projects for who manages all of them', async () => {
    expect((await purge({ roles: ['*:admin', 'demo:viewer'] })).status).toBe(204);
    for (const project of [null, 'demo', 'third']) expect(await purgesOf(project)).toMatchObject([{ secretArn: null }]);
  });

  it('means the one project of a caller who has exactly one, and no more', async () => {
    expect((await purge({ roles: ['demo:viewer', 'demo:admin'] })).status).toBe(204);
    expect([await purgesOf('demo'), await purgesOf('other'), await purgesOf(null)]).toMatchObject([[{ secretArn: null }], [], []]);
  });

  it('is followed by the other function with its next read of the settings, once for each order', async () => {
    const forget = vi.spyOn(handlers.target.vaults, 'forget');
    const use = (project = 'demo'): Promise<Told> => handlers.call('POST /v1/secrets/keys', { roles: ['*:editor'], body: { arn: ARN, project } });
    await purge({ roles: ['demo:admin'], query: `project=demo&${arn}` });
    await use('other');
    expect(forget).not.toHaveBeenCalled();
    await Promise.all([use(), use()]);
    expect(forget.mock.calls).toEqual([[ARN]]);
    await purge({ roles: ['*:admin'] });
    await use('other');
    await use();
    expect(forget.mock.calls).toEqual([[ARN], [undefined]]);
  });

  it('gives every order an id of its own', async () => {
    await Promise.all([purge({ roles: ['demo:admin'] }), purge({ roles: ['demo:admin'] })]);
    expect(new Set((await purgesOf('demo')).map(({ id }) => id)).size).toBe(2);
  });

  it.each<[readonly string[], string, number]>([
    [['demo:editor'], '', 403],
    [['demo:editor'], 'project=demo', 403],
    [['demo:admin'], 'project=other', 403],
    [['demo:admin', '*:viewer'], 'project=other', 403],
    [['demo:admin', 'other:admin'], '', 400],
    [['*:editor'], '', 400],
    [[], '', 403],
    [['demo:admin'], 'project=*', 400],
    [['*:admin'], 'project=*', 400],
    [['*:admin'], 'project=', 400],
    [['*:admin'], 'project=a&project=b', 400],
    [['*:admin'], 'arn=prod', 400],
    [['*:admin'], 'secretArn=x', 400],
  ])('%j with the query %j orders nothing: HTTP %i', async (roles, query, status) => {
    const addPurge = vi.spyOn(handlers.stores.settings, 'addPurge');
    expect((await purge({ roles, query })).status).toBe(status);
    expect(addPurge).not.toHaveBeenCalled();
  });
});

function idsOf({ body }: Told): readonly string[] {
  const items: readonly SecretUsage[] = body['items'];
  return items.map(({ connectionId }) => connectionId);
}
