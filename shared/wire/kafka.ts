import { type Driver, OK, type Settings } from './driver.ts';
import { type Exchange, exchanging, int32, kafkaBytes, kafkaText, type Request } from './kafka-messages.ts';
import { beginScram, type ScramLogin } from './scram.ts';
import { NO_TLS, secureAtOnce } from './tls-at-once.ts';

/** The broker speaks none of the versions that are spoken here. */
const NO_VERSION = 'no_version';
const HASHES: Readonly<Record<string, ScramLogin['hash']>> = { 'SCRAM-SHA-256': 'sha256', 'SCRAM-SHA-512': 'sha512' };

type Versions = { readonly least: number; readonly most: number };
type Known = ReadonlyMap<number, Versions>;

const API_VERSIONS = { key: 18, version: 0, body: Buffer.alloc(0) };
const HANDSHAKE = { key: 17, version: 1 };
const AUTHENTICATE = { key: 36, version: 0 };
/** Of no topic: the brokers alone. Since version 4 it also says that no topic is to be made. */
const METADATA: readonly Request[] = [
  { key: 3, version: 4, body: Buffer.concat([int32(0), Buffer.from([0])]) },
  { key: 3, version: 1, body: int32(0) },
];

/** Kafka's protocol with SASL PLAIN and SCRAM, at the one broker. Codes are its error codes: https://kafka.apache.org/protocol#protocol_error_codes. */
export const driver: Driver = {
  settings: ['user', 'password', 'mechanism'],
  logIn: async (line, settings) => {
    const socket = await secureAtOnce(line);
    if (socket === null) return NO_TLS;
    try {
      return await authenticated(exchanging(socket), settings);
    } catch (error) {
      if (error instanceof BrokerRefused) return error.code;
      throw error;
    }
  },
};

/** An answer with a code that is not 0. */
class BrokerRefused extends Error {
  readonly code: string;
  constructor(code: number) {
    super('refused');
    this.code = String(code);
  }
}

async function authenticated(exchange: Exchange, settings: Settings): Promise<string> {
  const known = await versionsOf(exchange);
  const metadata = METADATA.find((request) => isKnown(known, request));
  if (!metadata || !isKnown(known, HANDSHAKE) || !isKnown(known, AUTHENTICATE)) return NO_VERSION;
  const { mechanism = '' } = settings;
  accept((await exchange({ ...HANDSHAKE, body: kafkaText(mechanism) })).int16());
  await proven(exchange, settings);
  const answer = await exchange(metadata);
  if (metadata.version >= 3) answer.int32(); // how long to wait before the next request
  // Where its brokers are is read past and not looked at.
  const brokers = answer.many(() => [answer.int32(), answer.text(), answer.int32(), answer.text()]);
  if (brokers.length === 0) throw new Error('a cluster of nobody');
  return OK;
}

async function versionsOf(exchange: Exchange): Promise<Known> {
  const answer = await exchange(API_VERSIONS);
  accept(answer.int16());
  return new Map(answer.many(() => [answer.int16(), { least: answer.int16(), most: answer.int16() }]));
}

function isKnown(known: Known, { key, version }: Pick<Request, 'key' | 'version'>): boolean {
  const versions = known.get(key);
  return versions !== undefined && versions.least <= version && version <= versions.most;
}

/** @throws Error where a server of SCRAM does not prove that it knows the password */
async function proven(exchange: Exchange, { user = '', password = '', mechanism = '' }: Settings): Promise<void> {
  const say = async (text: string): Promise<string> => {
    const answer = await exchange({ ...AUTHENTICATE, body: kafkaBytes(text) });
    accept(answer.int16());
    answer.text(); // why not, in words
    return answer.bytes().toString();
  };
  const hash = HASHES[mechanism];
  if (mechanism === 'PLAIN') return void (await say(`\0${user}\0${password}`));
  if (hash === undefined) throw new Error('a mechanism that is not spoken here');
  const scram = beginScram({ hash, user, password });
  const { final, isProven } = await scram.answer(await say(scram.first));
  if (!isProven(await say(final))) throw new Error('a server that does not know the password');
}

function accept(code: number): void {
  if (code !== 0) throw new BrokerRefused(code);
}
