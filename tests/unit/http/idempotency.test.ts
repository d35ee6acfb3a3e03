import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Ask, type Handlers, NEW, startHandlers, type Told } from '../../helpers/stored-connections.ts';

let handlers: Handlers;
beforeEach(async () => {
  handlers = await startHandlers();
});

const KEY = { 'idempotency-key': 'order-1' };
const create = (more: Ask = {}): Promise<Told> => handlers.call('POST /v1/connections', { body: NEW, headers: KEY, ...more });
const stored = async (): Promise<number> => (await handlers.call('GET /v1/connections', { roles: ['*:viewer'] })).body['items'].length;
const codeOf = ({ status, body }: Told): unknown => [status, body['code']];

describe('a request with an Idempotency-Key', () => {
  it('that comes again is answered the same way and carried out once', async () => {
    const first = await create();
    const again = await create();
    expect(first.status).toBe(201);
    expect(again).toMatchObject({
      status: 201,
      body: first.body,
      headers: { etag: '"1"', location: first.headers['location'], 'idempotent-replayed': 'true' },
    });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    expect(await stored()).toBe(1);
  });

  it('is the same request whatever the order of its properties', async () => {
    const { config, connector, name } = NEW;
    const first = await create();
    expect((await create({ body: { config: Object.fromEntries(Object.entries(config).toReversed()), name, connector } })).body).toEqual(first.body);
  });

  it('with another body is refused', async () => {
    await create();
    expect(codeOf(await create({ body: { ...NEW, name: 'Another' } }))).toEqual([409, 'idempotency_mismatch']);
    expect(codeOf(await create({ body: { ...NEW, method: 'pat' } }))).toEqual([409, 'idempotency_mismatch']);
    expect(await stored()).toBe(1);
  });

  it.each([
    ['caller', { subject: 'bob' }],
    ['project', { roles: ['other:editor'] }],
    ['key', { headers: { 'idempotency-key': 'order-2' } }],
  ])('of another %s is another request', async (_, more) => {
    const first = await create();
    const other = await create(more);
    expect(other.status).toBe(201);
    expect(other.body['id']).not.toBe(first.body['id']);
    expect(await stored()).toBe(2);
  });

  it('is authorised anew when it comes again', async () => {
    const first = await create();
    for (const roles of [['demo:viewer'], ['demo:tester'], []]) {
      const told = await create({ roles, body: { ...NEW, project: 'demo' } });
      expect(codeOf(told)).toEqual([403, 'not_allowed']);
      expect(told.text).not.toContain(first.body['id']);
    }
  });

  it('that is still being answered is not carried out a second time', async () => {
    const told = await Promise.all(Array.from({ length: 10 }, () => create()));
    expect(told.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const other of told.filter(({ status }) => status !== 201)) expect(codeOf(other)).toEqual([409, 'idempotency_in_progress']);
    expect(await stored()).toBe(1);
  });

  it('that was refused can be corrected and sent again with the same key', async () => {
    expect((await create({ body: { ...NEW, config: {} } })).status).toBe(400);
    expect((await create()).status).toBe(201);
  });

  it('that failed on our side gives its key back', async () => {
    vi.spyOn(handlers.stores.connections, 'create').mockRejectedValueOnce(new Error('throttled'));
    expect(codeOf(await create())).toEqual([500, 'internal_error']);
    expect((await create()).status).toBe(201);
  });

  it('is not carried out where the key cannot be claimed', async () => {
    vi.spyOn(handlers.stores.idempotency, 'claim').mockRejectedValueOnce(new Error('throttled'));
    expect((await create()).status).toBe(500);
    expect(await stored()).toBe(0);
  });

  it('whose answer could not be kept finds, once its claim has lapsed, what it stored the first time', async () => {
    vi.spyOn(handlers.stores.idempotency, 'complete').mockRejectedValueOnce(new Error('throttled'));
    const first = await create();
    expect(first.status).toBe(201);
    expect(codeOf(await create())).toEqual([409, 'idempotency_in_progress']);
    handlers.clock.ms += 61_000;
    expect((await create()).body).toEqual(first.body);
    expect(await stored()).toBe(1);
  });

  it.each(['', ' ', 'a b', 'é', 'a\u0007', 'x'.repeat(129)])('whose key is %j is refused', async (key) => {
    expect(await create({ headers: { 'idempotency-key': key } })).toMatchObject({
      status: 400,
      body: { code: 'schema_invalid', errors: [{ pointer: 'Idempotency-Key' }] },
    });
    expect(await stored()).toBe(0);
  });

  it('may have a key of 128 visible characters', async () => {
    expect((await create({ headers: { 'idempotency-key': `!~${'x'.repeat(126)}` } })).status).toBe(201);
  });
});

