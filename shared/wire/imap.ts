import { type Driver, type Line, OK, type Settings } from './driver.ts';
import { ImapDialogue } from './imap-dialogue.ts';
import { refuseEmpty } from './refuse-empty.ts';

const NO_TLS = 'no_tls';
/** The server takes everybody for somebody who is logged in already: nothing can be said of these credentials. */
const PREAUTH = 'PREAUTH';

/** IMAP4 (RFC 3501 and 9051). Codes are those of RFC 5530 in the server's refusal, or NO, BAD, BYE where it has none. */
export const driver: Driver = {
  settings: ['username', 'password', 'tls'],
  logIn: async (line, settings) => {
    refuseEmpty(settings, ['username', 'password', 'tls']);
    const isSecure = settings['tls'] === 'starttls' ? await startTls(line) : OK;
    if (isSecure !== OK) return isSecure;
    const dialogue = new ImapDialogue(await line.secure());
    const greeting = settings['tls'] === 'starttls' ? OK : await dialogue.greeting();
    if (greeting !== OK) return greeting;
    const code = await authenticate(dialogue, settings);
    if (code !== OK) return code;
    const { code: answer } = await dialogue.ask(['NOOP']);
    await dialogue.leave();
    return answer === OK ? OK : 'noop_refused';
  },
};

/** The greeting is given in the clear then, and capabilities in the clear are nobody's: STARTTLS is just asked for. */
async function startTls(line: Line): Promise<string> {
  const dialogue = new ImapDialogue(line.socket);
  const greeting = await dialogue.greeting();
  if (greeting !== OK) return greeting === PREAUTH ? NO_TLS : greeting;
  const { code } = await dialogue.ask(['STARTTLS']);
  dialogue.release();
  return code === OK || code === 'BYE' ? code : NO_TLS;
}

/** AUTHENTICATE PLAIN where the server knows it, else LOGIN; never one after the other was refused. */
async function authenticate(dialogue: ImapDialogue, { username = '', password = '' }: Settings): Promise<string> {
  const { capabilities } = await dialogue.ask(['CAPABILITY']);
  const plain = Buffer.from(`\0${username}\0${password}`).toString('base64');
  if (capabilities.has('AUTH=PLAIN')) return (await dialogue.ask(['AUTHENTICATE PLAIN', plain])).code;
  if (capabilities.has('LOGINDISABLED')) return 'LOGINDISABLED';
  const bytesOf = (text: string): string => `{${Buffer.byteLength(text)}}`;
  return (await dialogue.ask([`LOGIN ${bytesOf(username)}`, `${username} ${bytesOf(password)}`, password])).code;
}
