import { secretArnsOf } from '../connections/secret-arns.ts';
import { connectionsInScope, type ScopeDeps } from './connections-in-scope.ts';

const MOST_PAGES = 20;

/** The first secrets, `most` of them, that masks of the stored connections of a store name. */
export async function secretsInUse(project: string | null, most: number, deps: ScopeDeps): Promise<readonly string[]> {
  const found = new Set<string>();
  let pages = 0;
  for await (const { items } of connectionsInScope(project, deps)) {
    for (const { config } of items) for (const arn of secretArnsOf(config)) found.add(arn);
    pages += 1;
    if (found.size >= most || pages === MOST_PAGES) break;
  }
  return [...found].slice(0, most);
}
