import { Connection, Request } from 'tedious';
import { afterEach, describe, expect, it } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { pem } from '../../helpers/raw-target.ts';
import { bundledLogIn } from '../../helpers/servers/bundled-log-in.ts';
import { type FakeSqlServer, type SqlServerPlan, startFakeSqlServer, untilTdsTls } from '../../helpers/servers/fake-sqlserver.ts';
import { startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers, expectUntold } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';

const password = freshToken();
const user = { name: 'reader', password, database: 'app' };
const FIELDS = { username: 'reader', password };
const opened: FakeSqlServer[] = [];

async function fake(plan: Partial<SqlServerPlan> = {}): Promise<FakeSqlServer> {
  const server = await startFakeSqlServer({ user, ...plan });
  opened.push(server);
  return server;
}
const logIn = ({ port }: FakeSqlServer, fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
  logInAt({ connector: 'mssql', port, fields: { ...FIELDS, ...fields } });

afterEach(async () => void (await Promise.all(opened.splice(0).map(({ close }) => close()))));

describe('A fake that speaks TDS as SQL Server does', () => {
  it.each([{}, { database: 'app' }])('takes the right password, with %j', async (fields) => {
    const server = await fake();
    expect(await logIn(server, fields)).toMatchObject({ verdict: 'ok', code: 'ok' });
    expect(server.logins()).toEqual([{ user: 'reader', password, database: '', ...fields }]);
    expect(server.versions()).toEqual(['TLSv1.2']);
    expectUntold(server.inTheClear(), FIELDS);
  });
  it('is not believed without the authority that vouches for it, and hears of no login', async () => {
    const server = await fake();
    const limits = { certificateAuthority: null };
    expect(await logInAt({ connector: 'mssql', port: server.port, fields: FIELDS, limits })).toMatchObject({ verdict: 'tls_untrusted' });
    expect(server.logins()).toEqual([]);
  });
  it('takes a password of any script', async () => {
    const server = await fake({ user: { ...user, password: 'pä$$ 秘密 🗝' } });
    expect(await logIn(server, { password: 'pä$$ 秘密 🗝' })).toMatchObject({ verdict: 'ok' });
  });
  it('refuses a wrong password, and is not asked again', async () => {
    const server = await fake();
    expect(await logIn(server, { password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: '18456' });
    expect(server.logins()).toHaveLength(1);
    expect(server.connections()).toBe(1);
  });
  it('refuses a user that is not there', async () =>
    expect(await logIn(await fake(), { username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' }));
  it('says that a database is not there', async () =>
    expect(await logIn(await fake(), { database: 'elsewhere' })).toMatchObject({ verdict: 'wrong_address', code: '4060' }));
  it.each([
    [18_486, 'locked'],
    [18_488, 'bad_credentials'],
    [40_615, 'forbidden'],
    [40_613, 'target_unavailable'],
    [8_152, 'unexpected_response'],
  ])('refuses with %d, at the login and at the statement', async (number, verdict) => {
    const told = { verdict, code: `${number}` };
    expect(await logIn(await fake({ refusal: number }))).toMatchObject(told);
    expect(await logIn(await fake({ statementRefusal: number }))).toMatchObject(told);
  });
  it.each([0, 2])('does not encrypt (%d): it is told no secret', async (encryption) => {
    const server = await fake({ encryption });
    expect(await logIn(server)).toMatchObject({ verdict: 'misconfigured', code: 'no_tls' });
    expectUntold(server.inTheClear(), FIELDS);
    expect(server.inTheClear()).toHaveLength(26);
    expect(server.logins()).toEqual([]);
  });
  it('sends a good login elsewhere, where nobody goes', async () => {
    const other = await startHostileServer({ clear: () => {} });
    expect(await logIn(await fake({ route: other.port }))).toMatchObject({ verdict: 'redirect_blocked', code: 'routed' });
    expect(other.connections()).toBe(0);
    await other.close();
  });
  it('resets the connection after the login, which stands', async () =>
    expect(await logIn(await fake({ afterwards: (below) => below.resetAndDestroy() }))).toMatchObject({ verdict: 'ok' }));
  it.each([
    ['nothing that decides', (answer: Buffer) => answer.subarray(-13)],
    ['a token that no login has', () => Buffer.from([0x77, 0, 0])],
    ['less than it says', () => Buffer.from([0xaa, 9])],
    ['nothing', () => Buffer.alloc(0)],
  ] as const)('answers %s: no verdict on the credentials', async (_, instead) =>
    expect(await logIn(await fake({ instead }))).toMatchObject({ verdict: 'unexpected_response', code: null }),
  );
  it('is not told a name that is longer than a login may be', async () => {
    const server = await fake();
    expect(await logIn(server, { username: 'a'.repeat(129) })).toMatchObject({ code: null });
    expect(server.logins()).toEqual([]);
  });
  it('is logged in to from the bundle too', async () => {
    const [bundle, server] = [await bundledLogIn(), await fake()];
    expect(await bundle.logInAt({ connector: 'mssql', port: server.port, fields: FIELDS })).toMatchObject({ verdict: 'ok' });
    await bundle.remove();
  });
});

describe('tedious', () => {
  const asked = ({ port }: FakeSqlServer, secret: string): Promise<unknown> =>
    new Promise((resolve) => {
      const connection = new Connection({
        server: '127.0.0.1',
        authentication: { type: 'default', options: { userName: 'reader', password: secret } },
        options: { port, encrypt: true, cryptoCredentialsDetails: { ca: pem('ca') }, connectTimeout: 5_000, maxRetriesOnTransientErrors: 0 },
      });
      const ended = (outcome: unknown): void => {
        connection.close();
        resolve(outcome);
      };
      connection.on('error', ended);
      connection.connect((error) => {
        if (error) return ended(error);
        const request = new Request('SELECT 1', (failure, rows) => ended(failure ?? rows));
        connection.execSqlBatch(request);
      });
    });
  it('finds the fake true: it is let in, reads a row, and is refused with a wrong password', async () => {
    const server = await fake();
    expect(await asked(server, password)).toBe(1);
    expect(await asked(server, freshToken())).toMatchObject({ code: 'ELOGIN' });
    expect(server.logins()).toMatchObject([{ user: 'reader', password }, { user: 'reader' }]);
  });
});

describeHostileServers('SQL Server', {
  connector: 'mssql',
  fields: { username: freshToken(), password: freshToken() },
  untilTls: untilTdsTls(),
});
