import { inParallel } from './in-parallel.ts';
import { MOST_SENT, type Queue, type QueueMessage } from './queue.ts';

type SendDeps = { readonly queue: Queue; readonly wait: (ms: number) => Promise<void> };

const SENDS_AT_ONCE = 10;
const FIRST_WAIT_MS = 100;
const MOST_ATTEMPTS = 3;

/** Sends in batches of ten, in order but for those under way at once, and what is not taken twice more. Answers what never was; does not throw. */
export async function sendAll(messages: readonly QueueMessage[], { queue, wait }: SendDeps): Promise<readonly QueueMessage[]> {
  let left = messages;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && left.length > 0; attempt += 1) {
    if (attempt > 0) await wait(FIRST_WAIT_MS * 2 ** (attempt - 1));
    const failed: QueueMessage[] = [];
    await inParallel(batchesOf(left), SENDS_AT_ONCE, async (batch) => {
      failed.push(...(await queue.send(batch).catch(() => batch)));
    });
    left = failed;
  }
  return left;
}

function* batchesOf(messages: readonly QueueMessage[]): Generator<readonly QueueMessage[]> {
  for (let from = 0; from < messages.length; from += MOST_SENT) yield messages.slice(from, from + MOST_SENT);
}
