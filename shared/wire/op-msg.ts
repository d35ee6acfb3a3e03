import type { Duplex } from 'node:stream';
import { deserialize, serialize } from 'bson';
import { readBytes } from './read-bytes.ts';

// https://github.com/mongodb/specifications/blob/master/source/message/OP_MSG.md
const OP_MSG = 2013;
const HEAD_BYTES = 16;
/** No flags, and one section of kind 0: a document. */
const BODY = Buffer.alloc(5);

export type Reply = Readonly<Record<string, unknown>>;
export type Ask = (command: Reply) => Promise<Reply>;

/** Commands over one connection, one after the other. @throws Error for an answer that is none to what was asked */
export function asking(stream: Duplex): Ask {
  let requestId = 0;
  return async (command) => {
    requestId += 1;
    const document = serialize(command);
    stream.write(Buffer.concat([headOf(requestId, document.length), BODY, document]));
    const head = await readBytes(stream, HEAD_BYTES);
    const [length, answered, opCode] = [head.readInt32LE(0), head.readInt32LE(8), head.readInt32LE(12)];
    if (opCode !== OP_MSG || answered !== requestId || length < HEAD_BYTES + BODY.length) throw new Error('no answer to what was asked');
    const message = await readBytes(stream, length - HEAD_BYTES);
    if (!message.subarray(0, BODY.length).equals(BODY)) throw new Error('more than one document');
    return deserialize(message.subarray(BODY.length), { promoteBuffers: true });
  };
}

function headOf(requestId: number, documentBytes: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeInt32LE(HEAD_BYTES + BODY.length + documentBytes, 0);
  head.writeInt32LE(requestId, 4);
  head.writeInt32LE(OP_MSG, 12);
  return head;
}
