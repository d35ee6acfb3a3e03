import { expect, it } from 'vitest';
import { seeded } from '../helpers/random.ts';
import { HostHistory, type Nature } from './host-histories.ts';

const HISTORIES = 600;
const STEPS = 60;
/** What a dead host may see in any minute. */
const MOST = 20;

it.each<[Nature, string, readonly string[]]>([
  ['healthy', 'is never closed', []],
  ['dead', `sees at most ${MOST} requests in any minute`, ['failed', 'silent', 'closed']],
  ['dies', `sees at most ${MOST} requests in any minute from then on, with what was let in just before`, ['answered', 'failed', 'silent', 'closed']],
  ['recovers', 'is open to all within the time it was closed for', ['answered', 'failed', 'silent', 'closed', 'opens']],
  ['polite', 'is left alone as long as it asks for, an hour at most', ['answered', 'closed']],
])(
  `in ${HISTORIES} histories of up to five environments, a host that is or does this: %s, %s`,
  async (nature, _claim, kinds) => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < HISTORIES; seed += 1) {
      const history = new HostHistory(nature, seeded(seed));
      const wrong = await history.run(STEPS);
      if (wrong !== null || history.most > MOST)
        throw new Error(`History ${seed}: ${wrong ?? `${history.most} requests in a minute`}.\n${history.told.join('\n')}`);
      for (const [kind, count] of history.counts) counts.set(kind, (counts.get(kind) ?? 0) + count);
    }
    // Every kind of event was there, many times over.
    for (const kind of ['open', 'busy', 'unknown', 'unsent', 'dies', ...kinds])
      expect([kind, counts.get(kind) ?? 0, (counts.get(kind) ?? 0) > 100]).toEqual([kind, expect.any(Number), true]);
  },
  60_000,
);
