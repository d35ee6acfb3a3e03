import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ARN, type Handlers, MASK, NEW, startHandlers, type Told } from '../../helpers/stored-connections.ts';

let handlers: Handlers;
let id: string;
beforeEach(async () => {
  handlers = await startHandlers();
  ({ id } = await handlers.create());
});

const test = (more: Record<string, unknown> = {}): Promise<Told> => handlers.call('POST /v1/connections/{id}/test', { id, roles: ['demo:tester'], ...more });
const history = (query = ''): Promise<Told> => handlers.call('GET /v1/connections/{id}/verifications', { id, query });
const standing = async () => (await handlers.stores.connections.get(id))?.standing;

describe('testing a stored connection', () => {
  it('by one who may not see or use the secret otherwise answers the verification, and sets history and standing at once', async () => {
    const told = await test();
    expect(told).toMatchObject({
      status: 200,
      body: { connectionId: id, connector: 'jira-dc', method: 'pat', status: 'authorized', code: 'ok', secrets: [{ arn: ARN, versionId: 'v1' }] },
    });
    expect(told.body).not.toHaveProperty('recorded');
    expect((await history()).body).toEqual({ items: [told.body], nextCursor: null });
    expect((await handlers.call('GET /v1/connections/{id}', { id })).body).toMatchObject({
      revision: 1,
      standing: { state: 'connected', since: '2026-11-23T12:00:00.000Z', lastOkAt: '2026-11-23T12:00:00.000Z', code: 'ok', versionIds: ['v1'] },
    });
    expect(JSON.stringify([told, await history()])).not.toContain(handlers.target.canary);
  });

  it('warns of odd values who may use the secret, and nobody else, not in the history either', async () => {
    handlers.target.status = 401;
    handlers.target.canary = 'changeme';
    const warned = await test({ roles: ['demo:editor'] });
    expect(warned.body).toMatchObject({ code: 'bad_credentials', warnings: [{ pointer: '/config/personalAccessToken', code: 'value_is_placeholder' }] });
    handlers.clock.ms += 1_000;
    expect((await test()).body).not.toHaveProperty('warnings');
    expect(JSON.stringify((await history()).body)).not.toContain('value_is_placeholder');
  });

  it('keeps every result, newest first, a page at a time', async () => {
    const codes: string[] = [];
    for (const status of [200, 401, 403, 404, 500]) {
      handlers.target.status = status;
      handlers.clock.ms += 1_000;
      codes.unshift((await test()).body['code']);
    }
    expect(codes).toEqual(['target_unavailable', 'wrong_address', 'forbidden', 'bad_credentials', 'ok']);
    const first = await history('limit=3');
    const rest = await history(`limit=3&cursor=${first.body['nextCursor']}`);
    expect([...first.body['items'], ...rest.body['items']].map((item: { code: string }) => item.code)).toEqual(codes);
    expect(rest.body['nextCursor']).toBeNull();
    expect((await history('limit=0')).status).toBe(400);
    expect(await standing()).toMatchObject({ state: 'unreachable', lastOkAt: '2026-11-23T12:00:01.000Z' });
    const statuses = [...first.body['items'], ...rest.body['items']].map((item: { status: string }) => item.status);
    expect((await handlers.call('GET /v1/connections/{id}', { id })).body['standing']['recent']).toEqual(statuses);
    expect((await handlers.call('GET /v1/connections', {})).body['items'][0]['standing']['recent']).toEqual(statuses);
  });

  it('leaves the last real verdict where the target only says that it is asked too often', async () => {
    await test();
    const before = await standing();
    handlers.clock.ms += 1_000;
    handlers.target.status = 429;
    expect((await test()).body['code']).toBe('rate_limited');
    expect(await standing()).toEqual({ ...before, recent: expect.stringMatching(/^ai@/) });
    expect((await history()).body['items']).toHaveLength(2);
  });

  it('answers the outcome as status where the caller prefers it', async () => {
    handlers.target.status = 401;
    expect(await test({ headers: { prefer: 'outcome=status' } })).toMatchObject({ status: 422, headers: { 'preference-applied': 'outcome=status' } });
    handlers.clock.ms += 1_000;
    handlers.target.hosts = 'other.example.com';
    expect(await test({ headers: { prefer: 'outcome=status' } })).toMatchObject({ status: 424, body: { code: 'destination_denied' } });
    expect(await standing()).toMatchObject({ state: 'blocked', code: 'destination_denied', versionIds: [] });
  });

  it.each([
    ['{"config":{"baseUrl":"https://evil.example"}}', ['schema_invalid', '/config']],
    ['{"project":"other"}', ['schema_invalid', '/project']],
    ['{"a/b":1}', ['schema_invalid', '/a~1b']],
    ['[]', ['body_invalid', undefined]],
    ['x', ['body_invalid', undefined]],
  ])('takes no body: %s is refused, and nothing is sent', async (body, [code, pointer]) => {
    const told = await test({ body });
    expect([told.status, told.body['code'], told.body['errors'][0].pointer]).toEqual([400, code, pointer]);
    expect(handlers.target.requests).toBe(0);
    expect((await history()).body['items']).toEqual([]);
  });

  it.each(['', ' ', '{}'])('%j is no body', async (body) => {
    expect((await test({ body })).status).toBe(200);
  });
});

