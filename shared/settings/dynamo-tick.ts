import { randomUUID } from 'node:crypto';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, number, numberIn, text } from '../tables/item.ts';
import { readItem, type SettingsTable } from './dynamo-revised-part.ts';
import { type Dispatched, MOST_STEADY_GAP_MINUTES, NOWHERE } from './period.ts';
import type { Tick, TickClaim } from './settings-store.ts';

const KEY: Item = { kind: text('tick'), id: text('tick') };
const IS_FREE = 'attribute_not_exists(claimId) OR leaseUntilMs <= :nowMs';

/** One conditional write; its claim id tells an attempt repeated after a lost answer that the claim is its own. */
export async function claimTick(at: SettingsTable, { minute, leaseUntilMs }: TickClaim, nowMs: number): Promise<Tick | null> {
  const id = randomUUID();
  const claim = new UpdateItemCommand({
    TableName: at.table,
    Key: KEY,
    // The first tick ever begins with its own minute, and with that one again if it dies.
    UpdateExpression:
      'SET claimId = :id, leaseUntilMs = :leaseUntilMs, doneThrough = if_not_exists(doneThrough, :before), steadySince = if_not_exists(steadySince, :minute)',
    ConditionExpression: `(${IS_FREE}) AND (attribute_not_exists(doneThrough) OR doneThrough < :minute)`,
    ExpressionAttributeValues: {
      ':id': text(id),
      ':leaseUntilMs': number(leaseUntilMs),
      ':nowMs': number(nowMs),
      ':minute': number(minute),
      ':before': number(minute - 1),
    },
  });
  await isWritten(at.client.send(claim));
  const state = await readItem(at, KEY);
  return state?.['claimId']?.S === id ? { id, from: numberIn(state, 'doneThrough') + 1, through: minute } : null;
}

/** Changes nothing where another has taken over: its claim covers the same minutes. */
export async function finishTick({ client, table }: SettingsTable, { id, ...tick }: Tick, through: number): Promise<void> {
  const isSteady = tick.through - tick.from <= MOST_STEADY_GAP_MINUTES;
  const finish = new UpdateItemCommand({
    TableName: table,
    Key: KEY,
    UpdateExpression: `SET doneThrough = :through${isSteady ? '' : ', steadySince = :now'} REMOVE claimId, leaseUntilMs`,
    ConditionExpression: 'claimId = :id',
    ExpressionAttributeValues: { ':through': number(through), ':id': text(id), ...(!isSteady && { ':now': number(tick.through) }) },
  });
  await isWritten(client.send(finish));
}

/** How far it has come; before the first tick, nowhere. */
export async function readDispatched(at: SettingsTable): Promise<Dispatched> {
  const state = await readItem(at, KEY);
  return state?.['steadySince'] ? { steadySince: numberIn(state, 'steadySince'), doneThrough: numberIn(state, 'doneThrough') } : NOWHERE;
}
