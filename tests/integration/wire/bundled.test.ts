import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { type BundledLogIn, bundledLogIn } from '../../helpers/servers/bundled-log-in.ts';
import { hasMariadb, startMariadb } from '../../helpers/servers/mariadb.ts';
import { ADMIN, hasSlapd, startSlapd } from '../../helpers/servers/slapd.ts';
import { fingerprintOf, hasSshd, keyPair, SSH_USER, startSshd, startSshFake } from '../../helpers/servers/sshd.ts';
import { startMailer } from '../../helpers/servers/smtp.ts';
import { hasRedis, startRedis } from '../../helpers/servers/redis.ts';
import { hasPostgres, startPostgres } from '../../helpers/servers/postgres.ts';

// What is deployed: the drivers with Node's network modules taken away from their libraries.
let bundle: BundledLogIn;
beforeAll(async () => void (bundle = await bundledLogIn()), 60_000);
afterAll(() => bundle?.remove());

const password = freshToken();
const WRONG = { password: freshToken() };

describe.skipIf(!hasPostgres)('PostgreSQL, as it is deployed', () => {
  it('takes the right password and refuses a wrong one', async () => {
    const { port, stop } = await startPostgres(password);
    const fields = { username: 'reader', password, database: 'postgres' };
    expect(await bundle.logInAt({ connector: 'postgres', port, fields })).toMatchObject({ verdict: 'ok' });
    expect(await bundle.logInAt({ connector: 'postgres', port, fields: { ...fields, ...WRONG } })).toMatchObject({ verdict: 'bad_credentials' });
    await stop();
  }, 120_000);
});

describe.skipIf(!hasMariadb)('MySQL, as it is deployed', () => {
  it('takes the right password and refuses a wrong one', async () => {
    const { port, stop } = await startMariadb([`CREATE USER reader@'%' IDENTIFIED BY '${password}'`]);
    const fields = { username: 'reader', password };
    expect(await bundle.logInAt({ connector: 'mysql', port, fields })).toMatchObject({ verdict: 'ok' });
    expect(await bundle.logInAt({ connector: 'mysql', port, fields: { ...fields, ...WRONG } })).toMatchObject({ verdict: 'bad_credentials' });
    await stop();
  }, 120_000);
});

describe.skipIf(!hasRedis)('Redis, as it is deployed', () => {
  it('takes the right password and refuses a wrong one', async () => {
    const { port, stop } = await startRedis(['--requirepass', password]);
    expect(await bundle.logInAt({ connector: 'redis', port, fields: { password } })).toMatchObject({ verdict: 'ok' });
    expect(await bundle.logInAt({ connector: 'redis', port, fields: WRONG })).toMatchObject({ verdict: 'bad_credentials' });
    await stop();
  }, 60_000);
});

describe('SMTP, as it is deployed', () => {
  it('takes the right password and refuses a wrong one', async () => {
    const { port, stop } = await startMailer('sender', password);
    const fields = { username: 'sender', password };
    expect(await bundle.logInAt({ connector: 'smtp', port, fields })).toMatchObject({ verdict: 'ok' });
    expect(await bundle.logInAt({ connector: 'smtp', port, fields: { ...fields, ...WRONG } })).toMatchObject({ verdict: 'bad_credentials' });
    await stop();
  });
});

describe.skipIf(!hasSlapd)('LDAP, as it is deployed', () => {
  it('takes the right password and refuses a wrong one', async () => {
    const { port, stop } = await startSlapd('ldap', password);
    const fields = { bindDn: ADMIN, bindPassword: password, tls: 'starttls' };
    expect(await bundle.logInAt({ connector: 'ldap', port, fields })).toMatchObject({ verdict: 'ok' });
    const wrong = { ...fields, bindPassword: WRONG.password };
    expect(await bundle.logInAt({ connector: 'ldap', port, fields: wrong })).toMatchObject({ verdict: 'bad_credentials' });
    await stop();
  }, 60_000);
});

describe('SFTP, as it is deployed', () => {
  const [host, own] = [keyPair(), keyPair()];
  const fields = { username: SSH_USER, hostKeyFingerprint: fingerprintOf(host) };

  it.skipIf(!hasSshd)(
    'takes the right key and refuses another',
    async () => {
      const { port, stop } = await startSshd(host, [own]);
      const way = { connector: 'sftp', method: 'private_key', port };
      expect(await bundle.logInAt({ ...way, fields: { ...fields, privateKey: own.private } })).toMatchObject({ verdict: 'ok' });
      expect(await bundle.logInAt({ ...way, fields: { ...fields, privateKey: keyPair().private } })).toMatchObject({ verdict: 'bad_credentials' });
      await stop();
    },
    60_000,
  );
  it('refuses a wrong password', async () => {
    const { port, stop } = await startSshFake({ host, authenticate: (context) => context.reject(['password']) });
    expect(await bundle.logInAt({ connector: 'sftp', port, fields: { ...fields, password } })).toMatchObject({ verdict: 'bad_credentials' });
    await stop();
  });
});
