import type { Socket } from 'node:net';
import { type Driver, type Line, OK, type Settings } from './driver.ts';
import { TextLines } from './text-lines.ts';

/** Says who asks: an address literal, since a function has no name (RFC 5321 §4.1.3). */
const EHLO = 'EHLO [127.0.0.1]';

/** SMTP submission: RFC 4954 for AUTH, RFC 3207 for STARTTLS. No message is sent. Codes are the server's reply codes. */
export const driver: Driver = {
  settings: ['user', 'password', 'tls'],
  logIn: async (line, settings) => {
    const told = settings['tls'] === 'implicit' ? await greeted(conversation(await line.secure())) : await securedByStartTls(line);
    return typeof told === 'string' ? told : authenticated(told, settings);
  },
};

type Reply = { readonly code: string; readonly texts: readonly string[] };
type Conversation = { readonly reply: () => Promise<Reply>; readonly ask: (command: string) => Promise<Reply>; readonly release: () => void };

function conversation(socket: Socket): Conversation {
  const lines = new TextLines(socket);
  const reply = async (): Promise<Reply> => {
    const texts: string[] = [];
    for (;;) {
      const [, code, isLast, text] = /^([2-5]\d\d)(?:(-)|[ ]|$)(.*)$/.exec(await lines.next()) ?? [];
      if (code === undefined) throw new Error('no reply');
      texts.push(text ?? '');
      if (isLast === undefined) return { code, texts };
    }
  };
  const ask = (command: string): Promise<Reply> => {
    lines.say(command);
    return reply();
  };
  return { reply, ask, release: () => lines.release() };
}

async function greeted(told: Conversation): Promise<Conversation | string> {
  const { code } = await told.reply();
  return code === '220' ? told : code;
}

async function securedByStartTls(line: Line): Promise<Conversation | string> {
  const clear = await greeted(conversation(line.socket));
  if (typeof clear === 'string') return clear;
  const { code, texts } = await clear.ask(EHLO);
  if (code !== '250') return code;
  if (!texts.some((text) => /^STARTTLS\s*$/i.test(text))) return 'no_tls';
  const answer = await clear.ask('STARTTLS');
  if (answer.code !== '220') return 'no_tls';
  clear.release();
  return conversation(await line.secure());
}

/** PLAIN where it is offered, else LOGIN; both say the password, and so under TLS only. */
async function authenticated({ ask }: Conversation, { user = '', password = '' }: Settings): Promise<string> {
  const { code, texts } = await ask(EHLO);
  if (code !== '250') return code;
  const offered = texts.flatMap((text) => (/^AUTH[ =]/i.test(text) ? text.slice(5).toUpperCase().split(/\s+/) : []));
  if (offered.includes('PLAIN')) return codeOf(await ask(`AUTH PLAIN ${base64(`\0${user}\0${password}`)}`));
  if (!offered.includes('LOGIN')) return 'no_method';
  for (const command of ['AUTH LOGIN', base64(user)]) {
    const answer = await ask(command);
    if (answer.code !== '334') return codeOf(answer);
  }
  return codeOf(await ask(base64(password)));
}

/** By 5.7.139 Microsoft says that the mailbox takes no passwords at all: https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission. */
function codeOf({ code, texts }: Reply): string {
  if (code === '235') return OK;
  return texts[0]?.startsWith('5.7.139 ') ? `${code}/5.7.139` : code;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
