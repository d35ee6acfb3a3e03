import { type Driver, type Line, OK, type Settings } from './driver.ts';
import { FtpDialogue } from './ftp-dialogue.ts';
import { refuseEmpty } from './refuse-empty.ts';

const NO_TLS = 'no_tls';

/**
 * FTP over TLS (RFC 959, 4217), its control connection alone: nothing is listed, so no server is asked where data would be.
 * Codes are the server's replies.
 */
export const driver: Driver = {
  settings: ['username', 'password', 'tls'],
  logIn: async (line, settings) => {
    refuseEmpty(settings, ['username', 'password', 'tls']);
    const isSecure = settings['tls'] === 'explicit' ? await startTls(line) : OK;
    if (isSecure !== OK) return isSecure;
    const dialogue = new FtpDialogue(await line.secure());
    const greeting = settings['tls'] === 'explicit' ? '220' : await dialogue.reply();
    return greeting === '220' ? userAndPassword(dialogue, settings) : greeting;
  },
};

async function startTls(line: Line): Promise<string> {
  const dialogue = new FtpDialogue(line.socket);
  const greeting = await dialogue.reply();
  if (greeting !== '220') return greeting;
  const code = await dialogue.ask('AUTH TLS');
  dialogue.release();
  if (code === '234') return OK;
  return code === '421' ? code : NO_TLS;
}

async function userAndPassword(dialogue: FtpDialogue, { username = '', password = '' }: Settings): Promise<string> {
  const user = await dialogue.ask(`USER ${username}`);
  // Let in by the name alone: nothing can be said of the password.
  if (user === '230' || user === '232') return 'no_password_asked';
  if (user !== '331') return user;
  const code = await dialogue.ask(`PASS ${password}`);
  if (code !== '230') return code;
  const folder = await dialogue.ask('PWD');
  await dialogue.leave();
  return folder === '257' ? OK : 'pwd_refused';
}
