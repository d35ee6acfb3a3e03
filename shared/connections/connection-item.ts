import { slotOf } from '../runs/slot.ts';
import { type Item, number, text, textIn } from '../tables/item.ts';
import { shardOf } from './shard.ts';
import type { Standing, StoredConnection } from './stored-connection.ts';

/** The attribute that the index of what is due is made of. */
export const SLOT = 'slot';

/** Attributes of their own are what the table's conditions and indexes need; the rest is one text. */
export function itemOf(connection: StoredConnection, writeId: string): Item {
  const { standing, ...document } = connection;
  const { id, project, connector, revision } = document;
  return {
    id: text(id),
    project: text(project),
    shard: text(shardOf(id)),
    connectorAndId: text(`${connector}#${id}`),
    revision: number(revision),
    writeId: text(writeId),
    document: text(JSON.stringify(document)),
    ...slotAttribute(connection),
    ...standingAttributes(id, standing),
  };
}

/** Absent where no schedule runs, so that the index holds only what may be due. */
export function slotAttribute(connection: StoredConnection): Item {
  const slot = slotOf(connection);
  return slot === null ? {} : { [SLOT]: text(slot) };
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
  // Those stored before there was such a field have none.
  return { ...document, expectIdentity: document.expectIdentity ?? null, standing };
}
