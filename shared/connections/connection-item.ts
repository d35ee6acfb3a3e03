import { type Item, number, text, textIn } from '../tables/item.ts';
import type { Standing, StoredConnection } from './stored-connection.ts';

/** All connections by id, in four parts: one part of an index takes 1,000 writes a second. Their order is the order of ids. */
export const SHARDS = ['0', '1', '2', '3'] as const;

/** The part an id belongs to: a quarter of its first hexadecimal digit's range. */
function shardOf(id: string): string {
  return String(Number.parseInt(id.charAt('con_'.length), 16) >> 2);
}

/** Attributes of their own are what the table's conditions and indexes need; the rest is one text. */
export function itemOf({ standing, ...document }: StoredConnection, writeId: string): Item {
  const { id, project, connector, revision } = document;
  return {
    id: text(id),
    project: text(project),
    shard: text(shardOf(id)),
    connectorAndId: text(`${connector}#${id}`),
    revision: number(revision),
    writeId: text(writeId),
    document: text(JSON.stringify(document)),
    ...standingAttributes(id, standing),
  };
}

/** Apart from the document, so that a verdict is written without knowing anything else of the connection. */
export function standingAttributes(id: string, standing: Standing): Record<'stateAndId' | 'standing', { S: string }> {
  return { stateAndId: text(`${standing.state}#${id}`), standing: text(JSON.stringify(standing)) };
}

/** What connectionIn needs of an item, as a projection: a third of its bytes are for conditions and indexes alone. */
export const CONNECTION_ATTRIBUTES = 'document, standing';

/** @throws Error for an item that this file did not make */
export function connectionIn(item: Item): StoredConnection {
  const document: Omit<StoredConnection, 'standing'> = JSON.parse(textIn(item, 'document'));
  const standing: Standing = JSON.parse(textIn(item, 'standing'));
  return { ...document, standing };
}
