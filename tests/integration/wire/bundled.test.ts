import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ADMIN, hasSlapd, startSlapd } from '../../helpers/servers/slapd.ts';
import { fakeCassandra } from '../../helpers/servers/fake-cassandra.ts';
import { fakeNeo4j } from '../../helpers/servers/fake-bolt.ts';
import { fingerprintOf, hasSshd, keyPair, SSH_USER, startSshd, startSshFake } from '../../helpers/servers/sshd.ts';
import { freshToken } from '../../helpers/canary.ts';
import { hasDovecot, startDovecot } from '../../helpers/servers/dovecot.ts';
import { hasMariadb, startMariadb } from '../../helpers/servers/mariadb.ts';
import { hasMosquitto, startMosquitto } from '../../helpers/servers/mosquitto.ts';
import { hasPostgres, startPostgres } from '../../helpers/servers/postgres.ts';
import { hasRedis, startRedis } from '../../helpers/servers/redis.ts';
import { hasVsftpd, startVsftpd } from '../../helpers/servers/vsftpd.ts';
import { startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { startMailer } from '../../helpers/servers/smtp.ts';
import { type BundledLogIn, bundledLogIn } from '../../helpers/servers/bundled-log-in.ts';

// What is deployed: the drivers with Node's network modules taken away from their libraries.
let bundle: BundledLogIn;
beforeAll(async () => void (bundle = await bundledLogIn()), 60_000);
afterAll(() => bundle?.remove());

const password = freshToken();
const WRONG = { password: freshToken() };

describe.skipIf(!hasPostgres)('PostgreSQL, as it is deployed', () => {
  it('takes the right password and refuses a wrong one', async () => {
    const { port, stop } = await startPostgres(password);
    onTestFinished(stop);
    const fields = { username: 'reader', password, database: 'postgres' };
    expect(await bundle.logInAt({ connector: 'postgres', port, fields })).toMatchObject({ verdict: 'ok' });
    expect(await bundle.logInAt({ connector: 'postgres', port, fields: { ...fields, ...WRONG } })).toMatchObject({ verdict: 'bad_credentials' });
  }, 120_000);
});

describe.skipIf(!hasMariadb)('MySQL, as it is deployed', () => {
  it('takes the right password and refuses a wrong one', async () => {
    const { port, stop } = await startMariadb([`CREATE USER reader@'%' IDENTIFIED BY '${password}'`]);
    onTestFinished(stop);
    const fields = { username: 'reader', password };
    expect(await bundle.logInAt({ connector: 'mysql', port, fields })).toMatchObject({ verdict: 'ok' });
    expect(await bundle.logInAt({ connector: 'mysql', port, fields: { ...fields, ...WRONG } })).toMatchObject({ verdict: 'bad_credentials' });
  }, 120_000);
});

describe.skipIf(!hasRedis)('Redis, as it is deployed', () => {
  it('takes the right password and refuses a wrong one', async () => {
    const { port, stop } = await startRedis(['--requirepass', password]);
    onTestFinished(stop);
    expect(await bundle.logInAt({ connector: 'redis', port, fields: { password } })).toMatchObject({ verdict: 'ok' });
    expect(await bundle.logInAt({ connector: 'redis', port, fields: WRONG })).toMatchObject({ verdict: 'bad_credentials' });
  }, 60_000);
});

describe('SMTP, as it is deployed', () => {
  it('takes the right password and refuses a wrong one', async () => {
    const { port, stop } = await startMailer('sender', password);
    onTestFinished(stop);
    const fields = { username: 'sender', password };
    expect(await bundle.logInAt({ connector: 'smtp', port, fields })).toMatchObject({ verdict: 'ok' });
    expect(await bundle.logInAt({ connector: 'smtp', port, fields: { ...fields, ...WRONG } })).toMatchObject({ verdict: 'bad_credentials' });
  });
});

describe.skipIf(!hasSlapd)('LDAP, as it is deployed', () => {
  it('takes the right password and refuses a wrong one', async () => {
    const { port, stop } = await startSlapd('ldap', password);
    onTestFinished(stop);
    const fields = { bindDn: ADMIN, bindPassword: password, tls: 'starttls' };
    expect(await bundle.logInAt({ connector: 'ldap', port, fields })).toMatchObject({ verdict: 'ok' });
    const wrong = { ...fields, bindPassword: WRONG.password };
    expect(await bundle.logInAt({ connector: 'ldap', port, fields: wrong })).toMatchObject({ verdict: 'bad_credentials' });
  }, 60_000);
});

describe('SFTP, as it is deployed', () => {
  const [host, own] = [keyPair(), keyPair()];
  const fields = { username: SSH_USER, hostKeyFingerprint: fingerprintOf(host) };

  it.skipIf(!hasSshd)(
    'takes the right key and refuses another',
    async () => {
      const { port, stop } = await startSshd(host, [own]);
      onTestFinished(stop);
      const way = { connector: 'sftp', method: 'private_key', port };
      expect(await bundle.logInAt({ ...way, fields: { ...fields, privateKey: own.private } })).toMatchObject({ verdict: 'ok' });
      expect(await bundle.logInAt({ ...way, fields: { ...fields, privateKey: keyPair().private } })).toMatchObject({ verdict: 'bad_credentials' });
    },
    60_000,
  );
  it('refuses a wrong password', async () => {
    const { port, stop } = await startSshFake({ host, authenticate: (context) => context.reject(['password']) });
    onTestFinished(stop);
    expect(await bundle.logInAt({ connector: 'sftp', port, fields: { ...fields, password } })).toMatchObject({ verdict: 'bad_credentials' });
  });
});

describe.skipIf(!hasMosquitto)('MQTT, as it is deployed', () => {
  it('takes the right password and refuses a wrong one', async () => {
    const { port, stop } = await startMosquitto(password);
    onTestFinished(stop);
    const fields = { username: 'reader', password, version: '5' };
    expect(await bundle.logInAt({ connector: 'mqtt', port, fields })).toMatchObject({ verdict: 'ok' });
    expect(await bundle.logInAt({ connector: 'mqtt', port, fields: { ...fields, ...WRONG } })).toMatchObject({ verdict: 'bad_credentials' });
  }, 120_000);
});

describe.skipIf(!hasDovecot)('IMAP, as it is deployed', () => {
  it.each(['implicit', 'starttls'])(
    'takes the right password and refuses a wrong one, TLS by %s',
    async (tls) => {
      const { startTlsPort, stop, ...server } = await startDovecot(password);
      onTestFinished(stop);
      const port = tls === 'implicit' ? server.port : startTlsPort;
      const fields = { username: 'reader', password, tls };
      expect(await bundle.logInAt({ connector: 'imap', port, fields })).toMatchObject({ verdict: 'ok' });
      expect(await bundle.logInAt({ connector: 'imap', port, fields: { ...fields, ...WRONG } })).toMatchObject({ verdict: 'bad_credentials' });
    },
    120_000,
  );
});

describe.skipIf(!hasVsftpd)('FTP, as it is deployed', () => {
  it.each(['explicit', 'implicit'] as const)(
    'takes the right password and refuses a wrong one, TLS by %s',
    async (tls) => {
      const { port, stop } = await startVsftpd(password, tls);
      onTestFinished(stop);
      const fields = { username: 'reader', password, tls };
      expect(await bundle.logInAt({ connector: 'ftp', port, fields })).toMatchObject({ verdict: 'ok' });
      expect(await bundle.logInAt({ connector: 'ftp', port, fields: { ...fields, ...WRONG } })).toMatchObject({ verdict: 'bad_credentials' });
    },
    120_000,
  );
});

describe('Cassandra and Neo4j, as they are deployed', () => {
  const fields = { username: 'reader', password };
  it.each([
    ['cassandra', fakeCassandra('reader', password)],
    ['neo4j', fakeNeo4j({ ...fields, version: '5.4', database: 'app' })],
  ])('%s: a fake takes the right password and refuses a wrong one', async (connector, behave) => {
    const { port, close } = await startHostileServer({ untilTls: async () => {}, certificate: 'good', behave });
    onTestFinished(close);
    expect(await bundle.logInAt({ connector, port, fields })).toMatchObject({ verdict: 'ok' });
    expect(await bundle.logInAt({ connector, port, fields: { ...fields, ...WRONG } })).toMatchObject({ verdict: 'bad_credentials' });
  });
});
