import { createHash } from 'node:crypto';
import { Client, type ConnectConfig, utils } from 'ssh2';
import { type Driver, type Line, OK, type Settings } from './driver.ts';
import { SSH_ALGORITHMS } from './ssh-algorithms.ts';

/**
 * SSH 2 and the least of SFTP: where am I? There are no certificates, so the host key must be the one the connection names, and nothing is said to a
 * server that has another. Codes are our own.
 */
export const driver: Driver = {
  settings: ['user', 'password', 'privateKey', 'passphrase', 'fingerprint'],
  logIn: async (line, settings) => {
    const { user = '', password, privateKey, passphrase, fingerprint = '' } = settings;
    if (user === '' || !/^SHA256:[A-Za-z0-9+/]{43}$/.test(fingerprint)) return 'host_key';
    if (privateKey !== undefined && utils.parseKey(privateKey, passphrase) instanceof Error) return 'key_unusable';
    return privateKey === undefined && !password ? 'method_refused' : loggedIn(line, settings);
  },
};

/** What became of the login besides an error's text, which is not looked at. */
type Course = { refusal: string | null };

function loggedIn(line: Line, settings: Settings): Promise<string> {
  const course: Course = { refusal: null };
  return new Promise((resolve, reject) => {
    const client = new Client();
    const end = (error: unknown): void => (course.refusal === null ? reject(error) : resolve(course.refusal));
    client.on('error', end).on('close', () => end(new Error('closed')));
    client.on('ready', () => whereAmI(client).then(resolve, reject));
    client.connect({ ...fixed(), ...credentialOf(settings), ...verified(settings, course), sock: line.socket });
  });
}

/** The host key is asked for before any credential, the one method once. */
function verified({ user = '', privateKey, fingerprint }: Settings, course: Course): ConnectConfig {
  const method = privateKey === undefined ? 'password' : 'publickey';
  let isTried = false;
  return {
    username: user,
    hostVerifier: (key: Buffer): boolean => {
      const isTheOne = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=$/, '')}` === fingerprint;
      if (!isTheOne) course.refusal = 'host_key';
      return isTheOne;
    },
    authHandler: (left, isPartly, next) => {
      if (isTried) course.refusal = refusalOf(method, { left, isPartly });
      // The library's types know a method by name, and no end; it takes both.
      Reflect.apply(next, null, [isTried ? false : method]);
      isTried = true;
    },
  };
}

function refusalOf(method: string, { left, isPartly }: { readonly left: readonly string[] | null; readonly isPartly: boolean | null }): string {
  if (isPartly === true) return 'more_factors';
  return left?.includes(method) === false ? 'method_refused' : 'auth_failed';
}

function credentialOf({ password = '', privateKey, passphrase }: Settings): ConnectConfig {
  if (privateKey === undefined) return { password };
  return { privateKey, ...(passphrase !== undefined && { passphrase }) };
}

/** The login went through; a server that gives no files still took it. */
function whereAmI(client: Client): Promise<string> {
  return new Promise((resolve) => {
    client.sftp((refused, sftp) => {
      if (refused) return resolve('no_sftp');
      sftp.on('error', () => resolve('no_sftp'));
      sftp.realpath('.', (error) => resolve(error ? 'no_sftp' : OK));
    });
  });
}

/** No agent, no forwarding, no questions, no names looked up: the library takes nothing from the environment that it is not told. */
function fixed(): ConnectConfig {
  return { algorithms: SSH_ALGORITHMS, ident: 'secret-mask-resolver', readyTimeout: 0, keepaliveInterval: 0, tryKeyboard: false, agentForward: false };
}
