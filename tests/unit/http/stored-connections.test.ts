import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openApiDocument } from '../../../shared/http/openapi.ts';
import { ARN, type Handlers, MASK, NEW, startHandlers, type Told } from '../../helpers/stored-connections.ts';

let handlers: Handlers;
beforeEach(async () => {
  handlers = await startHandlers();
});

const issuesOf = ({ status, body }: Told): unknown => [
  status,
  ...(body['errors'] ?? []).map((issue: { code: string; pointer?: string }) => `${issue.code} ${issue.pointer ?? ''}`),
];
const post = (body: unknown): Promise<Told> => handlers.call('POST /v1/connections', { body });
const patch = (id: string, body: unknown, ifMatch: string | null = '"1"'): Promise<Told> =>
  handlers.call('PATCH /v1/connections/{id}', { id, body, headers: ifMatch === null ? {} : { 'if-match': ifMatch } });
const list = async (query: string, roles: readonly string[] = ['*:viewer']): Promise<Told> => handlers.call('GET /v1/connections', { query, roles });

describe('a new connection', () => {
  it('is answered with 201, where it is and its revision, and read back the same', async () => {
    const told = await post({ ...NEW, labels: { team: 'core' }, schedule: { every: 'PT15M', enabled: true } });
    expect(told).toMatchObject({ status: 201, headers: { etag: '"1"', location: `/v1/connections/${told.body['id']}` } });
    expect(told.body).toEqual({
      id: expect.stringMatching(/^con_[0-9a-f]{32}$/),
      ...NEW,
      expectIdentity: null,
      project: 'demo',
      method: 'pat',
      labels: { team: 'core' },
      schedule: { every: 'PT15M', enabled: true },
      revision: 1,
      standing: { state: 'untested', since: '2026-11-23T12:00:00.000Z', lastVerifiedAt: null, lastOkAt: null, code: null, versionIds: [], recent: [] },
      createdAt: '2026-11-23T12:00:00.000Z',
      updatedAt: '2026-11-23T12:00:00.000Z',
    });
    const read = await handlers.call('GET /v1/connections/{id}', { id: told.body['id'] });
    expect(read).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: told.body });
  });

  it('has no labels and no schedule unless they are given', async () => {
    const { labels, schedule } = (await post(NEW)).body;
    expect({ labels, schedule }).toEqual({ labels: {}, schedule: null });
  });

  it('with a literal in a secret field is refused with the mask to write instead, and the literal is neither stored nor quoted', async () => {
    const told = await post({ ...NEW, config: { ...NEW.config, personalAccessToken: handlers.target.canary } });
    expect(issuesOf(told)).toEqual([422, 'plain_secret_refused /config/personalAccessToken']);
    expect(told.body['errors'][0].fix.text).toContain('{{workato:sm:<Personal access token key name>:<secret ARN>}}');
    expect(told.text).not.toContain(handlers.target.canary);
    expect((await list('')).body['items']).toEqual([]);
  });

  it.each([
    ['an unknown connector', { connector: 'nothing-such' }, [422, 'connector_unknown /connector']],
    ['a method the connector does not have', { method: 'cookie' }, [400, 'schema_invalid /method']],
    ['a mask that is none', { config: { ...NEW.config, personalAccessToken: '{{workato:sm:k}}' } }, [422, 'mask_malformed /config/personalAccessToken']],
    ['a mask in the address', { config: { ...NEW.config, baseUrl: `https://${MASK}` } }, [422, 'mask_not_allowed_here /config/baseUrl']],
    [
      'a secret of another account',
      { config: { ...NEW.config, personalAccessToken: MASK.replace('137149879143', '000000000000') } },
      [422, 'arn_out_of_scope /config/personalAccessToken'],
    ],
    ['a field that is none of the method', { config: { ...NEW.config, colour: 'red' } }, [400, 'schema_invalid /config/colour']],
    ['no config', { config: undefined }, [400, 'schema_invalid /config']],
    ['a config that is a list', { config: [] }, [400, 'schema_invalid /config']],
    ['no name', { name: undefined }, [400, 'schema_invalid /name']],
    ['an empty name', { name: '' }, [400, 'schema_invalid /name']],
    ['a name of spaces', { name: '  ' }, [400, 'schema_invalid /name']],
    ['a name of 121 characters', { name: 'a'.repeat(121) }, [400, 'schema_invalid /name']],
    ['a line break in the name', { name: 'a\nb' }, [400, 'schema_invalid /name']],
    ['a hidden character in the name', { name: 'a\u200bb' }, [400, 'schema_invalid /name']],
    ['a reversed name', { name: 'a\u202eb' }, [400, 'schema_invalid /name']],
    ['half a character', { name: '\ud800' }, [400, 'body_invalid ']],
    ['a project id that is none', { project: '../demo' }, [400, 'schema_invalid /project']],
    ['21 labels', { labels: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`l${at}`, ''])) }, [400, 'schema_invalid /labels']],
    ['a label name in upper case', { labels: { Team: 'a' } }, [400, 'schema_invalid /labels/Team']],
    ['a label name of 64 characters', { labels: { ['a'.repeat(64)]: '' } }, [400, `schema_invalid /labels/${'a'.repeat(64)}`]],
    ['a label value of 129 characters', { labels: { a: 'b'.repeat(129) } }, [400, 'schema_invalid /labels/a']],
    ['labels that are a list', { labels: [] }, [400, 'schema_invalid /labels']],
    ['a label that is a number', { labels: { a: 1 } }, [400, 'schema_invalid /labels/a']],
    ['a schedule under five minutes', { schedule: { every: 'PT4M', enabled: true } }, [400, 'schema_invalid /schedule/every']],
    ['a schedule that is not of whole minutes', { schedule: { every: 'PT5M30S', enabled: true } }, [400, 'schema_invalid /schedule/every']],
    ['a schedule over 31 days', { schedule: { every: 'P32D', enabled: true } }, [400, 'schema_invalid /schedule/every']],
    ['a schedule of a month', { schedule: { every: 'P1M', enabled: true } }, [400, 'schema_invalid /schedule/every']],
    ['a schedule that does not say whether it runs', { schedule: { every: 'PT5M' } }, [400, 'schema_invalid /schedule/enabled']],
    ['a schedule with more', { schedule: { every: 'PT5M', enabled: true, jitter: 1 } }, [400, 'schema_invalid /schedule/jitter']],
  ])('with %s is refused where it is wrong', async (_, more, expected) => {
    expect(issuesOf(await post({ ...NEW, ...more }))).toEqual(expected);
    expect((await list('')).body['items']).toEqual([]);
  });

  it.each([
    ['120 characters of name', { name: '名'.repeat(120) }],
    ['20 labels of the longest kind', { labels: Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${'a'.repeat(61)}${at + 10}`, 'é'.repeat(128)])) }],
    ['the shortest schedule', { schedule: { every: 'PT5M', enabled: false } }],
    ['a schedule of whole minutes in seconds', { schedule: { every: 'PT900S', enabled: true } }],
    ['the longest schedule', { schedule: { every: 'P31D', enabled: true } }],
    ['schedule null', { schedule: null }],
    ['another method', { method: 'basic', config: { baseUrl: 'https://jira.example.com', username: 'bot', password: MASK } }],
  ])('may have %s', async (_, more) => {
    expect((await post({ ...NEW, ...more })).status).toBe(201);
  });

  it.each([
    ['', [400, 'body_invalid ']],
    ['[]', [400, 'body_invalid ']],
    ['{"name":"a","name":"b"}', [400, 'body_invalid ']],
    ['{"__proto__":{"id":"x"}}', [400, 'body_invalid ']],
    [`{"name":"${'a'.repeat(262_144)}"}`, [413, 'body_too_large ']],
  ])('is not made of a body that is no JSON of ours', async (body, expected) => {
    expect(issuesOf(await post(body))).toEqual(expected);
  });
});

describe('whom credentials are to belong to', () => {
  const GITHUB = { name: 'GitHub', connector: 'github', config: { token: MASK } };

  it('is stored beside the config, changed, and taken out with null', async () => {
    const { body } = await post({ ...GITHUB, expectIdentity: 'octocat' });
    expect(body).toMatchObject({ expectIdentity: 'octocat', revision: 1 });
    expect((await patch(body['id'], { expectIdentity: 'hubot' })).body).toMatchObject({ expectIdentity: 'hubot', revision: 2 });
    expect((await patch(body['id'], { name: 'Renamed' }, '"2"')).body).toMatchObject({ expectIdentity: 'hubot', revision: 3 });
    expect((await patch(body['id'], { expectIdentity: null }, '"3"')).body).toMatchObject({ expectIdentity: null, revision: 4 });
    expect((await list('')).body['items']).toEqual([expect.objectContaining({ expectIdentity: null })]);
  });

  it.each([
    [{ ...NEW, expectIdentity: 'ada' }, 'schema_invalid'],
    [{ ...GITHUB, config: { ...GITHUB.config, baseUrl: 'https://github.example.com/api/v3' }, expectIdentity: 'octocat' }, 'schema_invalid'],
    [{ ...GITHUB, expectIdentity: '' }, 'schema_invalid'],
    [{ ...GITHUB, expectIdentity: 'a\nb' }, 'schema_invalid'],
    [{ ...GITHUB, expectIdentity: 'a'.repeat(129) }, 'schema_invalid'],
    [{ ...GITHUB, expectIdentity: 7 }, 'schema_invalid'],
    [{ ...GITHUB, expectIdentity: MASK }, 'mask_not_allowed_here'],
  ])('is refused where it could not be compared', async (body, code) => {
    expect(issuesOf(await post(body))).toEqual([code === 'schema_invalid' ? 400 : 422, `${code} /expectIdentity`]);
  });

  it('is held against the service when it is changed, and against what was stored when that is', async () => {
    const { body } = await post({ ...GITHUB, expectIdentity: 'octocat' });
    expect(issuesOf(await patch(body['id'], { expectIdentity: MASK }))).toEqual([422, 'mask_not_allowed_here /expectIdentity']);
    expect(issuesOf(await patch(body['id'], { connector: 'jira-dc', config: { ...NEW.config, token: null } }))).toEqual([
      400,
      'schema_invalid /expectIdentity',
    ]);
  });
});

describe('a list', () => {
  it('is walked a page at a time, each connection once', async () => {
    for (let at = 0; at < 7; at += 1) await handlers.create({}, at % 2 ? 'demo' : 'other');
    const seen: string[] = [];
    let query = 'limit=3';
    for (let pages = 0; pages < 10; pages += 1) {
      const { body } = await list(query);
      seen.push(...body['items'].map((item: { id: string }) => item.id));
      if (body['nextCursor'] === null) break;
      query = `limit=3&cursor=${body['nextCursor']}`;
    }
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  it('is filtered by everything that is asked for at once', async () => {
    const other = ARN.replace('FsmeTs', 'AbCdEf');
    await handlers.create({ name: 'one', labels: { team: 'core', tier: 'a,b:c' } });
    await handlers.create({ name: 'two', labels: { team: 'core' }, config: { ...NEW.config, personalAccessToken: MASK.replace(ARN, other) } });
    await handlers.create({ name: 'three', connector: 'github', config: { token: MASK }, labels: { team: 'web' } });
    await handlers.create({ name: 'four', labels: { team: 'core' } }, 'other');
    const found = async (query: string, roles?: readonly string[]): Promise<unknown> =>
      (await list(query, roles)).body['items'].map((item: { name: string }) => item.name).toSorted();
    expect(await found('')).toEqual(['four', 'one', 'three', 'two']);
    expect(await found('project=demo')).toEqual(['one', 'three', 'two']);
    expect(await found('connector=github')).toEqual(['three']);
    expect(await found('label=team:core')).toEqual(['four', 'one', 'two']);
    expect(await found(`label=team:core&label=${encodeURIComponent('tier:a,b:c')}`)).toEqual(['one']);
    expect(await found(`secretArn=${other}`)).toEqual(['two']);
    expect(await found('state=connected')).toEqual([]);
    expect(await found('state=untested&label=team:core&project=other')).toEqual(['four']);
    expect(await found('label=team:core', ['demo:viewer'])).toEqual(['one', 'two']);
    expect(await found('project=other', ['demo:viewer'])).toEqual([]);
    expect(await found('project=other', ['demo:viewer', 'other:viewer'])).toEqual(['four']);
  });

  it.each([
    ['secretARN=x', '?secretARN'],
    ['projects=demo', '?projects'],
    ['project=', '?project'],
    ['project=demo,other', '?project'],
    ['connector=', '?connector'],
    ['connector=../jira', '?connector'],
    ['state=', '?state'],
    ['state=broken', '?state'],
    ['secretArn=prod-jira', '?secretArn'],
    ['label=team', '?label'],
    ['label=Team:core', '?label'],
    ['label=team:a&label=team:b', '?label'],
    ['connector=a&connector=b', '?connector'],
    ['limit=0', '?limit'],
    ['limit=101', '?limit'],
    ['cursor=eA', '?cursor'],
    [`cursor=${Buffer.from('con_1').toString('base64url')}`, '?cursor'],
  ])('?%s is refused: a filter is never ignored', async (query, pointer) => {
    expect(issuesOf(await list(query))).toEqual([400, `schema_invalid ${pointer}`]);
  });
});

describe('a merge patch', () => {
  it('changes what it names, removes what is null, and answers the next revision', async () => {
    const { id, createdAt } = await handlers.create({ labels: { team: 'core', tier: 'a' }, schedule: { every: 'PT15M', enabled: true } });
    handlers.clock.ms += 1_000;
    const told = await patch(id, { name: 'New', labels: { tier: null, more: 'x' }, schedule: null });
    expect(told).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    expect(told.body).toMatchObject({
      name: 'New',
      labels: { team: 'core', more: 'x' },
      schedule: null,
      revision: 2,
      createdAt,
      updatedAt: '2026-11-23T12:00:01.000Z',
    });
    expect(told.body['labels']).not.toHaveProperty('tier');
    expect((await handlers.call('GET /v1/connections/{id}', { id })).body).toEqual(told.body);
  });

  it('reaches into the config, and what comes out is checked whole', async () => {
    const { id } = await handlers.create();
    expect((await patch(id, { config: { baseUrl: 'https://jira2.example.com' } })).body['config']).toEqual({
      baseUrl: 'https://jira2.example.com',
      personalAccessToken: MASK,
    });
    expect(issuesOf(await patch(id, { config: { personalAccessToken: null } }, '"2"'))).toEqual([400, 'schema_invalid /config/personalAccessToken']);
    expect(issuesOf(await patch(id, { config: { personalAccessToken: 'hunter2' } }, '"2"'))).toEqual([422, 'plain_secret_refused /config/personalAccessToken']);
    expect(issuesOf(await patch(id, { name: null }, '"2"'))).toEqual([400, 'schema_invalid /name']);
    expect(issuesOf(await patch(id, { config: null }, '"2"'))).toEqual([400, 'schema_invalid /config']);
    expect((await handlers.call('GET /v1/connections/{id}', { id })).body['revision']).toBe(2);
  });

  it('needs If-Match with the revision that stands', async () => {
    const { id } = await handlers.create();
    expect(issuesOf(await patch(id, { name: 'a' }, null))).toEqual([428, 'if_match_missing ']);
    for (const stale of ['"2"', '1', 'W/"1"', '', '"01"', '"1" "2"'])
      expect(issuesOf(await patch(id, { name: 'a' }, stale))).toEqual([412, 'revision_conflict ']);
    expect((await patch(id, { name: 'b' }, '"7", "1"')).status).toBe(200);
    expect((await patch(id, { name: 'c' }, '*')).status).toBe(200);
    expect(issuesOf(await patch(id, { name: 'd' }, '"1"'))).toEqual([412, 'revision_conflict ']);
  });

  it('by 20 writers at once on one revision is carried out once', async () => {
    const { id } = await handlers.create();
    const told = await Promise.all(Array.from({ length: 20 }, (_, at) => patch(id, { labels: { [`writer-${at}`]: 'x' } })));
    expect(told.map(({ status }) => String(status)).toSorted()).toEqual(['200', ...Array.from({ length: 19 }, () => '412')]);
    expect(Object.keys((await handlers.stores.connections.get(id))!.labels)).toHaveLength(1);
  });

  it('that changes nothing leaves the revision as it is', async () => {
    const { id } = await handlers.create({ labels: { a: 'x', b: 'y' } });
    const replace = vi.spyOn(handlers.stores.connections, 'replace');
    for (const same of [{}, { name: 'Jira' }, { labels: { b: 'y', a: 'x', c: null } }, { method: 'pat' }]) {
      expect(await patch(id, same)).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: { revision: 1 } });
    }
    expect(replace).not.toHaveBeenCalled();
  });

  it('cannot build bit by bit what is too large to be sent', async () => {
    const long = 'x'.repeat(60_000);
    const { id } = await handlers.create({ connector: 'generic-http', method: 'none', config: { baseUrl: 'https://api.example.com', path: '/' } });
    const grown: number[] = [];
    for (let at = 0; at < 6; at += 1) grown.push((await patch(id, { config: { headers: { [`X-Part-${at}`]: long } } }, '*')).status);
    expect(grown).toEqual([200, 200, 200, 200, 413, 413]);
  });

  it('that leaves connector, method and config alone works on a connection that could not be stored today', async () => {
    const { id } = await handlers.create();
    const stored = (await handlers.stores.connections.get(id))!;
    await handlers.stores.connections.replace({ ...stored, connector: 'gone', revision: 2 }, 1);
    expect(await patch(id, { name: 'Old one' }, '"2"')).toMatchObject({ status: 200, body: { name: 'Old one', connector: 'gone' } });
    expect(issuesOf(await patch(id, { config: { baseUrl: 'https://a.example.com' } }, '"3"'))).toEqual([422, 'connector_unknown /connector']);
  });
});

describe('the verdict on a connection', () => {
  const connected = async (more: Record<string, unknown> = {}): Promise<string> => {
    const { id } = await handlers.create(more);
    const standing = { state: 'connected', since: 'then', lastVerifiedAt: 'then', lastOkAt: 'then', code: 'ok', versionIds: ['v1'] } as const;
    expect(await handlers.stores.connections.setStanding(id, 1, standing, (await handlers.stores.connections.get(id))!.standing)).toBe('set');
    return id;
  };
  const basic = { username: 'bot', password: MASK, personalAccessToken: null };

  it.each([
    ['another host', { config: { baseUrl: 'https://jira2.example.com' } }],
    ['another port', { config: { baseUrl: 'https://jira.example.com:8443' } }],
    ['another method', { method: 'basic', config: basic }],
    ['another connector', { connector: 'github', method: null, config: { baseUrl: null, personalAccessToken: null, token: MASK } }],
  ])('is void after %s', async (_, body) => {
    const told = await patch(await connected(), body);
    expect(told).toMatchObject({ status: 200, body: { standing: { state: 'untested', code: null, lastVerifiedAt: null, lastOkAt: null, versionIds: [] } } });
  });

  it.each([
    ['another name', { name: 'x' }],
    ['labels', { labels: { a: 'b' } }],
    ['a schedule', { schedule: { every: 'PT5M', enabled: true } }],
    ['another secret', { config: { personalAccessToken: MASK.replace('FsmeTs', 'AbCdEf') } }],
    ['a path on the same host', { config: { baseUrl: 'https://jira.example.com/jira' } }],
    ['the default port, written out', { config: { baseUrl: 'https://jira.example.com:443' } }],
  ])('stands after %s', async (_, body) => {
    const told = await patch(await connected(), body);
    expect(told).toMatchObject({ status: 200, body: { revision: 2, standing: { state: 'connected', since: 'then', code: 'ok' } } });
  });

  it('is void after another token address too', async () => {
    const config = { baseUrl: 'https://api.example.com', path: '/', tokenUrl: 'https://id.example.com/token', clientId: 'app', clientSecret: MASK };
    const id = await connected({ connector: 'generic-http', method: 'oauth2_client_credentials', config });
    expect((await patch(id, { config: { tokenUrl: 'https://id.example.com/other' } })).body['standing']).toMatchObject({ state: 'connected' });
    expect((await patch(id, { config: { tokenUrl: 'https://id2.example.com/token' } }, '"2"')).body['standing']).toMatchObject({ state: 'untested' });
  });
});

describe('deleting', () => {
  const remove = (id: string, ifMatch?: string): Promise<Told> =>
    handlers.call('DELETE /v1/connections/{id}', { id, headers: ifMatch === undefined ? {} : { 'if-match': ifMatch } });

  it('answers 204 without a body, and after it the connection is as if it never was', async () => {
    const { id } = await handlers.create();
    const told = await remove(id);
    expect([told.status, told.text, told.headers['content-type']]).toEqual([204, '', undefined]);
    expect((await remove(id)).status).toBe(404);
    expect((await handlers.call('GET /v1/connections/{id}/verifications', { id })).status).toBe(404);
    expect((await list('')).body['items']).toEqual([]);
  });

  it('holds to If-Match where it is sent', async () => {
    const { id } = await handlers.create();
    expect(issuesOf(await remove(id, '"2"'))).toEqual([412, 'revision_conflict ']);
    expect((await remove(id, '"1"')).status).toBe(204);
    const { id: another } = await handlers.create();
    expect((await remove(another, '*')).status).toBe(204);
  });
});

describe('the period of a schedule', () => {
  const every = (text: string, enabled = true) => ({ schedule: { every: text, enabled } });

  it('is entered by whoever creates or edits a connection whose schedule runs, and by nobody else', async () => {
    await handlers.create();
    const { id } = await handlers.create(every('PT1H', false));
    expect(await handlers.stores.settings.periods()).toEqual([]);
    await handlers.create(every('PT15M'));
    expect((await patch(id, every('PT1H'))).status).toBe(200);
    expect((await patch(id, every('P1D', false), '"2"')).status).toBe(200);
    expect((await handlers.stores.settings.periods()).map(({ everyMinutes }) => everyMinutes)).toEqual([15, 60]);
  });

  it('that would be one too many is refused, with the nearest that may be had; nothing is stored', async () => {
    const { id } = await handlers.create();
    for (let n = 0; n < 64; n += 1) expect((await post({ ...NEW, ...every(`PT${16 + n}M`) })).status).toBe(201);
    const told = await post({ ...NEW, ...every('PT85M') });
    expect(issuesOf(told)).toEqual([422, 'period_limit /schedule/every']);
    expect(told.body['errors'][0]).toMatchObject({
      message: '"/schedule/every" would be one more period than the 64 that a workspace may use at once.',
      fix: { text: 'Use one that is usual or in use already; the nearest are PT1H14M, PT1H15M, PT1H16M, PT1H17M, PT1H18M, PT1H19M.' },
    });
    expect(issuesOf(await patch(id, every('P1DT7M')))).toEqual([422, 'period_limit /schedule/every']);
    expect((await patch(id, every('PT16M'))).status).toBe(200);
    expect((await patch(id, every('P1D'), '"2"')).status).toBe(200);
    expect((await patch(id, every('PT85M', false), '"3"')).status).toBe(200);
    expect(issuesOf(await patch(id, { schedule: { enabled: true } }, '"4"'))).toEqual([422, 'period_limit /schedule/every']);
  });

  it('is entered before the connection is written: where it cannot be, nothing is', async () => {
    const { id } = await handlers.create();
    vi.spyOn(handlers.stores.settings, 'addPeriod').mockRejectedValue(new Error('throttled'));
    expect((await post({ ...NEW, ...every('PT15M') })).status).toBe(500);
    expect((await patch(id, every('PT15M'))).status).toBe(500);
    expect((await list('')).body['items']).toMatchObject([{ id, schedule: null, revision: 1 }]);
  });
});

it('the answers are as the OpenAPI document says', async () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ ...openApiDocument(), $id: 'openapi' }, 'openapi');
  const holds = (schema: string, body: unknown): void => {
    const validate = ajv.getSchema(`openapi#/components/schemas/${schema}`);
    expect(validate?.(body), `${schema}: ${JSON.stringify(validate?.errors)}`).toBe(true);
  };
  const { body } = await post({ ...NEW, labels: { a: 'b' }, schedule: { every: 'PT5M', enabled: true } });
  holds('NewConnection', NEW);
  holds('StoredConnection', body);
  const tested = await handlers.call('POST /v1/connections/{id}/test', { id: body['id'] });
  holds('Verification', tested.body);
  holds('ConnectionPage', (await list('')).body);
  holds('VerificationPage', (await handlers.call('GET /v1/connections/{id}/verifications', { id: body['id'] })).body);
  holds('Problem', (await post({ ...NEW, id: 'x' })).body);
  for (const state of ['connected', 'blocked']) holds('ConnectionPage', (await list(`state=${state}`)).body);
});