describe('a test with an Idempotency-Key', () => {
  it('of a stored connection is sent to the target once, for each connection', async () => {
    const [one, two] = [await handlers.create(), await handlers.create()];
    const test = (id: string, more: Ask = {}): Promise<Told> => handlers.call('POST /v1/connections/{id}/test', { id, headers: KEY, ...more });
    const first = await test(one.id);
    expect((await test(one.id)).body).toEqual(first.body);
    expect(handlers.target.requests).toBe(1);
    expect((await test(two.id)).body['connectionId']).toBe(two.id);
    expect(handlers.target.requests).toBe(2);
    expect(codeOf(await test(one.id, { roles: ['demo:viewer'] }))).toEqual([403, 'not_allowed']);
    expect(codeOf(await test(one.id, { roles: ['other:admin'] }))).toEqual([404, 'not_found']);
    await handlers.stores.connections.remove(one.id, null);
    expect(codeOf(await test(one.id))).toEqual([404, 'not_found']);
  });

  it('of a config that is not stored is sent once too', async () => {
    const body = { connector: NEW.connector, config: NEW.config };
    const test = (more: Ask = {}): Promise<Told> => handlers.call('POST /v1/connections/test', { body, headers: KEY, ...more });
    const first = await test();
    expect(first.body['code']).toBe('ok');
    expect((await test()).body).toEqual(first.body);
    expect(handlers.target.requests).toBe(1);
    expect(codeOf(await test({ body: { ...body, method: 'pat' } }))).toEqual([409, 'idempotency_mismatch']);
    await test({ headers: {} });
    expect(handlers.target.requests).toBe(2);
  });
});

describe('what is kept of a request', () => {
  it('is neither its key nor a plain digest of its body, and a literal credential does not come that far', async () => {
    const claim = vi.spyOn(handlers.stores.idempotency, 'claim');
    const complete = vi.spyOn(handlers.stores.idempotency, 'complete');
    await handlers.call('POST /v1/connections/test', {
      body: { connector: 'jira-dc', config: { ...NEW.config, personalAccessToken: 'hunter2' } },
      headers: KEY,
    });
    await create({ body: { ...NEW, config: { ...NEW.config, personalAccessToken: 'hunter2' } } });
    expect(claim).not.toHaveBeenCalled();
    await create();
    await create({ headers: { 'idempotency-key': 'order-2' } });
    const kept = claim.mock.calls.flatMap(([{ key }, digest]) => [key, digest]);
    expect(kept).toEqual(Array.from({ length: 4 }, () => expect.stringMatching(/^[0-9a-f]{64}$/)));
    expect(new Set(kept).size).toBe(4);
    expect(JSON.stringify([claim.mock.calls, complete.mock.calls])).not.toContain('order-');
  });

  it('of a test holds no secret value', async () => {
    const complete = vi.spyOn(handlers.stores.idempotency, 'complete');
    handlers.target.body = `{"name":"${handlers.target.canary}"}`;
    await handlers.call('POST /v1/connections/test', { body: { connector: NEW.connector, config: NEW.config }, headers: KEY });
    expect(complete).toHaveBeenCalledOnce();
    expect(JSON.stringify(complete.mock.calls)).not.toContain(handlers.target.canary);
  });
});
