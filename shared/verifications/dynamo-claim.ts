import { randomBytes } from 'node:crypto';
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, number, text } from '../tables/item.ts';
import { interruptionOf } from './interruption.ts';
import type { Retention } from './retention.ts';
import { endAttributes, entryKey, intentAttributes, intentIn } from './verification-item.ts';
import type { VerificationTable } from './verification-query.ts';
import type { EntryName, Intent, VerificationClaim } from './verification-store.ts';

export type ClaimTable = VerificationTable & { readonly retention: Retention };

/** A claim outlives two windows of 31 days, whatever the retention: until then it may be asked for again. */
const LEAST_DAYS = 63;
/** What is gone between the write that it stops and the read that looks for it is tried again. */
const ROUNDS = 3;
/** The lease of what was given back: nobody's. */
const RELEASED = number(0);
const FREE = { condition: 'attribute_not_exists(startedAtAndId)' };
const GIVEN_BACK = { condition: 'attribute_not_exists(#result) AND leaseUntil = :released', names: { '#result': 'result' }, values: { ':released': RELEASED } };

/** One write for whoever takes it. Whoever comes later pays for a write that is not made and a read. */
export async function claimEntry(at: ClaimTable, intent: Intent, leaseUntilMs: number): Promise<VerificationClaim> {
  const claimId = newClaimId();
  const key = entryKey(intent);
  for (let round = 0; round < ROUNDS; round += 1) {
    const claimed = { ...key, ...claimAttributes(at, intent), leaseUntil: number(leaseUntilMs), claimId: text(claimId) };
    if (await put(at, claimed, FREE)) return 'taken';
    const item = await read(at, key);
    // Our own: the SDK wrote it, lost the answer and tried again.
    if (item && !item['result'] && isOf(item, claimId)) return 'taken';
    if (item && !isReleased(item)) return settle(at, item, claimId);
    if (item && (await put(at, claimed, GIVEN_BACK))) return 'taken';
  }
  return 'held';
}

/** One write. Nothing of it is read again: whoever takes it next writes down what is intended by then. */
export async function releaseEntry({ client, table }: ClaimTable, intent: Intent, leaseUntilMs: number): Promise<void> {
  const update = new UpdateItemCommand({
    TableName: table,
    Key: entryKey(intent),
    UpdateExpression: 'SET leaseUntil = :released',
    ConditionExpression: 'attribute_not_exists(#result) AND leaseUntil = :lease',
    ExpressionAttributeNames: { '#result': 'result' },
    ExpressionAttributeValues: { ':released': RELEASED, ':lease': number(leaseUntilMs) },
  });
  await isWritten(client.send(update));
}

/** Kept from now on: the window that gives the entry its time may have begun a month ago. */
function claimAttributes({ now, retention }: ClaimTable, intent: Intent): Item {
  return intentAttributes(intent, retention, { fromMs: now(), leastDays: LEAST_DAYS });
}

type Left = Exclude<VerificationClaim, 'taken'>;

/** A read; and a write where somebody left it overdue. */
export async function interruptEntry(at: ClaimTable, entry: EntryName): Promise<Left | 'nothing'> {
  const item = await read(at, entryKey(entry));
  return item && !isReleased(item) ? settle(at, item, newClaimId()) : 'nothing';
}

async function settle(at: ClaimTable, item: Item, claimId: string): Promise<Left> {
  if (item['result']) return 'ended';
  const leaseUntil = item['leaseUntil']?.N;
  // Without a lease it is somebody's who began it by hand.
  if (leaseUntil === undefined || Number(leaseUntil) > at.now()) return 'held';
  return (await interrupt(at, item, claimId)) ? 'interrupted' : 'ended';
}

/** Whether it was this claimer who ended it; what was intended stays as it stands there. */
async function interrupt(at: ClaimTable, item: Item, claimId: string): Promise<boolean> {
  const intent = intentIn(item);
  const { result, verification } = interruptionOf(intent);
  const { result: ended, document } = endAttributes(intent, result, verification);
  const update = new UpdateItemCommand({
    TableName: at.table,
    Key: entryKey(intent),
    UpdateExpression: `SET #result = :result, claimId = :claim${document ? ', #document = :document' : ''}`,
    ConditionExpression: 'attribute_not_exists(#result)',
    ExpressionAttributeNames: { '#result': 'result', ...(document && { '#document': 'document' }) },
    ExpressionAttributeValues: { ...(ended && { ':result': ended }), ':claim': text(claimId), ...(document && { ':document': document }) },
  });
  if (await isWritten(at.client.send(update))) return true;
  const standing = await read(at, entryKey(intent));
  return standing !== undefined && isOf(standing, claimId);
}

function newClaimId(): string {
  return randomBytes(9).toString('base64url');
}

function isOf(item: Item, claimId: string): boolean {
  return item['claimId']?.S === claimId;
}

function isReleased({ result, leaseUntil }: Item): boolean {
  return result === undefined && leaseUntil?.N === RELEASED.N;
}

type PutOn = { readonly condition: string; readonly names?: Record<string, string>; readonly values?: Item };

function put({ client, table }: ClaimTable, item: Item, { condition, names, values }: PutOn): Promise<boolean> {
  const written = { TableName: table, Item: item, ConditionExpression: condition, ExpressionAttributeNames: names, ExpressionAttributeValues: values };
  return isWritten(client.send(new PutItemCommand(written)));
}

async function read({ client, table }: ClaimTable, key: Item): Promise<Item | undefined> {
  const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return item;
}
