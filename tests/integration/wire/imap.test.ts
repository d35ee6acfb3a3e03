import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshToken } from '../../helpers/canary.ts';
import { hasDovecot, type RunningDovecot, startDovecot } from '../../helpers/servers/dovecot.ts';
import { describeHostileServers, expectUntold } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn, SHORT } from '../../helpers/servers/log-in-at.ts';
import { type Answer, answering, logInAtScripted, type Scripted, untilTls } from '../../helpers/servers/scripted.ts';

describe.skipIf(!hasDovecot)('Dovecot', () => {
  const password = `${freshToken()} "\\ä`;
  let server: RunningDovecot;
  beforeAll(async () => {
    server = await startDovecot(password);
  }, 120_000);
  afterAll(() => server?.stop());

  describe.each(['implicit', 'starttls'])('with TLS by %s', (tls) => {
    const logIn = (fields: Readonly<Record<string, string>> = {}): Promise<LoggedIn> =>
      logInAt({ connector: 'imap', port: tls === 'implicit' ? server.port : server.startTlsPort, fields: { username: 'reader', password, tls, ...fields } });
    const count = (pattern: RegExp): number => server.output().match(pattern)?.length ?? 0;

    it('takes the right password, whatever characters it has, and hears LOGOUT', async () => {
      const before = count(/Disconnected: Logged out/g);
      expect(await logIn()).toMatchObject({ verdict: 'ok', code: 'ok' });
      await expect.poll(() => count(/Disconnected: Logged out/g)).toBe(before + 1);
    });
    it('refuses a wrong password, and is not asked again', async () => {
      const [before, tried] = [count(/auth failed/g), count(/auth failed, 1 attempts/g)];
      expect(await logIn({ password: freshToken() })).toMatchObject({ verdict: 'bad_credentials', code: 'AUTHENTICATIONFAILED' });
      await expect.poll(() => count(/auth failed, 1 attempts/g)).toBe(tried + 1);
      expect(count(/auth failed/g)).toBe(before + 1);
    });
    it('refuses a user that is not there', async () => expect(await logIn({ username: 'nobody-here' })).toMatchObject({ verdict: 'bad_credentials' }));
  });

  it('is not spoken to in the clear where TLS was to begin at once', async () => {
    const fields = { username: 'reader', password, tls: 'implicit' };
    expect(await logInAt({ connector: 'imap', port: server.startTlsPort, fields })).toMatchObject({ verdict: 'connect_failed', code: null });
  });
});

const fields = { username: 'reader-of-everything', password: freshToken() };
const GREETING = '* OK ready\r\n';
const startTls = untilTls(GREETING, 'a1 OK begin\r\n');

describeHostileServers('IMAP with TLS at once', {
  connector: 'imap',
  fields: { ...fields, tls: 'implicit' },
  untilTls: async () => {},
  clear: { 'says what is not of the protocol': 'connect_failed', 'says random bytes': 'connect_failed', 'never stops': 'connect_failed' },
});
describeHostileServers('IMAP with STARTTLS', {
  connector: 'imap',
  fields: { ...fields, tls: 'starttls' },
  untilTls: startTls,
});

type Script = { readonly first?: Answer | null; readonly answers: readonly Answer[]; readonly limits?: typeof SHORT };
const asked = (tls: string) => ({ connector: 'imap', fields: { ...fields, tls } });
const secured = ({ first = GREETING, answers, limits }: Script): Promise<Scripted> =>
  logInAtScripted({ untilTls: async () => {}, certificate: 'good', behave: answering(first, answers) }, { ...asked('implicit'), ...(limits && { limits }) });
const clear = ({ first = GREETING, answers, limits }: Script): Promise<Scripted> =>
  logInAtScripted({ clear: answering(first, answers) }, { ...asked('starttls'), ...(limits && { limits }) });

const PLAIN = '* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na1 OK\r\n';

