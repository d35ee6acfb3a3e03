import { join } from 'node:path';
import { ended, inFolder, start } from './children.ts';
import { BOUNDS, LIMIT, measureIn } from './listing-pages.ts';
import type { Progress, Proof } from './proof.ts';

const CONNECTIONS = 100_000;
const SEED = 1;

export const proof: Proof = {
  name: 'listing-100000',
  claim: `Among ${CONNECTIONS.toLocaleString('en')} stored connections on the embedded engine, a page of ${LIMIT} for each indexed filter, and the usage of one secret, come at once`,
  bound: `medians: page ≤ ${BOUNDS.pageMs} ms, usage ≤ ${BOUNDS.usageMs} ms`,
  run: (progress) =>
    inFolder(async (folder) => {
      await seed(join(folder, 'dynamodb'), progress);
      return measureIn(folder, progress);
    }),
};

async function seed(path: string, progress: Progress): Promise<void> {
  const child = start('./seed-process.ts', { args: [path, String(CONNECTIONS), String(SEED)] });
  child.on('message', (message) => progress('storing connections', Number(Reflect.get(Object(message), 'done')), CONNECTIONS));
  await ended(child);
  if (child.exitCode !== 0) throw new Error('The connections could not be stored.');
}
