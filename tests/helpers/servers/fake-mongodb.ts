import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { Binary, deserialize, type Document, serialize } from 'bson';
import { onMessages } from './framed.ts';
import { type HostileServer, startHostileServer } from './hostile-server.ts';
import { type ScramServer, scramServer } from './scram-server.ts';

/**
 * Not MongoDB, which Debian does not have: a fake that speaks OP_MSG and really does SCRAM, as the server of a replica set whose primary is
 * elsewhere. MongoDB's own client logs in to it too, which says that it is true enough.
 */
export type FakeMongoDb = HostileServer & { readonly commands: () => readonly string[] };
export type MongoUser = { readonly name: string; readonly password: string; readonly database: string };
export type MongoPlan = {
  readonly user: MongoUser;
  /** Which it offers; null where it names none. */
  readonly mechanisms?: readonly string[] | null;
  /** `host:port` of a member that it says is the primary. */
  readonly primary?: string;
  readonly iterations?: number;
  /** In place of its answer to a command. */
  readonly instead?: Readonly<Record<string, (answer: Document) => Document>>;
  /** It answers what nobody asked. */
  readonly isBeside?: boolean;
  readonly afterwards?: (below: Socket) => void;
};

/** After a head of 16 bytes, the flags, and the kind of the section. */
const BODY_AT = 21;
const asItIs = (answer: Document): Document => answer;

export async function startFakeMongoDb(plan: MongoPlan): Promise<FakeMongoDb> {
  const commands: string[] = [];
  const behave = (socket: Socket, below: Socket): void => {
    const session = new Session(plan);
    onMessages(socket, lengthOf, (message) => {
      const command = deserialize(message.subarray(BODY_AT), { promoteBuffers: true });
      const [name = ''] = Object.keys(command);
      commands.push(name);
      const answer = (plan.instead?.[name] ?? asItIs)(session.answer(command));
      if (name === 'connectionStatus') setImmediate(() => plan.afterwards?.(below));
      return answerTo(plan.isBeside ? Buffer.alloc(16, 99) : message, answer);
    });
  };
  const server = await startHostileServer({ untilTls: async () => {}, certificate: 'good', behave });
  return { ...server, commands: () => commands };
}

function lengthOf(bytes: Buffer): number | null {
  return bytes.length < 4 ? null : bytes.readInt32LE(0);
}

function answerTo(message: Buffer, answer: Document): Buffer {
  const document = serialize(answer);
  const head = Buffer.alloc(BODY_AT);
  head.writeInt32LE(BODY_AT + document.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, document]);
}

/** The commands of one connection. */
class Session {
  readonly #plan: MongoPlan;
  readonly #mechanisms: readonly string[] | null;
  #scram: ScramServer | null = null;
  #isProven = false;

  constructor(plan: MongoPlan) {
    this.#plan = plan;
    this.#mechanisms = plan.mechanisms === undefined ? ['SCRAM-SHA-1', 'SCRAM-SHA-256'] : plan.mechanisms;
  }

  answer(command: Document): Document {
    const { user, primary = '127.0.0.1:1' } = this.#plan;
    switch (Object.keys(command)[0]) {
      case 'hello':
        return helloOf(primary, command['saslSupportedMechs'] === `${user.database}.${user.name}` ? this.#mechanisms : null);
      case 'saslStart':
        return this.#start(command);
      case 'saslContinue':
        return this.#continue(textOf(command));
      case 'connectionStatus':
        return { authInfo: { authenticatedUsers: this.#isProven ? [{ user: user.name, db: user.database }] : [] }, ok: 1 };
      default:
        return refused(13);
    }
  }

  #start(command: Document): Document {
    const { user, iterations = 15_000 } = this.#plan;
    if (!this.#mechanisms?.includes(command['mechanism'])) return refused(334);
    const isHere = command['$db'] === user.database;
    const hash = command['mechanism'] === 'SCRAM-SHA-1' ? 'sha1' : 'sha256';
    this.#scram = scramServer(hash, (name) => (isHere && name === user.name ? keptOf(hash, user) : undefined), iterations);
    return { conversationId: 1, done: false, payload: binary(this.#scram.first(textOf(command))), ok: 1 };
  }

  #continue(message: string): Document {
    const signature = this.#scram?.final(message) ?? null;
    if (signature === null) return refused(18);
    this.#isProven = true;
    return { conversationId: 1, done: true, payload: binary(signature), ok: 1 };
  }
}

function refused(code: number): Document {
  return { ok: 0, errmsg: 'refused, and here is what was sent', code, codeName: 'Refused' };
}

function textOf(command: Document): string {
  return Buffer.from(command['payload']).toString();
}

function helloOf(primary: string, mechanisms: readonly string[] | null): Document {
  const members = { setName: 'rs0', hosts: [primary], primary, me: primary, isWritablePrimary: false, secondary: true };
  const limits = { maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000, minWireVersion: 0, maxWireVersion: 21 };
  return { ...members, ...limits, readOnly: false, ...(mechanisms && { saslSupportedMechs: mechanisms }), ok: 1 };
}

function keptOf(hash: 'sha1' | 'sha256', { name, password }: MongoUser): string {
  return hash === 'sha256' ? password : createHash('md5').update(`${name}:mongo:${password}`).digest('hex');
}

function binary(text: string): Binary {
  return new Binary(Buffer.from(text));
}
