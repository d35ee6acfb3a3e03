import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../shared/http/openapi.ts';
import { ARN, type Handlers, MASK, NEW, START, startHandlers, type Told } from '../../helpers/stored-connections.ts';
import { makeMemoryConnectionStore } from '../../helpers/stores/memory-connection-store.ts';
import { makeMemorySettingsStore } from '../../helpers/stores/memory-settings-store.ts';

const OTHER_ACCOUNT = '210987654321';
const DEPLOYED = { READER_ACCOUNTS: `137149879143,${OTHER_ACCOUNT}`, READER_REGIONS: 'us-east-1,eu-west-1' };
const ROLE = 'arn:aws:iam::137149879143:role/secret-mask-resolver/demo';
const STORE = { roleArn: ROLE, accounts: ['137149879143'], regions: ['us-east-1'] };
const ADMIN = ['*:admin'];
const EUROPE = ARN.replace('us-east-1', 'eu-west-1');
const ELSEWHERE = ARN.replace('137149879143', OTHER_ACCOUNT);
const pem = (name: string): string => readFileSync(new URL(`../../fixtures/tls/${name}.pem`, import.meta.url), 'utf8');
const maskOf = (arn: string): string => MASK.replace(ARN, arn);
const configOf = (arn: string) => ({ config: { ...NEW.config, personalAccessToken: maskOf(arn) } });

let handlers: Handlers;
beforeAll(async () => {
  handlers = await startHandlers(DEPLOYED);
});
beforeEach(() => {
  handlers.clock.ms = START;
  Object.assign(handlers.stores.settings, makeMemorySettingsStore());
  Object.assign(handlers.stores.connections, makeMemoryConnectionStore());
});

type More = { readonly roles?: readonly string[]; readonly ifMatch?: string; readonly query?: string };
const askWith = ({ roles = ADMIN, ifMatch, query = '' }: More) => ({ roles, query, headers: ifMatch === undefined ? {} : { 'if-match': ifMatch } });
const getStore = (id: string | null, more: More = {}): Promise<Told> =>
  id === null ? handlers.call('GET /v1/stores/workspace', askWith(more)) : handlers.call('GET /v1/stores/projects/{id}', { id, ...askWith(more) });
const putStore = (id: string | null, body: unknown, more: More = {}): Promise<Told> =>
  id === null
    ? handlers.call('PUT /v1/stores/workspace', { body, ...askWith(more) })
    : handlers.call('PUT /v1/stores/projects/{id}', { id, body, ...askWith(more) });
const deleteStore = (id: string, more: More = {}): Promise<Told> => handlers.call('DELETE /v1/stores/projects/{id}', { id, ...askWith(more) });
const putProject = (id: string, body: unknown, more: More = {}): Promise<Told> => handlers.call('PUT /v1/projects/{id}', { id, body, ...askWith(more) });
const getProject = (id: string, roles: readonly string[] = ADMIN): Promise<Told> => handlers.call('GET /v1/projects/{id}', { id, roles });
const listProjects = (roles: readonly string[], query = ''): Promise<Told> => handlers.call('GET /v1/projects', { roles, query });
const issuesOf = ({ status, body }: Told): unknown => [
  status,
  ...(body['errors'] ?? []).map((issue: { code: string; pointer?: string }) => `${issue.code} ${issue.pointer ?? ''}`),
];
const stored = async (project: string | null): Promise<unknown> => {
  const { workspaceStore, projectStore } = await handlers.stores.settings.storesFor(project);
  return project === null ? workspaceStore : projectStore;
};

