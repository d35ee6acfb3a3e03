import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, start } from './children.ts';
import { BOUNDS, LIMIT, measureIn } from './listing-pages.ts';
import type { Progress, Proof } from './proof.ts';

const CONNECTIONS = 100_000;
const SEED = 1;

export const proof: Proof = {
  name: 'listing-100000',
  claim: `Among ${CONNECTIONS.toLocaleString('en')} stored connections on the embedded engine, a page of ${LIMIT} for each indexed filter, and the usage of one secret, come at once`,
  bound: `medians: page ≤ ${BOUNDS.pageMs} ms, usage ≤ ${BOUNDS.usageMs} ms`,
  run: async (progress) => {
    const folder = await mkdtemp(join(tmpdir(), 'smr-prove-'));
    try {
      await seed(join(folder, 'dynamodb'), progress);
      return await measureIn(folder, progress);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function seed(path: string, progress: Progress): Promise<void> {
  const child = start('./seed-process.ts', { args: [path, String(CONNECTIONS), String(SEED)] });
  child.on('message', (message) => progress('storing connections', Number(Reflect.get(Object(message), 'done')), CONNECTIONS));
  await ended(child);
  if (child.exitCode !== 0) throw new Error('The connections could not be stored.');
}
