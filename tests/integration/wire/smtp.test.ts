import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { freshCanary, freshToken } from '../../helpers/canary.ts';
import { type Hostility, said, startHostileServer } from '../../helpers/servers/hostile-server.ts';
import { describeHostileServers, expectUntold } from '../../helpers/servers/hostile-wire.ts';
import { logInAt, type LoggedIn } from '../../helpers/servers/log-in-at.ts';
import { startMailer } from '../../helpers/servers/smtp.ts';

const fields = { username: 'sender@example.com', password: freshCanary() };

describe.each(['starttls', 'implicit'])("npm's smtp-server with %s", (tls) => {
  const secure = tls === 'implicit';

  it.each(['PLAIN', 'LOGIN'])('takes the right password by %s, and gets no message', async (method) => {
    const mailer = await startMailer(fields.username, fields.password, { secure, authMethods: [method] });
    expect(await logInAt({ connector: 'smtp', port: mailer.port, fields: { ...fields, tls } })).toMatchObject({ verdict: 'ok', code: 'ok' });
    expect([mailer.methods, mailer.messages()]).toEqual([[method], 0]);
    await mailer.stop();
  });
  it.each(['PLAIN', 'LOGIN'])('refuses a wrong password by %s, and is not asked again', async (method) => {
    const mailer = await startMailer(fields.username, fields.password, {
      secure,
      authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'].filter((each) => each !== (method === 'LOGIN' ? 'PLAIN' : '')),
    });
    expect(await logInAt({ connector: 'smtp', port: mailer.port, fields: { ...fields, tls, password: freshToken() } })).toMatchObject({
      verdict: 'bad_credentials',
      code: '535',
    });
    expect(mailer.methods).toEqual([method]);
    await mailer.stop();
  });
  it('says nothing where neither is offered', async () => {
    const mailer = await startMailer(fields.username, fields.password, { secure, authMethods: ['CRAM-MD5', 'XOAUTH2'] });
    expect(await logInAt({ connector: 'smtp', port: mailer.port, fields: { ...fields, tls } })).toMatchObject({ verdict: 'misconfigured', code: 'no_method' });
    expect(mailer.methods).toEqual([]);
    await mailer.stop();
  });
});

describe("npm's smtp-server without STARTTLS", () => {
  it('is told nothing, whatever it offers in the clear', async () => {
    const mailer = await startMailer(fields.username, fields.password, { hideSTARTTLS: true, allowInsecureAuth: true });
    expect(await logInAt({ connector: 'smtp', port: mailer.port, fields })).toMatchObject({ verdict: 'misconfigured', code: 'no_tls' });
    expect(mailer.methods).toEqual([]);
    await mailer.stop();
  });
});

const untilTls = async (socket: Socket, more = ''): Promise<void> => {
  socket.write('220 mail.example.com ESMTP\r\n');
  await said(socket);
  socket.write('250-mail.example.com\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n');
  await said(socket);
  socket.write(`220 go on\r\n${more}`);
};

describeHostileServers('SMTP with STARTTLS', { connector: 'smtp', fields, untilTls: (socket) => untilTls(socket) });
describeHostileServers('SMTP with implicit TLS', {
  connector: 'smtp',
  fields: { ...fields, tls: 'implicit' },
  untilTls: async () => {},
  clear: { 'says what is not of the protocol': 'connect_failed', 'says random bytes': 'connect_failed', 'never stops': 'connect_failed' },
});

describe('SMTP, at a server of our own that speaks the protocol', () => {
  const logInTo = async (hostility: Hostility): Promise<LoggedIn & { readonly heard: string }> => {
    const server = await startHostileServer(hostility);
    const told = await logInAt({ connector: 'smtp', port: server.port, fields });
    await server.close();
    expect(server.connections()).toBe(1);
    expectUntold(server.inTheClear(), fields);
    return { ...told, heard: server.underTls().toString() };
  };
  const answering = (answers: string) => ({ untilTls, certificate: 'good', behave: (socket: Socket) => void socket.write(answers) });

  it.each(['235 2.7.0 in\r\n', '250-x\r\n250 AUTH PLAIN\r\n235 2.7.0 in\r\n', '25'])(
    'takes nothing for said under TLS that came before it: %j',
    async (more) => {
      const { verdict, heard } = await logInTo({ untilTls: (socket) => untilTls(socket, more), certificate: 'good', behave: () => {} });
      expect([verdict, heard]).toEqual(['unexpected_response', '']);
    },
  );
  it('asks under TLS again what the server can do', async () => {
    const { verdict, heard } = await logInTo(answering('250-mail.example.com\r\n250 AUTH CRAM-MD5\r\n'));
    expect([verdict, heard]).toEqual(['misconfigured', 'EHLO [127.0.0.1]\r\n']);
  });
  it('sends nobody on to another server', async () => {
    const elsewhere = await startHostileServer({ clear: () => {} });
    expect((await logInTo({ clear: (socket) => socket.write(`551 try 127.0.0.1:${elsewhere.port}\r\n`) })).verdict).toBe('unexpected_response');
    await elsewhere.close();
    expect(elsewhere.connections()).toBe(0);
  });
  it.each([
    ['535 5.7.8 wrong', 'bad_credentials'],
    ['535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled', 'misconfigured'],
    ['534-5.7.9 Application-specific password required\r\n534 5.7.9 see', 'bad_credentials'],
    ['530 5.7.0 Must issue a STARTTLS command first', 'misconfigured'],
    ['454 4.7.0 temporary', 'target_unavailable'],
    ['421 4.3.2 closing', 'target_unavailable'],
    ['504 5.5.4 unknown', 'misconfigured'],
    ['250 ok', 'unexpected_response'],
    ['999 what', 'unexpected_response'],
  ])('takes "%s" for %s', async (answer, verdict) =>
    expect((await logInTo(answering(`250-mail.example.com\r\n250 AUTH PLAIN\r\n${answer}\r\n`))).verdict).toBe(verdict),
  );
  it.each(['421 busy', '554 no service here'])('takes "%s" in place of a greeting for what it says', async (greeting) =>
    expect((await logInTo({ clear: (socket) => socket.write(`${greeting}\r\n`) })).verdict).toBe(
      greeting.startsWith('421') ? 'target_unavailable' : 'forbidden',
    ),
  );
});
