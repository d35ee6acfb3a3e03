import { isListed } from './connection-filter.ts';
import type { ConnectionFilter, ConnectionPage, StorePage } from './connection-store.ts';
import { cursorOf, type Position, positionOf } from './cursor.ts';
import { type ConnectionTables, readConnections } from './dynamo-connection-reads.ts';
import { type Stretch, walkFrom } from './dynamo-connection-walk.ts';
import type { StoredConnection } from './stored-connection.ts';

type Found = { readonly connection: StoredConnection; readonly part: string };
type Asked = { readonly filter: ConnectionFilter; readonly page: StorePage };

/** What one page may cost: this many queries, each with up to 100 connections read. Then it ends, and goes on at the next one. */
const MOST_QUERIES = 20;

/** One page of the connections a filter asks for, each as it stands now: an index may be behind, what is listed is not. */
export async function listConnections(tables: ConnectionTables, { filter, page }: Asked): Promise<ConnectionPage> {
  const found: Found[] = [];
  const isConsistent = filter.secretArn !== undefined || filter.ids !== undefined;
  let queries = 0;
  for await (const { part, ids, reached } of walkFrom(tables, { filter, start: positionOf(page.after), limit: page.limit })) {
    const connections = await readConnections(tables, { ids, isConsistent });
    found.push(...connections.filter((connection) => isListed(connection, filter)).map((connection) => ({ connection, part })));
    queries += 1;
    if (found.length > page.limit || queries === MOST_QUERIES) return cut(found, page.limit, reached);
  }
  return { items: found.slice(0, page.limit).map(({ connection }) => connection), next: null };
}

function cut(found: readonly Found[], limit: number, reached: Stretch['reached']): ConnectionPage {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const end: Position | null = found.length > limit && last ? { part: last.part, id: last.connection.id } : reached;
  return { items: shown.map(({ connection }) => connection), next: cursorOf(end) };
}
