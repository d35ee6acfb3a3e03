import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, number, text } from '../tables/item.ts';

export type SettingsTable = { readonly client: DynamoDBClient; readonly table: string };
type Revised = { readonly revision: number };
/** A store or a profile in the item of its scope: a document and its revision, written apart from whatever else the item holds. */
export type Part = { readonly key: Item; readonly name: 'store' | 'profile' };

export async function readItem({ client, table }: SettingsTable, key: Item): Promise<Item | undefined> {
  const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return item;
}

/** Whether the part was written, because its stored revision was `expected` (0: there never was one). */
export async function putPart(at: SettingsTable, part: Part, { next, expected }: { readonly next: Revised; readonly expected: number }): Promise<boolean> {
  return change(at, part, {
    UpdateExpression: 'SET #document = :document, #revision = :revision, #write = :write',
    ConditionExpression: expected === 0 ? 'attribute_not_exists(#revision)' : '#revision = :expected',
    ExpressionAttributeValues: {
      ':document': text(JSON.stringify(next)),
      ':revision': number(next.revision),
      ...(expected !== 0 && { ':expected': number(expected) }),
    },
  });
}

/** Whether the part was taken out, because its stored revision was `expected`. Its revision stays and moves on, so that the next one shares none with it. */
export async function removePart(at: SettingsTable, part: Part, expected: number): Promise<boolean> {
  return change(at, part, {
    UpdateExpression: 'SET #write = :write, #revision = :next REMOVE #document',
    ConditionExpression: '#revision = :expected AND attribute_exists(#document)',
    ExpressionAttributeValues: { ':expected': number(expected), ':next': number(expected + 1) },
  });
}

type Change = Required<Pick<UpdateItemCommand['input'], 'UpdateExpression' | 'ConditionExpression'>> & { readonly ExpressionAttributeValues: Item };

/** The write carries an id of its own: a second attempt, of the SDK, after an answer that was lost finds its own write and is no conflict. */
async function change(at: SettingsTable, { key, name }: Part, { ExpressionAttributeValues, ...asked }: Change): Promise<boolean> {
  const writeId = randomUUID();
  const update = new UpdateItemCommand({
    TableName: at.table,
    Key: key,
    ...asked,
    ExpressionAttributeNames: { '#document': name, '#revision': `${name}Revision`, '#write': `${name}WriteId` },
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ':write': text(writeId) },
  });
  if (await isWritten(at.client.send(update))) return true;
  return (await readItem(at, key))?.[`${name}WriteId`]?.S === writeId;
}
