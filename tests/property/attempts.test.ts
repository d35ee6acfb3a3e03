import { expect, it } from 'vitest';
import { seeded } from '../helpers/random.ts';
import { History } from './attempt-histories.ts';

const HISTORIES = 100_000;
const STEPS = 30;

it(`in ${HISTORIES} random histories no account is locked, no good credential blocked, and nobody waits for the dead`, async () => {
  const kinds = new Map<string, number>();
  for (let seed = 0; seed < HISTORIES; seed += 1) {
    const history = new History(seeded(seed));
    const wrong = await history.run(STEPS);
    if (wrong.length > 0) throw new Error(`History ${seed}: ${wrong.join(', ')}.\n${history.told.join('\n')}`);
    for (const line of history.told) {
      const kind = /[a-z]+/.exec(line)?.[0] ?? '';
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  }
  // Every kind of event was there, many times over.
  for (const kind of ['permit', 'wait', 'spent', 'suspended', 'accepted', 'rejected', 'unknown', 'unsent', 'dies', 'version'])
    expect([kind, kinds.get(kind) ?? 0, (kinds.get(kind) ?? 0) > 5_000]).toEqual([kind, expect.any(Number), true]);
}, 120_000);
