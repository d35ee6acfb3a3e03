import { StopError } from './world.ts';

export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

/** All items of a list of the API. @throws StopError where it goes in a circle */
export async function everyPage<Item>(read: (query: URLSearchParams) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    if (seen.has(cursor)) throw new StopError('The API answers the same page again and again.', 'Report it with the address of the API.');
    seen.add(cursor);
    const page: Page<Item> = await read(new URLSearchParams({ limit: '100', ...(cursor !== '' && { cursor }) }));
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}
