import { createHash } from 'node:crypto';
import { Binary } from 'bson';
import { type Driver, OK, type Settings } from './driver.ts';
import { type Ask, asking, type Reply } from './op-msg.ts';
import { saslPrepared } from './sasl-prep.ts';
import { beginScram, type Scram } from './scram.ts';
import { NO_TLS, secureAtOnce } from './tls-at-once.ts';

const NO_SCRAM = 'no_scram';
type Mechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-1';

/** MongoDB's OP_MSG with SCRAM. Codes are its error codes: https://www.mongodb.com/docs/manual/reference/error-codes/. */
export const driver: Driver = {
  settings: ['user', 'password', 'authSource'],
  logIn: async (line, settings) => {
    const socket = await secureAtOnce(line);
    if (socket === null) return NO_TLS;
    try {
      return await authenticated(asking(socket), settings);
    } catch (error) {
      if (error instanceof CommandRefused) return error.code;
      throw error;
    }
  },
};

/** A command that the server answered with a code. */
class CommandRefused extends Error {
  readonly code: string;
  constructor(code: unknown) {
    super('refused');
    this.code = typeof code === 'number' ? String(code) : 'no_code';
  }
}

async function authenticated(ask: Ask, { user = '', password = '', authSource = '' }: Settings): Promise<string> {
  const accepted = async (command: Reply, database = authSource): Promise<Reply> => {
    const reply = await ask({ ...command, $db: database });
    if (reply['ok'] !== 1) throw new CommandRefused(reply['code']);
    return reply;
  };
  // Of what it says of itself and of other members, only the mechanisms are looked at.
  const hello = await accepted({ hello: 1, saslSupportedMechs: `${authSource}.${user}` }, 'admin');
  const mechanism = mechanismAmong(hello['saslSupportedMechs']);
  if (mechanism === null) return NO_SCRAM;
  await proven(accepted, { mechanism, scram: beginScram(loginOf(mechanism, user, password)) });
  const { authInfo } = await accepted({ connectionStatus: 1 });
  if (!namesUser(authInfo)) throw new Error('nobody is logged in');
  return OK;
}

/** For a user that is not there a server names none; it is asked by the older one then, and refuses. */
function mechanismAmong(offered: unknown): Mechanism | null {
  if (!Array.isArray(offered)) return 'SCRAM-SHA-1';
  return (['SCRAM-SHA-256', 'SCRAM-SHA-1'] as const).find((mechanism) => offered.includes(mechanism)) ?? null;
}

function loginOf(mechanism: Mechanism, user: string, password: string): Parameters<typeof beginScram>[0] {
  if (mechanism === 'SCRAM-SHA-256') return { hash: 'sha256', user, password: saslPrepared(password) };
  // What the server keeps of a password since 2.4, and took the place of the password in SCRAM-SHA-1.
  return { hash: 'sha1', user, password: createHash('md5').update(`${user}:mongo:${password}`).digest('hex') };
}

type Conversation = { readonly mechanism: Mechanism; readonly scram: Scram };

/** @throws Error where the server does not prove that it knows the password */
async function proven(accepted: Ask, { mechanism, scram }: Conversation): Promise<void> {
  const begun = await accepted({ saslStart: 1, mechanism, payload: binary(scram.first), options: { skipEmptyExchange: true } });
  const { final, isProven } = await scram.answer(payloadOf(begun));
  const proceed = (payload: string): Promise<Reply> => accepted({ saslContinue: 1, conversationId: begun['conversationId'], payload: binary(payload) });
  const outcome = await proceed(final);
  if (!isProven(payloadOf(outcome))) throw new Error('a server that does not know the password');
  if (outcome['done'] !== true && (await proceed(''))['done'] !== true) throw new Error('no end of it');
}

function binary(text: string): Binary {
  return new Binary(Buffer.from(text));
}

function payloadOf({ payload }: Reply): string {
  return payload instanceof Uint8Array ? Buffer.from(payload).toString() : '';
}

function namesUser(authInfo: unknown): boolean {
  if (typeof authInfo !== 'object' || authInfo === null || !('authenticatedUsers' in authInfo)) return false;
  return Array.isArray(authInfo.authenticatedUsers) && authInfo.authenticatedUsers.length > 0;
}
