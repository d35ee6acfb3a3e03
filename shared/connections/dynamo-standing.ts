import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, number, text, textIn } from '../tables/item.ts';
import { connectionIn, SLOT, slotAttribute, standingAttributes } from './connection-item.ts';
import { type ConnectionTable, readItem } from './dynamo-connection-read.ts';
import type { Standing } from './stored-connection.ts';

/** `before` is the standing as it was read. */
export type NewStanding = { readonly id: string; readonly revision: number; readonly standing: Standing; readonly before: Standing };

/** What becomes of the slot, in the words of an update. */
type SlotChange = { readonly expression: string; readonly values: Item };
const GONE: SlotChange = { expression: ` REMOVE ${SLOT}`, values: {} };
const KEPT: SlotChange = { expression: '', values: {} };

/**
 * Writes a standing alone. Whether a connection is disabled also decides whether it has a slot: one that was disabled is read first,
 * for its schedule. Any other change is one write, and touches no index but those of states.
 */
export async function writeStanding(at: ConnectionTable, next: NewStanding): Promise<'set' | 'conflict' | 'gone'> {
  const slot = await slotAfter(at, next);
  if (slot === null) return 'gone';
  if (await write(at, next, slot)) return 'set';
  const item = await readItem(at, next.id);
  if (!item) return 'gone';
  // Our own: the SDK wrote it, lost the answer and tried again.
  return textIn(item, 'standing') === standingAttributes(next.id, next.standing).standing.S ? 'set' : 'conflict';
}

/** Null where the connection is gone. The write is on the condition of what is read here: another revision or standing lets nothing of it through. */
async function slotAfter(at: ConnectionTable, { id, standing, before }: NewStanding): Promise<SlotChange | null> {
  if (standing.state === 'disabled') return GONE;
  if (before.state !== 'disabled') return KEPT;
  const item = await readItem(at, id);
  if (!item) return null;
  const { [SLOT]: slot } = slotAttribute({ ...connectionIn(item), standing });
  return slot ? { expression: `, ${SLOT} = :slot`, values: { ':slot': slot } } : GONE;
}

async function write(
  { client, table }: ConnectionTable,
  { id, revision, standing, before }: NewStanding,
  { expression, values }: SlotChange,
): Promise<boolean> {
  const next = standingAttributes(id, standing);
  const update = new UpdateItemCommand({
    TableName: table,
    Key: { id: text(id) },
    UpdateExpression: `SET stateAndId = :stateAndId, standing = :standing${expression}`,
    ConditionExpression: 'revision = :revision AND standing = :before',
    ExpressionAttributeValues: {
      ':stateAndId': next.stateAndId,
      ':standing': next.standing,
      ':revision': number(revision),
      ':before': standingAttributes(id, before).standing,
      ...values,
    },
  });
  return isWritten(client.send(update));
}
