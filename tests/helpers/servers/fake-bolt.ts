import type { Socket } from 'node:net';
import { type Packed, packed } from '../../../shared/wire/pack-stream.ts';

/** A message as a server sends it, in as many chunks as it is told. */
export function message(kind: number, field: Packed, chunkBytes = 0xffff): Buffer {
  const whole = Buffer.concat([Buffer.from([0xb1, kind]), packed(field)]);
  const parts: Buffer[] = [];
  for (let at = 0; at < whole.length; at += chunkBytes) {
    const chunk = whole.subarray(at, at + chunkBytes);
    parts.push(Buffer.from([chunk.length >> 8, chunk.length & 255]), chunk);
  }
  return Buffer.concat([...parts, Buffer.from([0, 0])]);
}

export const SUCCESS = message(0x70, {});
export const failed = (code: string): Buffer => message(0x7f, { code, message: 'no' }, 7);
export const RECORD = Buffer.from([0, 4, 0xb1, 0x71, 0x91, 0x01, 0, 0]);
export const VERSIONS = { '4.4': Buffer.from([0, 0, 4, 4]), '5.4': Buffer.from([0, 0, 4, 5]) } as const;
/** As one that is busy says that it is still there. */
const STILL_THERE = Buffer.from([0, 0]);

export type FakeNeo4j = { readonly username: string; readonly password: string; readonly version: keyof typeof VERSIONS; readonly database: string };

/** Protocol-true where a login goes, made from the specification: a Neo4j that knows one user and one database, and refuses as Neo4j does. */
export function fakeNeo4j({ username, password, version, database }: FakeNeo4j): (socket: Socket) => void {
  return (socket) => {
    let unread = Buffer.alloc(0);
    let isIn = false;
    let isBegun = false;
    const logOn = (body: Buffer): Buffer => {
      isIn = body.includes(packed(username)) && body.includes(packed(password)) && body.includes('basic');
      return isIn ? SUCCESS : failed('Neo.ClientError.Security.Unauthorized');
    };
    const run = (body: Buffer): Buffer => {
      const isElsewhere = body.includes(packed('db')) && !body.includes(packed(database));
      return isElsewhere ? failed('Neo.ClientError.Database.DatabaseNotFound') : Buffer.concat([STILL_THERE, SUCCESS]);
    };
    const answers: Readonly<Record<number, (body: Buffer) => Buffer>> = {
      0x01: (body) => (version === '4.4' ? logOn(body) : SUCCESS),
      0x6a: logOn,
      0x10: (body) => (isIn ? run(body) : failed('Neo.ClientError.Request.Invalid')),
      0x3f: () => Buffer.concat([RECORD, SUCCESS]),
    };
    socket.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      if (!isBegun && unread.length >= 20) {
        isBegun = true;
        socket.write(unread.subarray(0, 4).toString('hex') === '6060b017' ? VERSIONS[version] : Buffer.alloc(4));
        unread = unread.subarray(20);
      }
      if (!isBegun) return;
      while (unread.length >= 4 && unread.length >= 4 + unread.readUInt16BE()) {
        const end = 2 + unread.readUInt16BE();
        const answer = answers[unread[3] ?? 0]?.(unread.subarray(4, end));
        if (answer) socket.write(answer);
        unread = unread.subarray(end + 2);
      }
    });
  };
}