describe('a stored connection that would be refused as a request', () => {
  it.each([
    ['a connector that is gone', { connector: 'gone' }, 'connector_unknown'],
    ['a method that is gone', { method: 'cookie' }, 'schema_invalid'],
    ['a field that is gone', { config: { ...NEW.config, colour: 'red' } }, 'schema_invalid'],
    ['a broken mask', { config: { ...NEW.config, personalAccessToken: '{{workato:sm:k}}' } }, 'mask_malformed'],
    [
      'an account that is out of scope now',
      { config: { ...NEW.config, personalAccessToken: MASK.replace('137149879143', '000000000000') } },
      'arn_out_of_scope',
    ],
    ['literal text where a mask belongs', { config: { ...NEW.config, personalAccessToken: 'hunter2' } }, 'plain_secret_refused'],
  ])('(%s) is a test that was not attempted, with code, message and fix, and blocks it', async (_, change, code) => {
    const stored = (await handlers.stores.connections.get(id))!;
    await handlers.stores.connections.replace({ ...stored, ...change, revision: 2 }, 1);
    const told = await test();
    expect(told).toMatchObject({
      status: 200,
      body: { id: expect.stringMatching(/^ver_[0-9a-f]{32}$/), connectionId: id, status: 'not_attempted', code, retryable: false, target: null, secrets: [] },
    });
    expect(told.body['message']).toMatch(/^["A-Z].*\.$/);
    expect(told.body['fix'].text).toMatch(/\.$/);
    expect(told.text).not.toContain('hunter2');
    expect(await standing()).toMatchObject({ state: 'blocked', code });
    expect((await history()).body['items']).toEqual([told.body]);
    expect((await test({ headers: { prefer: 'outcome=status' } })).status).toBe(424);
    expect(handlers.target.requests).toBe(0);
  });
});

describe('a result that cannot be written', () => {
  it.each(['end', 'get', 'setStanding'] as const)('(%s fails) is answered all the same, and says so', async (step) => {
    const failing = (): Promise<never> => Promise.reject(new Error(`the table is on fire ${handlers.target.canary}`));
    if (step === 'end') vi.spyOn(handlers.stores.verifications, 'end').mockImplementation(failing);
    if (step === 'setStanding') vi.spyOn(handlers.stores.connections, 'setStanding').mockImplementation(failing);
    if (step === 'get') {
      const connection = await handlers.stores.connections.get(id);
      vi.spyOn(handlers.stores.connections, 'get').mockResolvedValueOnce(connection).mockImplementation(failing);
    }
    const told = await test();
    expect(told).toMatchObject({ status: 200, body: { status: 'authorized', code: 'ok', recorded: false } });
    expect(told.text).not.toContain(handlers.target.canary);
  });

  it('because the connection was deleted meanwhile says so too; that the secret was used stays in the audit', async () => {
    handlers.target.meanwhile = async () => void (await handlers.stores.connections.remove(id, null));
    expect((await test()).body).toMatchObject({ code: 'ok', recorded: false });
    const { items } = await handlers.stores.verifications.audit({ project: 'demo' }, { limit: 10, after: null });
    expect(items).toMatchObject([{ connectionId: id, action: 'test', caller: 'ada', secrets: [{ arn: ARN }], result: { code: 'ok', versionIds: ['v1'] } }]);
  });
});

it('a secret whose use cannot be written down is not used, and the failure is ours', async () => {
  vi.spyOn(handlers.stores.verifications, 'begin').mockRejectedValue(new Error('the table is on fire'));
  expect(await test()).toMatchObject({ status: 500, body: { code: 'internal_error' } });
  expect(handlers.target.requests).toBe(0);
});

it('an edit that leaves the target alone does not put back the standing it has read', async () => {
  const stored = { ...handlers.stores.connections };
  vi.spyOn(handlers.stores.connections, 'replace').mockImplementation(async (...given) => {
    await test();
    return stored.replace(...given);
  });
  await handlers.call('PATCH /v1/connections/{id}', { id, body: { name: 'renamed' }, headers: { 'if-match': '"1"' } });
  expect(await standing()).toMatchObject({ state: 'connected' });
});

it('a verdict never lands on fields that it was not about', async () => {
  handlers.target.meanwhile = async () => {
    const told = await handlers.call('PATCH /v1/connections/{id}', {
      id,
      body: { config: { baseUrl: 'https://jira2.example.com' } },
      headers: { 'if-match': '"1"' },
    });
    expect(told.status).toBe(200);
  };
  expect((await test()).body).toMatchObject({ code: 'ok' });
  expect(await standing()).toMatchObject({ state: 'untested' });
  expect((await history()).body['items']).toHaveLength(1);
});

it('of two tests at once the one that ends last decides, and forgets nothing of the other', async () => {
  handlers.target.meanwhile = async () => {
    handlers.target.meanwhile = async () => {};
    expect((await test()).body).toMatchObject({ code: 'ok' });
    handlers.target.status = 401;
    handlers.clock.ms += 1_000;
  };
  expect((await test()).body).toMatchObject({ code: 'bad_credentials' });
  expect(await standing()).toMatchObject({ state: 'refused', lastOkAt: '2026-11-23T12:00:00.000Z' });
});

describe('a change of state', () => {
  const told = (): readonly unknown[] => handlers.events.published.map(({ detail }) => detail);

  it('is told once: by the test that finds it, and by an edit that voids the verdict; a deletion tells nothing', async () => {
    await test();
    await test();
    handlers.clock.ms += 1_000;
    handlers.target.status = 401;
    await test();
    const body = { config: { baseUrl: 'https://jira2.example.com' } };
    handlers.clock.ms += 1_000;
    await handlers.call('PATCH /v1/connections/{id}', { id, body: { name: 'renamed' }, headers: { 'if-match': '"1"' } });
    await handlers.call('PATCH /v1/connections/{id}', { id, body, headers: { 'if-match': '"2"' } });
    await handlers.call('DELETE /v1/connections/{id}', { id });
    const known = { id: expect.stringMatching(/^[0-9a-f]{32}$/), connectionId: id, project: 'demo', connector: 'jira-dc' };
    expect(told()).toEqual([
      { ...known, from: 'untested', to: 'connected', code: 'ok', at: '2026-11-23T12:00:00.000Z' },
      { ...known, from: 'connected', to: 'refused', code: 'bad_credentials', at: '2026-11-23T12:00:01.000Z' },
      { ...known, from: 'refused', to: 'untested', code: null, at: '2026-11-23T12:00:02.000Z' },
    ]);
    expect(JSON.stringify(handlers.events.published)).not.toContain(handlers.target.canary);
  });

  it('that cannot be told fails neither test nor edit, is shown to nobody, and is told by the next test', async () => {
    const publish = vi.spyOn(handlers.events, 'publish').mockRejectedValue(new Error(`no bus ${handlers.target.canary}`));
    expect((await test()).body).not.toHaveProperty('recorded');
    const patch = { id, body: { config: { baseUrl: 'https://jira2.example.com' } }, headers: { 'if-match': '"1"' } };
    handlers.clock.ms += 1_000;
    handlers.target.hosts = 'jira.example.com jira2.example.com';
    const edited = await handlers.call('PATCH /v1/connections/{id}', patch);
    expect(edited).toMatchObject({ status: 200, body: { standing: { state: 'untested' } } });
    expect(await standing()).toMatchObject({ unannounced: [{ to: 'connected' }, { from: 'connected', to: 'untested' }] });
    const shown = [edited, await handlers.call('GET /v1/connections/{id}', { id }), await handlers.call('GET /v1/connections')];
    expect(shown.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(JSON.stringify(shown)).not.toContain('unannounced');
    publish.mockRestore();
    handlers.clock.ms += 1_000;
    await test();
    expect(told()).toMatchObject([{ to: 'connected' }, { from: 'connected', to: 'untested', code: null }, { from: 'untested', to: 'connected' }]);
    expect(await standing()).not.toHaveProperty('unannounced');
  });
});

it('history ends after 90 days', async () => {
  await test();
  handlers.clock.ms += 90 * 86_400_000 - 1_000;
  expect((await history()).body['items']).toHaveLength(1);
  handlers.clock.ms += 1_000;
  expect((await history()).body['items']).toHaveLength(0);
});
