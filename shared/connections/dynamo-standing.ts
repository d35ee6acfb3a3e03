import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, number, text } from '../tables/item.ts';
import { SLOT, slotAttribute, standingAttributes } from './connection-item.ts';
import { type ConnectionTable, readConnection } from './dynamo-connection-read.ts';
import type { Standing } from './stored-connection.ts';

export type NewStanding = { readonly id: string; readonly revision: number; readonly standing: Standing };

/** What becomes of the slot: in the words of an update, and on what condition. */
type SlotChange = { readonly expression: string; readonly values: Item; readonly condition?: string };
const GONE: SlotChange = { expression: ` REMOVE ${SLOT}`, values: {} };
const KEPT: SlotChange = { expression: '', values: { ':disabled': text('disabled#') }, condition: ' AND NOT begins_with(stateAndId, :disabled)' };

/**
 * Writes a standing alone. Whether a connection is disabled also decides whether it has a slot: one that was disabled is read first,
 * for its schedule. Any other change is one write that touches no index but those of states.
 */
export async function writeStanding(at: ConnectionTable, next: NewStanding): Promise<'set' | 'conflict' | 'gone'> {
  const isDisabling = next.standing.state === 'disabled';
  if (await write(at, next, isDisabling ? GONE : KEPT)) return 'set';
  const stored = await readConnection(at, next.id);
  if (!stored) return 'gone';
  if (isDisabling || stored.revision !== next.revision) return 'conflict';
  const { [SLOT]: slot } = slotAttribute({ ...stored, standing: next.standing });
  return (await write(at, next, slot ? { expression: `, ${SLOT} = :slot`, values: { ':slot': slot } } : GONE)) ? 'set' : 'conflict';
}

async function write(
  { client, table }: ConnectionTable,
  { id, revision, standing }: NewStanding,
  { expression, values, condition = '' }: SlotChange,
): Promise<boolean> {
  const { stateAndId, standing: document } = standingAttributes(id, standing);
  const update = new UpdateItemCommand({
    TableName: table,
    Key: { id: text(id) },
    UpdateExpression: `SET stateAndId = :stateAndId, standing = :standing${expression}`,
    ConditionExpression: `revision = :revision${condition}`,
    ExpressionAttributeValues: { ':stateAndId': stateAndId, ':standing': document, ':revision': number(revision), ...values },
  });
  return isWritten(client.send(update));
}
