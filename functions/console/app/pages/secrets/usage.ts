import type { Api } from '../../api/api.ts';
import type { Page, SecretUsage, SecretUsagePage, StoredConnection } from '../../api/types.ts';

/** Who depends on a secret, as far as it was read, and what the watch last saw of it. */
export type Usage = {
  readonly uses: readonly SecretUsage[];
  /** The same connections by id, with what their last tests read; without those that only an owner of the secret is shown. */
  readonly connections: ReadonlyMap<string, StoredConnection>;
  readonly watch: SecretUsagePage['watch'];
  readonly isMore: boolean;
};
type Asked = { readonly arn: string; readonly rows: number; readonly readsConnections: boolean };

const LARGEST_PAGE = 100;
/** A page of the API may hold few or none; so many more are read for what is to be shown. */
const MOST_FURTHER = 8;

/** @throws ApiFailure */
export async function readUsage(api: Api, { arn, rows, readsConnections }: Asked, signal: AbortSignal): Promise<Usage> {
  const limit = String(LARGEST_PAGE);
  const usage = upTo(rows, async (cursor) => (await api.ask<SecretUsagePage>('GET /v1/secrets/usage', { query: { arn, limit, cursor }, signal })).body);
  const read = (cursor: string | undefined): Promise<Page<StoredConnection>> =>
    api.page<StoredConnection>('/v1/connections', { query: { secretArn: arn, limit, cursor }, signal });
  const [pages, connections] = await Promise.all([usage, readsConnections ? upTo(rows, read) : []]);
  return {
    uses: pages.flatMap(({ items }) => items),
    connections: new Map(connections.flatMap(({ items }) => items).map((connection) => [connection.id, connection])),
    watch: pages.find(({ watch }) => watch !== null)?.watch ?? null,
    isMore: (pages.at(-1)?.nextCursor ?? null) !== null,
  };
}

/** Pages until there are so many rows, or no more. */
async function upTo<Read extends Page<unknown>>(rows: number, read: (cursor: string | undefined) => Promise<Read>): Promise<readonly Read[]> {
  const pages: Read[] = [];
  let cursor: string | undefined;
  for (let left = rows / LARGEST_PAGE + MOST_FURTHER, count = 0; left > 0 && count < rows; left -= 1) {
    const page = await read(cursor);
    pages.push(page);
    count += page.items.length;
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return pages;
}
