import { inParallel } from './in-parallel.ts';
import { type Addressed, MOST_SENT, type Queue } from './queue.ts';

type SendDeps = { readonly queue: Queue; readonly wait: (ms: number) => Promise<void> };

const SENDS_AT_ONCE = 10;
const FIRST_WAIT_MS = 100;
const MOST_ATTEMPTS = 3;

/** Sends in batches of ten, in order but for those under way at once, and what is not taken twice more. Answers what never was; does not throw. */
export async function sendAll(messages: readonly Addressed[], { queue, wait }: SendDeps): Promise<readonly Addressed[]> {
  let left = messages;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && left.length > 0; attempt += 1) {
    if (attempt > 0) await wait(FIRST_WAIT_MS * 2 ** (attempt - 1));
    const failed: Addressed[] = [];
    await inParallel(batchesOf(left), SENDS_AT_ONCE, async (batch) => {
      failed.push(...(await queue.send(batch).catch(() => batch)));
    });
    left = failed;
  }
  return left;
}

function* batchesOf(messages: readonly Addressed[]): Generator<readonly Addressed[]> {
  for (let from = 0; from < messages.length; from += MOST_SENT) yield messages.slice(from, from + MOST_SENT);
}
