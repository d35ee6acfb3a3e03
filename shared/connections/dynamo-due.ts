import { textIn } from '../tables/item.ts';
import { SLOT } from './connection-item.ts';
import type { DuePage, StorePage } from './connection-store.ts';
import { type ConnectionTables, readRows } from './dynamo-connection-reads.ts';

/** One query: a thousand keys are a tenth of what an answer may hold. */
const MOST_DUE = 1_000;
const PROJECT = 'project';

export async function readDue({ client, tables }: ConnectionTables, slot: string, { limit, after }: StorePage): Promise<DuePage> {
  const sort = { attribute: 'id', id: 'id', prefix: '' };
  const keys = { table: tables.connections, index: 'DueBySlot', partition: [SLOT, slot], sort, beside: PROJECT } as const;
  const { rows, isLast } = await readRows(client, keys, { after, limit: Math.min(limit, MOST_DUE) });
  const items = rows.map(([id, item]) => ({ id, project: textIn(item, PROJECT) }));
  return { items, next: isLast ? null : (items.at(-1)?.id ?? null) };
}
