import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { array, literal, nullable, number, optional, record, safeParse, strictObject, strictTuple, string, union, type InferOutput } from 'valibot';
import { replaceFile } from '../replace-file.ts';

const MESSAGE = strictObject({
  id: string(),
  body: string(),
  attributes: record(string(), strictObject({ DataType: string(), StringValue: optional(string()), BinaryValue: optional(string()) })),
  senderId: string(),
  // Files from before there were groups do not say it.
  groupId: optional(nullable(string()), null),
  sentAtMs: number(),
  visibleAtMs: number(),
  receiveCount: number(),
  firstReceivedAtMs: nullable(number()),
  receivedAtMs: nullable(number()),
  nonce: nullable(string()),
  failedInArn: nullable(string()),
});
const STANDING = strictObject({
  visibleAtMs: number(),
  receiveCount: number(),
  firstReceivedAtMs: nullable(number()),
  receivedAtMs: nullable(number()),
  nonce: nullable(string()),
});
const LINE = union([
  strictTuple([literal('format'), literal(1)]),
  /** It is in this queue from now on, and in no other. */
  strictTuple([literal('in'), string(), MESSAGE]),
  strictTuple([literal('stands'), string(), string(), STANDING]),
  strictTuple([literal('out'), string(), string()]),
  strictTuple([literal('purged'), string()]),
]);

/** One change of a queue: of which queue, of which message. */
export type LogLine = InferOutput<typeof LINE>;
/** Where messages outlive the process. */
export type QueueLog = {
  /** Oldest first. @throws Error that names the file, never its content */
  read(): readonly LogLine[];
  /** Returns once the operating system has them: the end of this process, however sudden, no longer loses them. */
  append(lines: readonly LogLine[]): void;
  /** Puts these in place of all that was written. */
  rewrite(lines: readonly LogLine[]): void;
  close(): void;
};

const NAME = 'queues.jsonl';
const FORMAT: LogLine = ['format', 1];

/** `queues.jsonl` in `directory`, made with the directory where missing; only its owner may read it. */
export function queueLogIn(directory: string): QueueLog {
  const path = join(directory, NAME);
  let file: number | null = null;
  const close = (): void => {
    if (file !== null) closeSync(file);
    file = null;
  };
  return {
    read: () => (existsSync(path) ? linesOf(path) : []),
    append: (lines) => {
      if (lines.length === 0) return;
      file ??= openSync(path, 'a', 0o600);
      writeAll(file, Buffer.from(textOf(lines)));
    },
    rewrite: (lines) => {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      close();
      replaceFile(path, textOf([FORMAT, ...lines]));
    },
    close,
  };
}

function textOf(lines: readonly LogLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length;) from += writeSync(file, bytes, from);
}

function linesOf(path: string): readonly LogLine[] {
  // What stands behind the last line break was cut off in the middle, and its sender has had no answer.
  const texts = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const { success, output } = safeParse(array(LINE), texts.map(parsedOrNull));
  // Starting empty would overwrite what may still be saved by hand.
  if (!success || output[0]?.[0] !== 'format') throw new Error(`${path} is not a file of the local queues. Move it away, or start with --reset.`);
  return output.slice(1);
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // its message quotes the file
  }
}
