import { SLOT } from './connection-item.ts';
import type { DuePage, StorePage } from './connection-store.ts';
import { type ConnectionTables, readKeys } from './dynamo-connection-reads.ts';

/** One query: a thousand keys are a tenth of what an answer may hold. */
const MOST_DUE = 1_000;

export async function readDue({ client, tables }: ConnectionTables, slot: string, { limit, after }: StorePage): Promise<DuePage> {
  const keys = { table: tables.connections, index: 'DueBySlot', partition: [SLOT, slot], sort: { attribute: 'id', id: 'id', prefix: '' } } as const;
  const { ids, isLast } = await readKeys(client, keys, { after, limit: Math.min(limit, MOST_DUE) });
  return { ids, next: isLast ? null : (ids.at(-1) ?? null) };
}
