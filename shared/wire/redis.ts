import { type Driver, OK } from './driver.ts';
import { TextLines } from './text-lines.ts';

/**
 * RESP, which Redis, Valkey and others speak, under TLS from the first byte: https://redis.io/docs/latest/develop/reference/protocol-spec/.
 * Codes are the first words of the server's refusals; where that is "ERR", names of our own. A refusal that names another server is only that.
 */
export const driver: Driver = {
  settings: ['user', 'password'],
  logIn: async (line, { user = 'default', password = '' }) => {
    const socket = await line.secure();
    const lines = new TextLines(socket);
    const ask = async (...words: readonly string[]): Promise<string> => {
      socket.write(commandOf(words));
      return codeOf(await lines.next());
    };
    // With a name, "default" takes any password where it has none; without one it says so.
    const code = await (user === 'default' ? ask('AUTH', password) : ask('AUTH', user, password));
    return code === OK ? ask('PING') : code;
  },
};

/** Redis before version 6 and after, Valkey: src/acl.c, src/networking.c. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/^-ERR invalid (?:username-)?password/i, 'WRONGPASS'],
  [/^-ERR .*(?:without any password|no password is set)/i, 'no_password_set'],
  [/^-ERR max number of clients/i, 'max_clients'],
  [/^-ERR wrong number of arguments for 'auth'/i, 'no_users'],
];

/** @throws Error for what is no answer to these commands */
function codeOf(answer: string): string {
  if (answer === '+OK' || answer === '+PONG') return OK;
  const known = REFUSALS.find(([pattern]) => pattern.test(answer));
  const word = known?.[1] ?? /^-([A-Z]{2,20})(?: |$)/.exec(answer)?.[1];
  if (word === undefined) throw new Error('no answer');
  return word;
}

function commandOf(words: readonly string[]): string {
  return [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ''].join('\r\n');
}
