import { vi } from 'vitest';

/** So long a busy machine may take; nothing is told by it but a wait without end. */
const MOST_MS = 20_000;

/** Looks again and again until it neither throws nor says false: where another process, a queue or a page works, there is nothing to await. */
export function eventually<Seen>(look: () => Seen | Promise<Seen>): Promise<Seen> {
  return vi.waitFor(
    () => {
      const seen = look();
      return seen instanceof Promise ? seen.then(unlessFalse) : unlessFalse(seen);
    },
    { timeout: MOST_MS, interval: 50 },
  );
}

function unlessFalse<Seen>(seen: Seen): Seen {
  if (seen === false) throw new Error('It has not come to that.');
  return seen;
}
