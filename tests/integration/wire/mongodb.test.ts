import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { bundledLogIn } from '../../helpers/servers/bundled-log-in.ts';
import { type FakeMongoDb, type MongoPlan, startFakeMongoDb } from '../../helpers/servers/fake-mongodb.ts';
import { startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers, expectUntold, GREETS_IN_THE_CLEAR } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';

const password = freshToken();
const user = { name: 'reader', password, database: 'admin' };
const FIELDS = { username: 'reader', password };
const WHOLE_LOGIN = ['hello', 'saslStart', 'saslContinue', 'connectionStatus'];
const opened: FakeMongoDb[] = [];

async function fake(plan: Partial<MongoPlan> = {}): Promise<FakeMongoDb> {
  const server = await startFakeMongoDb({ user, ...plan });
  opened.push(server);
  return server;
}
const logIn = ({ port }: FakeMongoDb, fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
  logInAt({ connector: 'mongodb', port, fields: { ...FIELDS, ...fields } });

afterEach(async () => void (await Promise.all(opened.splice(0).map(({ close }) => close()))));

describe('A fake that speaks as MongoDB does', () => {
  it.each(['SCRAM-SHA-256', 'SCRAM-SHA-1'] as const)('takes the right password by %s', async (mechanism) => {
    const server = await fake({ mechanisms: [mechanism] });
    expect(await logIn(server)).toMatchObject({ verdict: 'ok', code: 'ok' });
    expect(server.commands()).toEqual(WHOLE_LOGIN);
  });
  it.each(['SCRAM-SHA-256', 'SCRAM-SHA-1'] as const)('refuses a wrong password by %s, and is not asked again', async (mechanism) => {
    const server = await fake({ mechanisms: [mechanism] });
    expect(await logIn(server, { password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: '18' });
    expect(server.commands()).toEqual(WHOLE_LOGIN.slice(0, -1));
    expect(server.connections()).toBe(1);
  });
  it.each(['SCRAM-SHA-256', 'SCRAM-SHA-1'])('is told no password by %s, nor the text that SCRAM-SHA-1 makes of it', async (mechanism) => {
    const server = await fake({ mechanisms: [mechanism] });
    expect(await logIn(server)).toMatchObject({ verdict: 'ok' });
    expectUntold(server.underTls(), { password, digest: createHash('md5').update(`${user.name}:mongo:${password}`).digest('hex') });
  });
  it('is asked by the stronger of two mechanisms, and by no weaker one after it', async () => {
    const server = await fake({ mechanisms: ['SCRAM-SHA-1', 'SCRAM-SHA-256'] });
    await logIn(server, { password: freshToken() });
    expect(server.underTls().toString('latin1')).toContain('SCRAM-SHA-256');
    expect(server.commands().filter((name) => name === 'saslStart')).toHaveLength(1);
  });
  it('refuses a user that is not there, or not in this authentication database', async () => {
    const server = await fake();
    expect(await logIn(server, { username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' });
    expect(await logIn(server, { authSource: 'elsewhere' })).toMatchObject({ verdict: 'bad_credentials' });
  });
  it('takes a password as SASLprep spells it', async () => {
    const server = await fake({ user: { ...user, password: 'IX \u00e9tage' } });
    expect(await logIn(server, { password: '\u2168\u00a0e\u0301\u00adtage' })).toMatchObject({ verdict: 'ok' });
  });
  it('offers no mechanism that takes a password', async () =>
    expect(await logIn(await fake({ mechanisms: ['MONGODB-X509'] }))).toMatchObject({ verdict: 'misconfigured', code: 'no_scram' }));
  it('names another member as the primary, which is not called', async () => {
    const other = await startHostileServer({ clear: () => {} });
    const server = await fake({ primary: `127.0.0.1:${other.port}` });
    expect(await logIn(server)).toMatchObject({ verdict: 'ok' });
    expect(other.connections()).toBe(0);
    await other.close();
  });
  it('resets the connection after the login, which stands', async () => {
    const server = await fake({ afterwards: (below) => below.resetAndDestroy() });
    expect(await logIn(server)).toMatchObject({ verdict: 'ok' });
  });
  it('needs one more, empty message, as servers older than 4.4 do', async () => {
    const saslContinue = (answer: Readonly<Record<string, unknown>>) =>
      answer['ok'] === 1 ? { ...answer, done: false } : { conversationId: 1, done: true, payload: Buffer.alloc(0), ok: 1 };
    expect(await logIn(await fake({ instead: { saslContinue } }))).toMatchObject({ verdict: 'ok' });
  });
  it('answers what nobody asked', async () => expect(await logIn(await fake({ isBeside: true }))).toMatchObject({ verdict: 'unexpected_response' }));
  it('is logged in to from the bundle too', async () => {
    const [bundle, server] = [await bundledLogIn(), await fake()];
    expect(await bundle.logInAt({ connector: 'mongodb', port: server.port, fields: FIELDS })).toMatchObject({ verdict: 'ok' });
    await bundle.remove();
  });
  it.each([
    ['does not know the password', 'saslContinue', { payload: Buffer.from('v=AAAA') }],
    ['lets in without a proof', 'saslContinue', { payload: Buffer.from('') }],
    ['never ends', 'saslContinue', { done: false, ok: 1 }],
    ['asks with the nonce of somebody else', 'saslStart', { payload: Buffer.from('r=AAAA,s=AAAA,i=4096') }],
    ['logs nobody in', 'connectionStatus', { authInfo: { authenticatedUsers: [] } }],
    ['logs in something else', 'connectionStatus', { authInfo: 7 }],
    ['refuses without a code', 'hello', { ok: 0, code: undefined }],
  ])('%s: no verdict on the credentials', async (_, command, changed) => {
    const server = await fake({ instead: { [command]: (answer) => ({ ...answer, ...changed }) } });
    expect(await logIn(server)).toMatchObject({ verdict: 'unexpected_response' });
  });
  it.each([1, 1000, 600_001, 9_999_999_999])('asks for %d rounds of work: it is not done', async (iterations) => {
    const payload = (answer: Readonly<Record<string, unknown>>): Buffer => Buffer.from(String(answer['payload']).replace(/i=\d+/, `i=${iterations}`));
    const server = await fake({ instead: { saslStart: (answer) => ({ ...answer, payload: payload(answer) }) } });
    expect(await logIn(server)).toMatchObject({ verdict: 'unexpected_response' });
    expect(server.commands()).toEqual(['hello', 'saslStart']);
  });
  it.each([
    [13, 'forbidden'],
    [91, 'target_unavailable'],
    [59, 'misconfigured'],
    [8000, 'bad_credentials'],
    [1, 'unexpected_response'],
  ])('answers with code %d', async (code, verdict) => {
    const server = await fake({ instead: { hello: () => ({ ok: 0, code }) } });
    expect(await logIn(server)).toMatchObject({ verdict });
  });
});

describe("MongoDB's own client", () => {
  const asked = async ({ port }: FakeMongoDb, secret: string): Promise<unknown> => {
    const tlsCAFile = fileURLToPath(new URL('../../fixtures/tls/ca.pem', import.meta.url));
    const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
      tls: true,
      tlsCAFile,
      auth: { username: 'reader', password: secret },
      serverSelectionTimeoutMS: 5_000,
      serverApi: '1',
    });
    try {
      return await client.db('admin').command({ connectionStatus: 1 });
    } catch (error) {
      return error;
    } finally {
      await client.close();
    }
  };
  it.each(['SCRAM-SHA-256', 'SCRAM-SHA-1'])('finds the fake true by %s: it is let in, and refused with a wrong password', async (mechanism) => {
    const server = await fake({ mechanisms: [mechanism] });
    expect(await asked(server, password)).toMatchObject({ authInfo: { authenticatedUsers: [{ user: 'reader' }] } });
    expect(await asked(server, freshToken())).toMatchObject({ code: 18 });
  });
});

describeHostileServers('MongoDB', {
  connector: 'mongodb',
  fields: { username: freshToken(), password: freshToken() },
  untilTls: async () => {},
  clear: GREETS_IN_THE_CLEAR,
});
