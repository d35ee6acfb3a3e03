import type { Api, Query } from '../../api/api.ts';
import type { Page, StoredConnection } from '../../api/types.ts';

const ROWS = 50;
/** A page of the API may hold few or none where what is asked for is rare; so many are read for one of ours. */
const MOST_READS = 8;

/** A page with as many rows as there are, up to 50 and some. @throws ApiFailure */
export async function fullPage(api: Api, query: Query, signal: AbortSignal): Promise<Page<StoredConnection>> {
  let page = await api.page<StoredConnection>('/v1/connections', { query: { ...query, limit: String(ROWS) }, signal });
  for (let reads = 1; reads < MOST_READS && page.items.length < ROWS && page.nextCursor !== null; reads += 1) {
    const more = await api.page<StoredConnection>('/v1/connections', {
      query: { ...query, limit: String(ROWS - page.items.length), cursor: page.nextCursor },
      signal,
    });
    page = { items: [...page.items, ...more.items], nextCursor: more.nextCursor };
  }
  return page;
}
