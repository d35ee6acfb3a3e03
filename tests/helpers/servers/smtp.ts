import { once } from 'node:events';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { pem } from '../raw-target.ts';

export type Mailer = {
  readonly port: number;
  readonly methods: readonly string[];
  /** Of messages that were begun. */
  readonly messages: () => number;
  readonly stop: () => Promise<void>;
};

/** npm's smtp-server, which takes one user's password. */
export async function startMailer(user: string, password: string, options: SMTPServerOptions = {}): Promise<Mailer> {
  const methods: string[] = [];
  let messages = 0;
  const server = new SMTPServer({
    cert: pem('good'),
    key: pem('good.key'),
    logger: false,
    disableReverseLookup: true,
    onAuth: ({ username, password: given, method }, _, answer) => {
      methods.push(method);
      answer(username === user && given === password ? null : new Error('no'), { user });
    },
    onMailFrom: (_, __, answer) => {
      messages += 1;
      answer();
    },
    ...options,
  });
  server.on('error', () => {});
  const listening = once(server.server, 'listening');
  server.listen(0, '127.0.0.1');
  await listening;
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, methods, messages: () => messages, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}
