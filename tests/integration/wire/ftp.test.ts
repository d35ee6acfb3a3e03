import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers, expectUntold } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn, SHORT } from '../../helpers/servers/log-in-at.ts';
import { type Answer, answering, logInAtScripted, type Scripted, untilTls } from '../../helpers/servers/scripted.ts';
import type { RunningServer } from '../../helpers/servers/server-process.ts';
import { hasVsftpd, startVsftpd } from '../../helpers/servers/vsftpd.ts';

describe.skipIf(!hasVsftpd).each(['explicit', 'implicit'] as const)('vsftpd with TLS by %s', (tls) => {
  const password = `${freshToken()} "\\ä`;
  let server: RunningServer;
  const logIn = (fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
    logInAt({ connector: 'ftp', port: server.port, fields: { username: 'reader', password, tls, ...fields } });
  const count = (pattern: RegExp): number => server.output().match(pattern)?.length ?? 0;
  beforeAll(async () => {
    server = await startVsftpd(password, tls);
  }, 120_000);
  afterAll(() => server?.stop());

  it('takes the right password, hears QUIT, and was never asked for a data connection', async () => {
    expect(await logIn()).toMatchObject({ verdict: 'ok', code: 'ok' });
    await expect.poll(() => count(/"221 Goodbye/g)).toBe(1);
    const commands = [...server.output().matchAll(/FTP command: Client "127\.0\.0\.1", "(\w+)/g)].map(([, name]) => name);
    expect(commands).toEqual([...(tls === 'explicit' ? ['AUTH'] : []), 'USER', 'PASS', 'PWD', 'QUIT']);
  });
  it('refuses a wrong password, and is not asked again', async () => {
    const before = count(/"PASS /g);
    expect(await logIn({ password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: '530' });
    expect(count(/"PASS /g)).toBe(before + 1);
  });
  it('refuses a user that is not there', async () => expect(await logIn({ username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' }));
});

const fields = { username: 'reader-of-everything', password: freshToken() };
const GREETING = '220 ready\r\n';

describeHostileServers('FTP with TLS at once', {
  connector: 'ftp',
  fields: { ...fields, tls: 'implicit' },
  untilTls: async () => {},
  clear: { 'says what is not of the protocol': 'connect_failed', 'says random bytes': 'connect_failed', 'never stops': 'connect_failed' },
});
describeHostileServers('FTP with AUTH TLS', {
  connector: 'ftp',
  fields: { ...fields, tls: 'explicit' },
  untilTls: untilTls(GREETING, '234 begin\r\n'),
});

type Script = { readonly first?: Answer | null; readonly answers: readonly Answer[]; readonly limits?: typeof SHORT };
const asked = (tls: string) => ({ connector: 'ftp', fields: { ...fields, tls } });
const secured = ({ first = GREETING, answers }: Script): Promise<Scripted> =>
  logInAtScripted({ untilTls: async () => {}, certificate: 'good', behave: answering(first, answers) }, asked('implicit'));
const clear = ({ first = GREETING, answers, limits }: Script): Promise<Scripted> =>
  logInAtScripted({ clear: answering(first, answers) }, { ...asked('explicit'), ...(limits && { limits }) });

describe('a server made for this test, under TLS', () => {
  it('is told user, password, and asked for its folder', async () => {
    const several = '331-Welcome,\r\n331\r\n';
    const { verdict, secured: told } = await secured({ first: `220-a\r\n 220 b\r\n${GREETING}`, answers: [several, '230 in\r\n', '257 "/"\r\n'] });
    expect(verdict).toBe('ok');
    expect(told.split(/^QUIT/m)[0]).toBe(`USER ${fields.username}\r\nPASS ${fields.password}\r\nPWD\r\n`);
  });

  it.each([
    ['530 no', 'bad_credentials'],
    ['430 no', 'bad_credentials'],
    ['332 account?', 'misconfigured'],
    ['534 no', 'misconfigured'],
    ['522 no', 'misconfigured'],
    ['421 closing', 'target_unavailable'],
    ['331 again', 'unexpected_response'],
    ['999 what', 'unexpected_response'],
    ['2300 what', 'unexpected_response'],
  ])('answers "%s" to the password: %s, and is not told again', async (answer, verdict) => {
    const told = await secured({ answers: ['331 go on\r\n', `${answer}\r\n`] });
    expect(told).toMatchObject({ verdict, connections: 1 });
    expect(told.secured).toBe(`USER ${fields.username}\r\nPASS ${fields.password}\r\n`);
  });
  it('that lets everybody in by a name says nothing of the password, and is not told it', async () => {
    const told = await secured({ answers: ['230 in\r\n'] });
    expect(told).toMatchObject({ verdict: 'unexpected_response', code: 'no_password_asked' });
    expect(told.secured).not.toContain('PASS');
  });
  it('that refuses the folder has accepted the password all the same', async () => {
    expect(await secured({ answers: ['331\r\n', '230\r\n', '550 no\r\n'] })).toMatchObject({ verdict: 'ok_limited', code: 'pwd_refused' });
  });
  it('that has no room now is unavailable, and is told nothing', async () => {
    expect(await secured({ first: '421 full\r\n', answers: [] })).toMatchObject({ verdict: 'target_unavailable', secured: '' });
    expect(await secured({ first: '120 in five minutes\r\n', answers: [] })).toMatchObject({ verdict: 'target_unavailable', secured: '' });
  });
  it('that names an address for data, asked or not, is not connected to', async () => {
    const elsewhere = await startHostileServer({ clear: () => {} });
    const [high, low] = [elsewhere.port >> 8, elsewhere.port & 255];
    const passive = `227 Entering Passive Mode (127,0,0,1,${high},${low})\r\n`;
    expect(await secured({ answers: ['331\r\n', `230-x\r\n${passive}230 in\r\n`, `257 "/"\r\n${passive}`] })).toMatchObject({ verdict: 'ok' });
    expect(await secured({ answers: ['331\r\n', passive] })).toMatchObject({ verdict: 'unexpected_response' });
    await elsewhere.close();
    expect(elsewhere.connections()).toBe(0);
  });
  it('that never ends its reply is stopped', async () => {
    expect(await secured({ first: `220-${'a'.repeat(9_000)}`, answers: [] })).toMatchObject({ verdict: 'unexpected_response' });
    expect(await secured({ first: '220-a\r\n'.repeat(60_000), answers: [] })).toMatchObject({ verdict: 'response_too_large' });
  });
});

describe('a server made for this test, in the clear', () => {
  it.each([
    ['has no AUTH', '500 what?\r\n', 'misconfigured', 'no_tls'],
    ['has no TLS', '504 no\r\n', 'misconfigured', 'no_tls'],
    ['takes AUTH for a user', '331 go on\r\n', 'misconfigured', 'no_tls'],
    ['takes AUTH for a login', '230 in\r\n', 'misconfigured', 'no_tls'],
    ['closes', '421 bye\r\n', 'target_unavailable', '421'],
    ['says more than its answer before TLS is up', '234 begin\r\n230 in\r\n', 'unexpected_response', null],
    ['answers with no TLS', '234 begin\r\n', 'target_timeout', null],
  ])('that %s is told nothing', async (_, answer, verdict, code) => {
    const ended = await clear({ answers: [answer], ...(verdict === 'target_timeout' && { limits: SHORT }) });
    expect(ended).toMatchObject({ verdict, code, connections: 1 });
    expect(ended.clear.startsWith('AUTH TLS\r\n')).toBe(true);
    expectUntold(Buffer.from(ended.clear), fields);
  });
});
