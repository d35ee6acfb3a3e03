import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, type QueryCommandInput, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, text } from '../tables/item.ts';
import { runKey } from './run-item.ts';

/** `now` in milliseconds. */
export type RunTable = { readonly client: DynamoDBClient; readonly table: string; readonly now: () => number };
/** Attributes by their own names: "state" stands as "#state" and ":state". */
export type Change = {
  readonly update: string;
  readonly condition: string;
  readonly names: readonly string[];
  readonly values: Item;
};

const DAY_MS = 86_400_000;
const KEPT_DAYS = 90;

/** In seconds. */
export function expiryAt({ now }: RunTable): number {
  return Math.floor((now() + KEPT_DAYS * DAY_MS) / 1_000);
}

export function isoNow({ now }: RunTable): string {
  return new Date(now()).toISOString();
}

export async function readPart({ client, table }: RunTable, key: Item): Promise<Item | null> {
  const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return item ?? null;
}

export async function queryParts({ client, table }: RunTable, query: Omit<QueryCommandInput, 'TableName'>) {
  const { Items: items = [], LastEvaluatedKey: last } = await client.send(new QueryCommand({ TableName: table, ...query }));
  return { items, last: last ?? null };
}

/**
 * Whether the change was made. The write carries an id of its own: a second attempt, of the SDK, after an answer that was lost finds
 * its own write and is no conflict.
 */
export async function changePart(at: RunTable, key: Item, { update, condition, names, values }: Change): Promise<boolean> {
  const writeId = randomUUID();
  const command = new UpdateItemCommand({
    TableName: at.table,
    Key: key,
    UpdateExpression: update.replace(/^SET /, 'SET #writeId = :writeId, '),
    ConditionExpression: condition,
    ExpressionAttributeNames: namesOf([...names, 'writeId']),
    ExpressionAttributeValues: { ...values, ':writeId': text(writeId) },
  });
  if (await isWritten(at.client.send(command))) return true;
  return (await readPart(at, key))?.['writeId']?.S === writeId;
}

/** Counts that are added to the run; null where it is not as `condition` says. */
export async function addToRun(at: RunTable, id: string, { update, condition, names, values }: Change): Promise<Item | null> {
  const command = new UpdateItemCommand({
    TableName: at.table,
    Key: runKey(id),
    UpdateExpression: update,
    ConditionExpression: condition,
    ExpressionAttributeNames: namesOf(names),
    ExpressionAttributeValues: values,
    ReturnValues: 'ALL_NEW',
  });
  let after: Item | null = null;
  const isDone = await isWritten(at.client.send(command).then(({ Attributes }) => (after = Attributes ?? null)));
  return isDone ? after : null;
}

export function namesOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`#${name}`, name]));
}