describe('a server made for this test, under TLS', () => {
  const base64 = Buffer.from(`\0${fields.username}\0${fields.password}`).toString('base64');

  it('that knows AUTHENTICATE PLAIN is told user and password so', async () => {
    const { verdict, secured: told } = await secured({ answers: [PLAIN, '+ \r\n', 'a2 OK in\r\n', 'a3 OK\r\n'] });
    expect(verdict).toBe('ok');
    expect(told.split('z LOGOUT')[0]).toBe(`a1 CAPABILITY\r\na2 AUTHENTICATE PLAIN\r\n${base64}\r\na3 NOOP\r\n`);
  });
  it('that does not is told by LOGIN, in literals that need no quotes', async () => {
    const { verdict, secured: told } = await secured({ answers: ['* CAPABILITY IMAP4rev1\r\na1 OK\r\n', '+\r\n', '+ go on\r\n', 'a2 OK in\r\n', 'a3 OK\r\n'] });
    expect(verdict).toBe('ok');
    expect(told).toContain(`a2 LOGIN {20}\r\n${fields.username} {${fields.password.length}}\r\n${fields.password}\r\n`);
  });

  it.each([
    ['NO [AUTHENTICATIONFAILED] no', 'bad_credentials'],
    ['NO [alert] no', 'bad_credentials'],
    ['NO no', 'bad_credentials'],
    ['NO [EXPIRED] no', 'bad_credentials'],
    ['NO [AUTHORIZATIONFAILED] no', 'forbidden'],
    ['NO [WEBALERT https://elsewhere.test/] no', 'locked'],
    ['NO [CONTACTADMIN] no', 'locked'],
    ['NO [UNAVAILABLE] no', 'target_unavailable'],
    ['NO [LIMIT] no', 'rate_limited'],
    ['NO [PRIVACYREQUIRED] no', 'misconfigured'],
    ['BAD what?', 'unexpected_response'],
    ['OKAY', 'unexpected_response'],
  ])('answers "%s": %s, and is not told again by another command', async (answer, verdict) => {
    const told = await secured({ answers: [PLAIN, '+ \r\n', `a2 ${answer}\r\n`] });
    expect(told).toMatchObject({ verdict, connections: 1 });
    expect(told.secured.split(base64)).toHaveLength(2);
    expect(told.secured).not.toContain('LOGIN');
  });

  it('that says goodbye is unavailable', async () => {
    expect(await secured({ first: '* BYE full\r\n', answers: [] })).toMatchObject({ verdict: 'target_unavailable', code: 'BYE' });
    expect(await secured({ answers: [PLAIN, '* BYE full\r\n'] })).toMatchObject({ verdict: 'target_unavailable', code: 'BYE' });
  });
  it('that takes nobody by password is told none', async () => {
    const told = await secured({ answers: ['* CAPABILITY IMAP4rev1 LOGINDISABLED\r\na1 OK\r\n'] });
    expect(told).toMatchObject({ verdict: 'misconfigured', secured: 'a1 CAPABILITY\r\n' });
  });
  it('that takes everybody for logged in says nothing of these credentials', async () => {
    expect(await secured({ first: '* PREAUTH hello\r\n', answers: [] })).toMatchObject({ verdict: 'unexpected_response', code: 'PREAUTH', secured: '' });
  });
  it('that asks for the password again and again gets it once', async () => {
    const told = await secured({ answers: [PLAIN, '+ \r\n', '+ \r\n', '+ \r\n'] });
    expect(told).toMatchObject({ verdict: 'unexpected_response', code: null });
    expect(told.secured.split(base64)).toHaveLength(2);
  });
  it('that takes the password and refuses what comes after it is no verdict', async () => {
    expect(await secured({ answers: [PLAIN, '+ \r\n', 'a2 OK\r\n', 'a3 NO\r\n'] })).toMatchObject({ verdict: 'unexpected_response', code: 'noop_refused' });
  });
  it('that answers everything before it is asked has let nobody in', async () => {
    const early = 'a1 OK\r\na2 OK\r\n';
    expect(await secured({ first: GREETING + early, answers: [], limits: SHORT })).toMatchObject({ verdict: 'target_timeout' });
  });
  it('that never ends a line is stopped', async () => {
    expect(await secured({ first: `* OK ${'a'.repeat(9_000)}`, answers: [] })).toMatchObject({ verdict: 'unexpected_response' });
  });
});

describe('a server made for this test, in the clear', () => {
  const told = { clear: 'a1 STARTTLS\r\n', connections: 1 };
  it.each([
    ['has no STARTTLS', 'a1 BAD unknown command\r\n', 'misconfigured'],
    ['has no STARTTLS now', 'a1 NO not now\r\n', 'misconfigured'],
    ['says goodbye', '* BYE\r\n', 'target_unavailable'],
    ['says more than its answer before TLS is up', 'a1 OK begin\r\na2 OK logged in\r\n', 'unexpected_response'],
    ['says half a line more', 'a1 OK begin\r\n* CAP', 'unexpected_response'],
    ['answers with no TLS', 'a1 OK begin\r\n', 'target_timeout'],
  ])('that %s is told nothing', async (_, answer, verdict) => {
    const ended = await clear({ answers: [answer], ...(verdict === 'target_timeout' && { limits: SHORT }) });
    expect(ended).toMatchObject({ verdict, connections: 1 });
    expect(ended.clear.startsWith(told.clear)).toBe(true);
    expectUntold(Buffer.from(ended.clear), fields);
  });
  it('that is logged in already can have no TLS any more (CVE-2020-12398)', async () => {
    expect(await clear({ first: '* PREAUTH hello\r\n', answers: [] })).toMatchObject({ verdict: 'misconfigured', code: 'no_tls', clear: '' });
  });
});
