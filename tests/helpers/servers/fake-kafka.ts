import type { Socket } from 'node:net';
import { onMessages } from './framed.ts';
import { type HostileServer, startHostileServer } from './hostile-server.ts';
import { type ScramServer, scramServer } from './scram-server.ts';

/**
 * Not Kafka, which Debian does not have: a fake broker that speaks ApiVersions, SaslHandshake, SaslAuthenticate and Metadata in the versions
 * before the "flexible" ones, and really does SCRAM. kafkajs logs in to it too, which says that it is true enough.
 */
export type FakeKafka = HostileServer & { readonly asked: () => readonly string[] };
export type KafkaPlan = {
  readonly user: { readonly name: string; readonly password: string };
  readonly mechanisms?: readonly string[];
  /** Where it says that the brokers are; itself where that is not said. */
  readonly advertised?: number;
  readonly versions?: Readonly<Partial<Record<Api, readonly [least: number, most: number]>>>;
  /** In place of its answer to a request. */
  readonly instead?: Readonly<Partial<Record<Api, (answer: Buffer) => Buffer>>>;
  /** It answers what nobody asked. */
  readonly isBeside?: boolean;
  readonly afterwards?: (below: Socket) => void;
};
type Api = 'Metadata' | 'SaslHandshake' | 'ApiVersions' | 'SaslAuthenticate';
type Asked = { readonly version: number; readonly body: Buffer };

const APIS: Readonly<Record<number, Api>> = { 3: 'Metadata', 17: 'SaslHandshake', 18: 'ApiVersions', 36: 'SaslAuthenticate' };
const VERSIONS = { Metadata: [0, 4], SaslHandshake: [0, 1], ApiVersions: [0, 2], SaslAuthenticate: [0, 1] } as const;
const [NONE, UNSUPPORTED_MECHANISM, ILLEGAL_STATE, AUTHENTICATION_FAILED] = [0, 33, 34, 58];

export async function startFakeKafka(plan: KafkaPlan): Promise<FakeKafka> {
  const asked: string[] = [];
  const behave = (socket: Socket, below: Socket): void => {
    const session = new Session(plan, socket.localPort ?? 0);
    onMessages(socket, lengthOf, (message) => {
      const [key, version, correlation, nameBytes] = [message.readInt16BE(4), message.readInt16BE(6), message.subarray(8, 12), message.readInt16BE(12)];
      const api = APIS[key];
      if (!api) throw new Error(`a request that is not spoken here: ${key}`);
      asked.push(api);
      const answer = session.answer(api, { version, body: message.subarray(14 + Math.max(nameBytes, 0)) });
      if (answer === null) socket.end();
      if (answer === null) return null;
      if (api === 'Metadata') setImmediate(() => plan.afterwards?.(below));
      return bytes(Buffer.concat([plan.isBeside ? int32(99) : correlation, plan.instead?.[api]?.(answer) ?? answer]));
    });
  };
  const server = await startHostileServer({ untilTls: async () => {}, certificate: 'good', behave });
  return { ...server, asked: () => asked };
}

/** One connection: null closes it, as a broker does where nobody is logged in. */
class Session {
  readonly #plan: KafkaPlan;
  readonly #port: number;
  #mechanism = '';
  #scram: ScramServer | null = null;
  #isProven = false;

  constructor(plan: KafkaPlan, port: number) {
    this.#plan = plan;
    this.#port = plan.advertised ?? port;
  }

  answer(api: Api, asked: Asked): Buffer | null {
    switch (api) {
      case 'ApiVersions':
        return this.#versions(asked);
      case 'SaslHandshake':
        return this.#handshake(asked);
      case 'SaslAuthenticate':
        return this.#authenticate(asked);
      default:
        return this.#isProven ? this.#metadata(asked) : null;
    }
  }

  #versions({ version }: Asked): Buffer {
    const all = Object.entries(APIS).map(([key, api]) =>
      Buffer.concat([key, ...(this.#plan.versions?.[api] ?? VERSIONS[api])].map((each) => int16(Number(each)))),
    );
    const throttle = version > 0 ? int32(0) : Buffer.alloc(0);
    return Buffer.concat([int16(NONE), int32(all.length), ...all, throttle]);
  }

  #handshake({ body }: Asked): Buffer {
    const { mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] } = this.#plan;
    this.#mechanism = body.subarray(2, 2 + body.readInt16BE(0)).toString();
    const code = mechanisms.includes(this.#mechanism) ? NONE : UNSUPPORTED_MECHANISM;
    return Buffer.concat([int16(mechanisms.length === 0 ? ILLEGAL_STATE : code), int32(mechanisms.length), ...mechanisms.map(text)]);
  }

  #authenticate({ version, body }: Asked): Buffer {
    const said = body.subarray(4, 4 + body.readInt32BE(0)).toString();
    const answer = this.#mechanism === 'PLAIN' ? this.#plain(said) : this.#challenged(said);
    const [code, why] = answer === null ? [AUTHENTICATION_FAILED, text(`refused, and here is what was sent: ${said}`)] : [NONE, int16(-1)];
    return Buffer.concat([int16(code), why, bytes(Buffer.from(answer ?? '')), version > 0 ? Buffer.alloc(8) : Buffer.alloc(0)]);
  }

  #plain(said: string): string | null {
    const { name, password } = this.#plan.user;
    this.#isProven = said === `\0${name}\0${password}`;
    return this.#isProven ? '' : null;
  }

  #challenged(said: string): string | null {
    const { name, password } = this.#plan.user;
    if (this.#scram !== null) {
      const signature = this.#scram.final(said);
      this.#isProven = signature !== null;
      return signature;
    }
    this.#scram = scramServer(this.#mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha512', (user) => (user === name ? password : undefined));
    return this.#scram.first(said);
  }

  #metadata({ version }: Asked): Buffer {
    const throttle = version >= 3 ? int32(0) : Buffer.alloc(0);
    const cluster = version >= 2 ? text('cluster') : Buffer.alloc(0);
    return Buffer.concat([throttle, int32(1), int32(7), text('127.0.0.1'), int32(this.#port), int16(-1), cluster, int32(7), int32(0)]);
  }
}

function lengthOf(message: Buffer): number | null {
  return message.length < 4 ? null : 4 + message.readInt32BE(0);
}

function int16(value: number): Buffer {
  return Buffer.from([(value >> 8) & 255, value & 255]);
}

function int32(value: number): Buffer {
  return Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
}

function text(value: string): Buffer {
  return Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);
}

function bytes(value: Buffer): Buffer {
  return Buffer.concat([int32(value.length), value]);
}