describe('projects', () => {
  it('get a name at their first revision, and keep the time of it', async () => {
    const created = await putProject('demo', { name: 'Demonstration' });
    const at = '2026-11-23T12:00:00.000Z';
    expect(created).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    expect(created.body).toEqual({ id: 'demo', name: 'Demonstration', revision: 1, createdAt: at, updatedAt: at });
    handlers.clock.ms += 1_000;
    const renamed = await putProject('demo', { name: 'Demo' });
    expect(renamed).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    expect(renamed.body).toEqual({ id: 'demo', name: 'Demo', revision: 2, createdAt: at, updatedAt: '2026-11-23T12:00:01.000Z' });
    expect(await getProject('demo', ['demo:viewer'])).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: renamed.body });
  });

  it('that nobody has described are known by their id to whom has a role in them', async () => {
    expect((await getProject('plain', ['plain:viewer'])).body).toEqual({ id: 'plain', name: 'plain', revision: 0, createdAt: null, updatedAt: null });
    expect((await getProject('plain', ['demo:admin'])).status).toBe(404);
  });

  it('are listed by id: those of named roles whether described or not, and to a role in all those that are described', async () => {
    await putProject('beta', { name: 'B' });
    await putProject('alpha', { name: 'A' });
    const idsOf = async (roles: readonly string[]): Promise<unknown> =>
      (await listProjects(roles)).body['items'].map((each: { id: string; name: string }) => `${each.id} ${each.name}`);
    expect(await idsOf(['gamma:viewer', 'beta:admin', 'gamma:editor'])).toEqual(['beta B', 'gamma gamma']);
    expect(await idsOf(['*:viewer'])).toEqual(['alpha A', 'beta B']);
    expect((await listProjects([])).status).toBe(403);
  });

  it.each([[['a:viewer', 'b:viewer', 'c:viewer']], [['*:viewer']]])('are listed page by page to %j, none twice and none left out', async (roles) => {
    for (const id of ['c', 'a', 'b']) await putProject(id, { name: id });
    const met: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await listProjects(roles, `limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      met.push(...body['items'].map((each: { id: string }) => each.id));
      cursor = body['nextCursor'];
    } while (cursor !== null && met.length < 9);
    expect(met).toEqual(['a', 'b', 'c']);
    expect(issuesOf(await listProjects(roles, 'filter=x'))).toEqual([400, 'schema_invalid ?filter']);
  });

  it.each<readonly [Record<string, unknown>, string]>([
    [{}, '/name'],
    [{ name: '' }, '/name'],
    [{ name: ' ' }, '/name'],
    [{ name: 'a\u202eb' }, '/name'],
    [{ name: 'a'.repeat(121) }, '/name'],
    [{ name: 1 }, '/name'],
    ...['id', 'revision', 'createdAt', 'updatedAt', 'store', 'storeRevision', 'purges', 'kind'].map(
      (field) => [{ name: 'a', [field]: '1' }, `/${field}`] as const,
    ),
  ])('%j is refused', async (body, pointer) => {
    expect(issuesOf(await putProject('demo', body))).toEqual([400, `schema_invalid ${pointer}`]);
    expect(await handlers.stores.settings.project('demo')).toBeNull();
  });

  it.each(['Demo', '../demo', 'a'.repeat(41), 'a b', '*'])('%j can be no id of a project', async (id) => {
    expect(issuesOf(await putProject(id, { name: 'a' }))).toEqual([400, 'schema_invalid /id']);
    expect(issuesOf(await getProject(id))).toEqual([400, 'schema_invalid /id']);
    expect((await getProject(id, ['demo:admin'])).status).toBe(404);
  });

  it('hold to If-Match where it is sent', async () => {
    expect((await putProject('demo', { name: 'a' }, { ifMatch: '"1"' })).body).toMatchObject({
      code: 'revision_conflict',
      title: 'The project has changed since you read it.',
    });
    expect((await putProject('demo', { name: 'a' }, { ifMatch: '"0"' })).status).toBe(201);
    expect((await putProject('demo', { name: 'b' }, { ifMatch: '"0"' })).status).toBe(412);
    expect((await putProject('demo', { name: 'b' }, { ifMatch: '"1"' })).status).toBe(200);
  });
});

describe('a store', () => {
  it('of a project is answered with 201 and the external ID that only the server makes, and shown with it', async () => {
    const told = await putStore('demo', STORE, { roles: ['demo:admin'] });
    const at = '2026-11-23T12:00:00.000Z';
    expect(told).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    const store = {
      scope: 'project',
      inherited: false,
      project: 'demo',
      ...STORE,
      rehearsalRoleArn: null,
      untaggedSecrets: 'denied',
      listedHosts: [],
      certificateAuthority: null,
      externalId: expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      revision: 1,
      createdAt: at,
      updatedAt: at,
    };
    expect(told.body).toEqual(store);
    const read = await getStore('demo', { roles: ['demo:admin'] });
    expect(read).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    expect(read.body).toEqual({ ...store, policies: expect.anything() });
  });

  it('has a rehearsal role where one is given, and none any more once it is left out', async () => {
    const rehearsalRoleArn = `${ROLE}-rehearsal`;
    expect((await putStore('demo', { ...STORE, rehearsalRoleArn })).body).toMatchObject({ rehearsalRoleArn });
    expect(await stored('demo')).toMatchObject({ rehearsalRoleArn });
    expect((await putStore('demo', { ...STORE, rehearsalRoleArn: null })).body).toMatchObject({ rehearsalRoleArn: null });
    await putStore('demo', { ...STORE, rehearsalRoleArn });
    expect((await putStore('demo', STORE)).body).toMatchObject({ rehearsalRoleArn: null });
  });

  it('that is replaced keeps its external ID and its first time, and nothing that is left out', async () => {
    const { body: first } = await putStore('demo', { ...STORE, untaggedSecrets: 'listed', listedHosts: ['a.example.com'], certificateAuthority: pem('ca') });
    handlers.clock.ms += 1_000;
    const replaced = await putStore('demo', { ...STORE, regions: ['eu-west-1'] });
    expect(replaced).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    expect(replaced.body).toMatchObject({
      regions: ['eu-west-1'],
      untaggedSecrets: 'denied',
      listedHosts: [],
      certificateAuthority: null,
      externalId: first['externalId'],
      createdAt: first['createdAt'],
      updatedAt: '2026-11-23T12:00:01.000Z',
    });
  });

  it("of two projects and of the workspace have three external IDs; the workspace's is the deployment's", async () => {
    const ids = await Promise.all(['a', 'b', null].map(async (project) => (await putStore(project, STORE)).body['externalId']));
    expect(new Set(ids).size).toBe(3);
    expect(ids[2]).toBe('id-of-the-stack');
  });

  it("of the workspace is the deployment's until one is stored, and then leaves the projects' own alone", async () => {
    await putStore('own', STORE);
    const before = await stored('own');
    const deployed = await getStore(null);
    expect(deployed).toMatchObject({ status: 200, headers: { etag: '"0"' } });
    expect(deployed.body).toMatchObject({
      scope: 'workspace',
      project: null,
      inherited: false,
      roleArn: 'arn:aws:iam::137149879143:role/secret-mask-resolver/reader',
      accounts: ['137149879143', OTHER_ACCOUNT],
      revision: 0,
      createdAt: null,
      secretOwners: [],
    });
    const owners = [{ subject: 'ada', secretArns: [ARN, ARN.replace(/prod.*/, 'pay/*')] }];
    const told = await putStore(null, { ...STORE, roleArn: `${ROLE}2`, secretOwners: owners });
    expect(told).toMatchObject({ status: 201, headers: { etag: '"1"' }, body: { roleArn: `${ROLE}2`, secretOwners: owners } });
    expect(await stored('own')).toEqual(before);
    expect((await getStore('own')).body).toMatchObject({ roleArn: ROLE, scope: 'project' });
    expect((await getStore('demo')).body).toMatchObject({ roleArn: `${ROLE}2`, scope: 'workspace' });
  });

  it("that a project inherits is shown without the workspace's external ID, owners and policies, and with what one of its own would need", async () => {
    await handlers.create({}, 'other');
    await putStore(null, { ...STORE, secretOwners: [{ subject: 'ada', secretArns: [ARN] }] });
    const told = await getStore('demo', { roles: ['demo:admin'] });
    expect(told).toMatchObject({ status: 200, headers: { etag: '"0"' } });
    expect(told.body).toEqual({
      scope: 'workspace',
      inherited: true,
      project: 'demo',
      ...STORE,
      rehearsalRoleArn: null,
      untaggedSecrets: 'denied',
      listedHosts: [],
      certificateAuthority: null,
      revision: 0,
      own: { externalId: expect.any(String), policies: expect.anything() },
    });
    expect(told.text).not.toMatch(/id-of-the-stack|\bada\b|FsmeTs/);
    expect((await putStore('demo', STORE)).body['externalId']).toBe(told.body['own']['externalId']);
  });

  it('that is taken away leaves its project to the workspace, and is gone', async () => {
    await putStore('demo', STORE);
    expect(await deleteStore('demo')).toMatchObject({ status: 204, text: '' });
    expect((await getStore('demo')).body).toMatchObject({ inherited: true });
    expect((await deleteStore('demo')).status).toBe(404);
    expect((await deleteStore('demo', { query: 'dryRun=true' })).status).toBe(404);
  });

  it('that is set anew has no ETag that was seen before', async () => {
    const seen = new Set<string>();
    const look = async (told: Promise<Told>): Promise<void> => {
      const { headers, body } = await told;
      const etag = `"${body['revision']}"`;
      expect(headers['etag']).toBe(etag);
      expect(seen).not.toContain(etag);
      seen.add(etag);
    };
    await look(getStore('demo'));
    for (let round = 0; round < 3; round += 1) {
      await look(putStore('demo', STORE));
      await look(putStore('demo', STORE));
      expect((await deleteStore('demo', { query: 'dryRun=true' })).body['store']).toMatchObject({ inherited: true, revision: 3 * round + 3 });
      await deleteStore('demo');
      await look(getStore('demo'));
      for (const etag of [...seen].slice(0, -1)) expect((await putStore('demo', STORE, { ifMatch: etag })).status).toBe(412);
    }
    expect((await putStore('demo', STORE, { ifMatch: '"9"' })).status).toBe(201);
  });

  it.each(['demo', null])('(project %j) holds to If-Match where it is sent', async (project) => {
    expect(await putStore(project, STORE, { ifMatch: '"1"' })).toMatchObject({ status: 412, body: { title: 'The store has changed since you read it.' } });
    expect(await stored(project)).toBeNull();
    expect((await putStore(project, STORE, { ifMatch: '"0"' })).status).toBe(201);
    expect((await putStore(project, STORE, { ifMatch: '"0"' })).status).toBe(412);
    expect((await putStore(project, STORE, { ifMatch: 'W/"1"' })).status).toBe(412);
    expect((await putStore(project, STORE, { ifMatch: '"7", "1"' })).status).toBe(200);
    if (project === null) return;
    expect((await deleteStore(project, { ifMatch: '"1"' })).status).toBe(412);
    expect((await deleteStore(project, { ifMatch: '"2"' })).status).toBe(204);
  });

  it('that somebody else changes in the same moment is not overwritten', async () => {
    const { settings } = handlers.stores;
    const read = settings.storesFor.bind(settings);
    settings.storesFor = async (project) => {
      const found = await read(project);
      settings.storesFor = read;
      await putStore('demo', { ...STORE, regions: ['eu-west-1'] });
      return found;
    };
    expect((await putStore('demo', STORE)).status).toBe(412);
    expect(await stored('demo')).toMatchObject({ regions: ['eu-west-1'], revision: 1 });
  });

  const SERVER_MADE = [
    'externalId',
    'revision',
    'project',
    'scope',
    'inherited',
    'createdAt',
    'updatedAt',
    'policies',
    'own',
    'id',
    'kind',
    'storeRevision',
    'purges',
    'workspace',
    'functionRoles',
    'expected',
    'name',
  ];
  it.each([...SERVER_MADE.flatMap((field) => [['demo', field] as const, [null, field] as const]), ['demo', 'secretOwners'] as const])(
    '(project %j) is not given the field %s by a caller',
    async (project, field) => {
      for (const value of ['x', 1, null, {}, []])
        expect(issuesOf(await putStore(project, { ...STORE, [field]: value }))).toEqual([400, `schema_invalid /${field}`]);
      expect(await stored(project)).toBeNull();
    },
  );

  const of = (count: number, name: string): string => pem(name).repeat(count);
  const key = pem('good.key');
  it.each<readonly [string, Record<string, unknown>, string]>([
    ['no role', { roleArn: undefined }, '/roleArn'],
    ['a role outside the path', { roleArn: 'arn:aws:iam::137149879143:role/demo' }, '/roleArn'],
    ['a role under another path', { roleArn: 'arn:aws:iam::137149879143:role/x/secret-mask-resolver/demo' }, '/roleArn'],
    ['the path alone', { roleArn: 'arn:aws:iam::137149879143:role/secret-mask-resolver/' }, '/roleArn'],
    ['a pattern of roles', { roleArn: 'arn:aws:iam::137149879143:role/secret-mask-resolver/*' }, '/roleArn'],
    ['a role of another account', { roleArn: ROLE.replace('137149879143', '333333333333') }, '/roleArn'],
    ['a role of another partition', { roleArn: ROLE.replace('arn:aws:', 'arn:aws-cn:') }, '/roleArn'],
    ['a user', { roleArn: ROLE.replace(':role/', ':user/') }, '/roleArn'],
    ['a role and more', { roleArn: `${ROLE} ` }, '/roleArn'],
    ['a role with a line after it', { roleArn: `${ROLE}\n` }, '/roleArn'],
    ['a role that is a list', { roleArn: [ROLE] }, '/roleArn'],
    ['a name of 65 characters', { roleArn: `arn:aws:iam::137149879143:role/secret-mask-resolver/${'a'.repeat(65)}` }, '/roleArn'],
    ['the reader role as its rehearsal role', { rehearsalRoleArn: ROLE }, '/rehearsalRoleArn'],
    ['a rehearsal role outside the path', { rehearsalRoleArn: 'arn:aws:iam::137149879143:role/demo' }, '/rehearsalRoleArn'],
    ['a rehearsal role of another account', { rehearsalRoleArn: ROLE.replace('137149879143', '333333333333') }, '/rehearsalRoleArn'],
    ['a rehearsal role of another partition', { rehearsalRoleArn: `${ROLE.replace('arn:aws:', 'arn:aws-cn:')}2` }, '/rehearsalRoleArn'],
    ['an empty rehearsal role', { rehearsalRoleArn: '' }, '/rehearsalRoleArn'],
    ['a rehearsal role that is false', { rehearsalRoleArn: false }, '/rehearsalRoleArn'],
    ['no accounts', { accounts: undefined }, '/accounts'],
    ['an empty list of accounts', { accounts: [] }, '/accounts'],
    ['accounts that are a text', { accounts: '137149879143' }, '/accounts'],
    ['an account that is not deployed', { accounts: ['137149879143', '333333333333'] }, '/accounts/1'],
    ['an account that is a number', { accounts: [137149879143] }, '/accounts/0'],
    ['no regions', { regions: undefined }, '/regions'],
    ['an empty list of regions', { regions: [] }, '/regions'],
    ['a region that is not deployed', { regions: ['us-east-2'] }, '/regions/0'],
    ['a region that is a pattern', { regions: ['*'] }, '/regions/0'],
    ['another rule for untagged secrets', { untaggedSecrets: 'allowed' }, '/untaggedSecrets'],
    ['hosts without "listed"', { listedHosts: ['a.example.com'] }, '/listedHosts'],
    ['hosts with "vendor"', { untaggedSecrets: 'vendor', listedHosts: ['a.example.com'] }, '/listedHosts'],
    ['a host with a wildcard', { untaggedSecrets: 'listed', listedHosts: ['a.example.com', '*.example.com'] }, '/listedHosts/1'],
    ['an address', { untaggedSecrets: 'listed', listedHosts: ['https://a.example.com'] }, '/listedHosts/0'],
    ['two hosts in one entry', { untaggedSecrets: 'listed', listedHosts: ['a.example.com b.example.com'] }, '/listedHosts/0'],
    ['a port that is none', { untaggedSecrets: 'listed', listedHosts: ['a.example.com:70000'] }, '/listedHosts/0'],
    ['101 hosts', { untaggedSecrets: 'listed', listedHosts: Array.from({ length: 101 }, () => 'a.example.com') }, '/listedHosts'],
    ['a certificate that is no authority', { certificateAuthority: pem('good') }, '/certificateAuthority'],
    ['an authority and a certificate that is none', { certificateAuthority: pem('ca') + pem('good') }, '/certificateAuthority'],
    ['a private key', { certificateAuthority: key }, '/certificateAuthority'],
    ['an authority and a private key', { certificateAuthority: pem('ca') + key }, '/certificateAuthority'],
    ['six authorities', { certificateAuthority: of(6, 'ca') }, '/certificateAuthority'],
    ['an empty authority', { certificateAuthority: '' }, '/certificateAuthority'],
    ['text', { certificateAuthority: 'trust me' }, '/certificateAuthority'],
    ['a certificate that cannot be read', { certificateAuthority: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' }, '/certificateAuthority'],
    ['text around an authority', { certificateAuthority: `${pem('ca')}and more` }, '/certificateAuthority'],
    ['more than 32 KiB', { certificateAuthority: pem('ca') + ' '.repeat(32 * 1024) }, '/certificateAuthority'],
    ['an authority that is a list', { certificateAuthority: [pem('ca')] }, '/certificateAuthority'],
  ])('with %s is refused, and nothing of it stored', async (_title, fields, pointer) => {
    for (const project of ['demo', null]) {
      expect(issuesOf(await putStore(project, { ...STORE, ...fields }))).toEqual([400, `schema_invalid ${pointer}`]);
      expect(await stored(project)).toBeNull();
    }
  });

  it('is told everything that is wrong at once', async () => {
    const told = await putStore('demo', { roleArn: 'x', accounts: ['1'], regions: ['2', 'us-east-1'], listedHosts: ['a'], certificateAuthority: 'x' });
    expect(issuesOf(told)).toEqual([
      400,
      ...['/roleArn', '/accounts/0', '/regions/0', '/listedHosts', '/certificateAuthority'].map((at) => `schema_invalid ${at}`),
    ]);
  });

  it('is never answered with a piece of a key that was pasted by mistake', async () => {
    const told = await putStore('demo', { ...STORE, certificateAuthority: pem('ca') + key });
    expect(told.body['errors'][0].message).toBe('"/certificateAuthority" holds a private key.');
    for (const line of key.split('\n').filter((each) => !each.startsWith('-') && each !== '')) expect(told.text).not.toContain(line);
  });

  it('takes one to five authorities that have not expired', async () => {
    const two = pem('ca') + pem('other-ca');
    expect((await putStore('demo', { ...STORE, certificateAuthority: `\r\n${two}` })).body['certificateAuthority']).toBe(two);
    expect((await putStore('demo', { ...STORE, certificateAuthority: of(5, 'ca') })).status).toBe(200);
    handlers.clock.ms = Date.UTC(2300, 0);
    const expired = await putStore('demo', { ...STORE, certificateAuthority: pem('ca') });
    expect(expired.body['errors'][0].message).toBe('"/certificateAuthority" holds a certificate that has expired.');
  });

  it.each<readonly [string, unknown, string]>([
    ['51 owners', Array.from({ length: 51 }, () => ({ subject: 'ada', secretArns: [ARN] })), '/secretOwners'],
    ['an owner without secrets', [{ subject: 'ada', secretArns: [] }], '/secretOwners/0/secretArns'],
    ['an owner without a subject', [{ secretArns: [ARN] }], '/secretOwners/0/subject'],
    ['an empty subject', [{ subject: '', secretArns: [ARN] }], '/secretOwners/0/subject'],
    ['an owner of everything', [{ subject: 'ada', secretArns: ['*'] }], '/secretOwners/0/secretArns/0'],
    ['an owner of all accounts', [{ subject: 'ada', secretArns: ['arn:aws:secretsmanager:us-east-1:*'] }], '/secretOwners/0/secretArns/0'],
    ['a * in the middle', [{ subject: 'ada', secretArns: [ARN, `${ARN.slice(0, -9)}*abc`] }], '/secretOwners/0/secretArns/1'],
    ['an ARN without its six characters', [{ subject: 'ada', secretArns: [ARN.slice(0, -7)] }], '/secretOwners/0/secretArns/0'],
    ['an owner with a role', [{ subject: 'ada', secretArns: [ARN], role: 'admin' }], '/secretOwners/0/role'],
    ['owners that are an object', { ada: [ARN] }, '/secretOwners'],
  ])('of the workspace with %s is refused', async (_title, secretOwners, pointer) => {
    expect(issuesOf(await putStore(null, { ...STORE, secretOwners }))).toEqual([400, `schema_invalid ${pointer}`]);
    expect(await stored(null)).toBeNull();
  });

  it.each(['yes', '1', '', 'TRUE', 'true&dryRun=false'])('is not changed by a request with dryRun=%s', async (text) => {
    const query = `dryRun=${text}`;
    expect(issuesOf(await putStore('demo', STORE, { query }))).toEqual([400, 'schema_invalid ?dryRun']);
    expect(await stored('demo')).toBeNull();
    await putStore('demo', STORE);
    expect((await deleteStore('demo', { query })).status).toBe(400);
    expect((await deleteStore('demo', { query: 'dryrun=true' })).status).toBe(400);
    expect(await stored('demo')).toMatchObject({ revision: 1 });
  });
});

// By hand. "own" is the project demo, which has a store of its own; "other" has one too.
const TABLE = `
  caller      | list | read own | read other | name own | name other | see ws | put ws | see own | put own | delete own | see other | put other | delete other
  none        | 403  | 404      | 404        | 404      | 404        | 403    | 403    | 404     | 404     | 404        | 404       | 404       | 404
  demo:viewer | 200  | 200      | 404        | 403      | 404        | 403    | 403    | 403     | 403     | 403        | 404       | 404       | 404
  demo:tester | 200  | 200      | 404        | 403      | 404        | 403    | 403    | 403     | 403     | 403        | 404       | 404       | 404
  demo:editor | 200  | 200      | 404        | 403      | 404        | 403    | 403    | 403     | 403     | 403        | 404       | 404       | 404
  demo:admin  | 200  | 200      | 404        | 403      | 404        | 403    | 403    | 200     | 200     | 204        | 404       | 404       | 404
  *:viewer    | 200  | 200      | 200        | 403      | 403        | 403    | 403    | 403     | 403     | 403        | 403       | 403       | 403
  *:tester    | 200  | 200      | 200        | 403      | 403        | 403    | 403    | 403     | 403     | 403        | 403       | 403       | 403
  *:editor    | 200  | 200      | 200        | 403      | 403        | 403    | 403    | 403     | 403     | 403        | 403       | 403       | 403
  *:admin     | 200  | 200      | 200        | 201      | 201        | 200    | 201    | 200     | 200     | 204        | 200       | 200       | 204
`;

describe('who may', () => {
  const [header = [], ...rows] = TABLE.trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const doing: Readonly<Record<string, (roles: readonly string[], query?: string) => Promise<Told>>> = {
    list: (roles) => listProjects(roles),
    'read own': (roles) => getProject('demo', roles),
    'read other': (roles) => getProject('other', roles),
    'name own': (roles) => putProject('demo', { name: 'a' }, { roles }),
    'name other': (roles) => putProject('other', { name: 'a' }, { roles }),
    'see ws': (roles) => getStore(null, { roles }),
    'put ws': (roles, query) => putStore(null, STORE, { roles, query: query ?? '' }),
    'see own': (roles) => getStore('demo', { roles }),
    'put own': (roles, query) => putStore('demo', STORE, { roles, query: query ?? '' }),
    'delete own': (roles, query) => deleteStore('demo', { roles, query: query ?? '' }),
    'see other': (roles) => getStore('other', { roles }),
    'put other': (roles, query) => putStore('other', STORE, { roles, query: query ?? '' }),
    'delete other': (roles, query) => deleteStore('other', { roles, query: query ?? '' }),
  };
  const cells = rows.flatMap(([caller = '', ...statuses]) => statuses.map((status, at) => [caller, header[at + 1] ?? '', Number(status)] as const));

  let standing: readonly unknown[];
  beforeEach(async () => {
    for (const project of ['demo', 'other']) await putStore(project, STORE);
    standing = [await stored('demo'), await stored('other'), null];
  });

  it('is said for every caller and action', () => expect(cells).toHaveLength(9 * Object.keys(doing).length));

  it.each(cells)('%s: %s is answered with %i', async (caller, action, status) => {
    const roles = caller === 'none' ? [] : [caller];
    expect((await doing[action]!(roles)).status).toBe(status);
    const isRefused = status >= 400;
    const changed = [await stored('demo'), await stored('other'), await stored(null)];
    expect(isRefused && changed).toEqual(isRefused && standing);
  });

  it.each(cells.filter(([, action]) => /^(?:put|delete)/.test(action)))('%s: %s as a dry run needs the same right', async (caller, action, status) => {
    const told = await doing[action]!(caller === 'none' ? [] : [caller], 'dryRun=true');
    expect(told.status).toBe(status < 400 ? 200 : status);
    expect([await stored('demo'), await stored('other'), await stored(null)]).toEqual(standing);
  });
});

describe('a dry run', () => {
  const stopsOf = ({ body }: Told): readonly string[] => {
    const stops: readonly Readonly<Record<string, string>>[] = body['stopsResolving'];
    return stops.map(({ code, name, project, secretArn }) => `${code} ${name} ${project} ${secretArn}`).toSorted();
  };
  const doubtsOf = ({ body }: Told): unknown =>
    Object.fromEntries(body['mayStop'].map((doubt: { code: string; secretArns: unknown }) => [doubt.code, doubt.secretArns]));
  const DRY = { query: 'dryRun=true' };

  beforeEach(async () => {
    await handlers.create({ name: 'here' });
    await handlers.create({ name: 'europe', ...configOf(EUROPE) });
    await handlers.create({ name: 'elsewhere', ...configOf(ELSEWHERE) });
    await handlers.create({ name: 'foreign', ...configOf(EUROPE) }, 'other');
  });

  it('stores nothing, and shows the store as it would be, with its policies', async () => {
    const told = await putStore('demo', STORE, DRY);
    expect(told.body['store']).toMatchObject({ scope: 'project', ...STORE, revision: 1, policies: { basis: 'secrets_in_use', complete: true } });
    expect(await stored('demo')).toBeNull();
    expect((await putStore('demo', STORE)).body).toEqual({ ...told.body['store'], policies: undefined });
  });

  it('lists exactly the masks of its project that stop resolving', async () => {
    const told = await putStore('demo', STORE, DRY);
    expect(told.status).toBe(200);
    expect(stopsOf(told)).toEqual([`arn_out_of_scope elsewhere demo ${ELSEWHERE}`, `arn_out_of_scope europe demo ${EUROPE}`]);
    expect(told.body['complete']).toBe(true);
    expect(stopsOf(await putStore('demo', { ...STORE, accounts: ['137149879143', OTHER_ACCOUNT], regions: ['us-east-1', 'eu-west-1'] }, DRY))).toEqual([]);
  });

  it('names no mask that does not resolve now either', async () => {
    await putStore('demo', STORE);
    expect(stopsOf(await putStore('demo', { ...STORE, accounts: [OTHER_ACCOUNT], regions: ['us-east-1', 'eu-west-1'] }, DRY))).toEqual([
      `arn_out_of_scope here demo ${ARN}`,
    ]);
  });

  it("of the workspace's store leaves out the projects that have their own", async () => {
    expect(stopsOf(await putStore(null, { ...STORE, regions: ['us-east-1'] }, DRY))).toEqual([
      `arn_out_of_scope elsewhere demo ${ELSEWHERE}`,
      `arn_out_of_scope europe demo ${EUROPE}`,
      `arn_out_of_scope foreign other ${EUROPE}`,
    ]);
    await putStore('demo', STORE);
    expect(stopsOf(await putStore(null, STORE, DRY))).toEqual([`arn_out_of_scope foreign other ${EUROPE}`]);
  });

  it("of taking a store away holds it against the workspace's", async () => {
    await putStore('demo', { ...STORE, accounts: ['137149879143', OTHER_ACCOUNT], regions: ['us-east-1', 'eu-west-1'] });
    await putStore(null, { ...STORE, regions: ['eu-west-1'], secretOwners: [{ subject: 'ada', secretArns: [ARN] }] });
    const told = await deleteStore('demo', { ...DRY, roles: ['demo:admin'] });
    expect(told).toMatchObject({ status: 200, body: { store: { inherited: true, scope: 'workspace' } } });
    expect(told.text).not.toMatch(/id-of-the-stack|\bada\b/);
    expect(stopsOf(told)).toEqual([`arn_out_of_scope elsewhere demo ${ELSEWHERE}`, `arn_out_of_scope here demo ${ARN}`]);
    expect(await stored('demo')).toMatchObject({ revision: 1 });
  });

  it('says what another role may not be able to read, and which secrets lie in another account than it', async () => {
    const wide = { ...STORE, accounts: ['137149879143', OTHER_ACCOUNT], regions: ['us-east-1', 'eu-west-1'] };
    expect(doubtsOf(await putStore('demo', wide, DRY))).toEqual({ role_unavailable: [EUROPE, ARN, ELSEWHERE].toSorted(), secret_access_denied: [ELSEWHERE] });
    await putStore('demo', wide);
    expect(doubtsOf(await putStore('demo', wide, DRY))).toEqual({});
    const there = { ...wide, roleArn: ROLE.replace('137149879143', OTHER_ACCOUNT) };
    expect(doubtsOf(await putStore('demo', there, DRY))).toMatchObject({ secret_access_denied: [EUROPE, ARN].toSorted() });
  });

  it.each([
    [{ untaggedSecrets: 'vendor' }, {}, true],
    [{ untaggedSecrets: 'vendor' }, { untaggedSecrets: 'listed', listedHosts: ['a.example.com'] }, true],
    [{ untaggedSecrets: 'listed', listedHosts: ['a.example.com', 'b.example.com'] }, { untaggedSecrets: 'listed', listedHosts: ['a.example.com'] }, true],
    [{ untaggedSecrets: 'listed', listedHosts: ['a.example.com'] }, { untaggedSecrets: 'listed', listedHosts: ['b.example.com', 'a.example.com'] }, false],
    [{ untaggedSecrets: 'listed' }, {}, false],
    [{}, { untaggedSecrets: 'vendor' }, false],
    [{ untaggedSecrets: 'vendor' }, { untaggedSecrets: 'vendor' }, false],
  ])('from %j to %j says of untagged secrets that they may stop: %s', async (from, to, isSaid) => {
    await putStore('demo', { ...STORE, ...from });
    expect(doubtsOf(await putStore('demo', { ...STORE, ...to }, DRY))).toEqual(isSaid ? { destination_denied: [ARN] } : {});
  });

  it('says what hangs on a certificate authority that is taken out', async () => {
    await putStore('demo', STORE);
    expect(doubtsOf(await putStore('demo', { ...STORE, certificateAuthority: pem('ca') }, DRY))).toEqual({});
    await putStore('demo', { ...STORE, certificateAuthority: pem('ca') });
    expect(doubtsOf(await putStore('demo', { ...STORE, certificateAuthority: pem('ca') }, DRY))).toEqual({});
    expect(doubtsOf(await putStore('demo', STORE, DRY))).toEqual({ tls_untrusted: [ARN] });
  });

  it('is checked like the change itself', async () => {
    expect((await putStore('demo', { ...STORE, regions: ['us-east-2'] }, DRY)).status).toBe(400);
    expect((await putStore('demo', STORE, { ...DRY, ifMatch: '"1"' })).status).toBe(412);
  });

  it('and the switch after it leave every connection as it is', async () => {
    const before = (await handlers.call('GET /v1/connections', { roles: ADMIN })).text;
    await putStore('demo', STORE, DRY);
    await putStore('demo', STORE);
    await deleteStore('demo');
    expect((await handlers.call('GET /v1/connections', { roles: ADMIN })).text).toBe(before);
  });
});

describe('the masks of a connection', () => {
  it('may name what the store of its project reads, at once after the switch', async () => {
    const create = (arn: string, project = 'demo'): Promise<Told> =>
      handlers.call('POST /v1/connections', { roles: ADMIN, body: { ...NEW, ...configOf(arn), project } });
    expect((await create(EUROPE)).status).toBe(201);
    await putStore('demo', STORE);
    expect(issuesOf(await create(EUROPE))).toEqual([422, 'arn_out_of_scope /config/personalAccessToken']);
    expect((await create(ARN)).status).toBe(201);
    expect((await create(EUROPE, 'other')).status).toBe(201);
    await putStore(null, { ...STORE, regions: ['eu-west-1'] });
    expect((await create(ARN)).status).toBe(201);
    expect(issuesOf(await create(ARN, 'other'))).toEqual([422, 'arn_out_of_scope /config/personalAccessToken']);
  });

  it('are held against it when they change too', async () => {
    const { id } = await handlers.create();
    await putStore('demo', STORE);
    const patch = (arn: string, revision: number): Promise<Told> =>
      handlers.call('PATCH /v1/connections/{id}', {
        id,
        body: { config: { personalAccessToken: maskOf(arn) } },
        headers: { 'if-match': `"${revision}"` },
      });
    expect(issuesOf(await patch(EUROPE, 1))).toEqual([422, 'arn_out_of_scope /config/personalAccessToken']);
    expect((await patch(ARN.replace('jira', 'okta'), 1)).status).toBe(200);
  });

  it('are never wider than the deployment, whatever is stored', async () => {
    const regions = ['us-east-1', 'ap-south-1'];
    await putStore('demo', STORE);
    const { projectStore } = await handlers.stores.settings.storesFor('demo');
    await handlers.stores.settings.putStore({ ...projectStore!, regions, revision: 2 }, 1);
    const create = (arn: string): Promise<Told> => handlers.call('POST /v1/connections', { roles: ADMIN, body: { ...NEW, ...configOf(arn), project: 'demo' } });
    expect(issuesOf(await create(ARN.replace('us-east-1', 'ap-south-1')))).toEqual([422, 'arn_out_of_scope /config/personalAccessToken']);
    expect((await create(ARN)).status).toBe(201);
  });
});

it('the answers are as the OpenAPI document says', async () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ ...openApiDocument(), $id: 'openapi' }, 'openapi');
  const holds = (schema: string, { body }: Told): void => {
    const validate = ajv.getSchema(`openapi#/components/schemas/${schema}`);
    expect(validate?.(body), `${schema}: ${JSON.stringify(validate?.errors)}`).toBe(true);
  };
  await handlers.create();
  holds('ProjectAnswer', await getProject('demo'));
  holds('ProjectAnswer', await putProject('demo', { name: 'a' }));
  holds('ProjectPage', await listProjects(['demo:viewer', 'x:viewer']));
  holds('ProjectStoreAnswer', await getStore('demo'));
  holds('StoreRehearsal', await putStore('demo', { ...STORE, regions: ['eu-west-1'] }, { query: 'dryRun=true' }));
  holds('StoreAnswer', await putStore('demo', STORE));
  holds('ProjectStoreAnswer', await getStore('demo'));
  holds('StoreRehearsal', await deleteStore('demo', { query: 'dryRun=true' }));
  holds('StoreAnswer', await getStore(null));
  holds('StoreAnswer', await putStore(null, { ...STORE, secretOwners: [{ subject: 'ada', secretArns: [ARN] }] }));
  holds('Problem', await putStore(null, {}));
});
