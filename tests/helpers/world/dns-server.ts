import { createSocket } from 'node:dgram';
import { isIPv4 } from 'node:net';
import { parseIpAddress } from '../../../shared/egress/ip-address.ts';
import type { Answers } from './names.ts';

const [A, CNAME, AAAA] = [1, 5, 28];
const HEADER_BYTES = 12;
const NO_SUCH_NAME = 3;

export type DnsServer = {
  readonly port: number;
  /** How often each name was asked for its IPv4 addresses. */
  readonly asked: Map<string, number>;
  /** From now on, all counts at none. Names that are not there do not exist, or answer `elsewhere`. */
  answer(answers: Answers, elsewhere: string | null): void;
  close(): Promise<void>;
};

type Resolved = { readonly chain: readonly string[]; readonly addresses: readonly string[] };

/** A name server on 127.0.0.1 whose answers change from one question to the next, and are to be kept for no second. */
export async function startDns(port: number): Promise<DnsServer> {
  const counts = new Map<string, number>();
  const asked = new Map<string, number>();
  let table: { answers: Answers; elsewhere: string | null } = { answers: {}, elsewhere: null };
  /** The answers of this time; null for a name that does not exist. */
  const next = (name: string, type: number): readonly string[] | null => {
    const times = counts.get(`${name} ${type}`) ?? 0;
    counts.set(`${name} ${type}`, times + 1);
    if (type === A) asked.set(name, times + 1);
    const rounds = table.answers[name];
    if (rounds === undefined) return table.elsewhere === null ? null : [table.elsewhere];
    return rounds[times] ?? rounds.at(-1) ?? [];
  };
  const resolve = (name: string, type: number): Resolved | null => {
    const answers = next(name, type);
    const [, other] = /^cname:(.*)$/.exec(answers?.[0] ?? '') ?? [];
    if (answers === null || other === undefined) return answers && { chain: [], addresses: answers.filter((answer) => isIPv4(answer) === (type === A)) };
    const { chain, addresses } = resolve(other, type) ?? { chain: [], addresses: [] };
    return { chain: [other, ...chain], addresses };
  };
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => socket.send(answerTo(question, resolve), from.port, from.address));
  await new Promise<void>((listening) => socket.bind(port, '127.0.0.1', listening));
  return {
    port: socket.address().port,
    asked,
    answer: (answers, elsewhere) => {
      table = { answers, elsewhere };
      counts.clear();
      asked.clear();
    },
    close: () => new Promise((closed) => socket.close(() => closed())),
  };
}

/** RFC 1035 §4.1: the question again, and a record for each answer. */
function answerTo(question: Buffer, resolve: (name: string, type: number) => Resolved | null): Buffer {
  const { name, end } = nameIn(question);
  const type = question.readUInt16BE(end);
  const asked = question.subarray(HEADER_BYTES, end + 4);
  const found = resolve(name.toLowerCase(), type);
  const records = found === null || (type !== A && type !== AAAA) ? [] : recordsOf(name, type, found);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(question.readUInt16BE(0), 0);
  header.writeUInt16BE(0x8180 + (found === null ? NO_SUCH_NAME : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, asked, ...records]);
}

function recordsOf(name: string, type: number, { chain, addresses }: Resolved): readonly Buffer[] {
  const aliases = chain.map((alias, index) => record([name, ...chain][index]!, CNAME, encoded(alias)));
  return [...aliases, ...addresses.map((address) => record(chain.at(-1) ?? name, type, bytesOf(address)))];
}

/** Class IN, to be kept for 0 s. */
function record(name: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.from([0, type, 0, 1, 0, 0, 0, 0, 0, data.length]);
  return Buffer.concat([encoded(name), fixed, data]);
}

function encoded(name: string): Buffer {
  return Buffer.concat([...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])), Buffer.from([0])]);
}

function bytesOf(address: string): Buffer {
  const { family, value } = parseIpAddress(address)!;
  return Buffer.from(value.toString(16).padStart(family === 4 ? 8 : 32, '0'), 'hex');
}

function nameIn(question: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = question[at]!; length > 0; length = question[at]!) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.'), end: at + 1 };
}
