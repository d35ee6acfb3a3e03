import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item } from '../tables/item.ts';
import type { Retention } from './retention.ts';
import { endAttributes, entryKey, intentAttributes } from './verification-item.ts';
import type { VerificationStore } from './verification-store.ts';

export type EntryTable = { readonly client: DynamoDBClient; readonly table: string; readonly retention: Retention };

/** The writes of an entry: one before any of its secrets is used, one after. */
export function entriesIn({ client, table, retention }: EntryTable): Pick<VerificationStore, 'begin' | 'end'> {
  return {
    begin: async (intent) => {
      const item = { ...entryKey(intent), ...intentAttributes(intent, retention) };
      // What stands under this id already is this entry: the SDK wrote it, lost the answer and tried again.
      await isWritten(client.send(new PutItemCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(startedAtAndId)' })));
    },
    end: async (intent, result, verification) => {
      const [begun, ended] = [intentAttributes(intent, retention), endAttributes(intent, result, verification)];
      return (await isWritten(client.send(ending(table, { key: entryKey(intent), begun, ended })))) ? 'ended' : 'late';
    },
  };
}

type Ending = { readonly key: Item; readonly begun: Item; readonly ended: Item };

/** What the entry began with stays as it is, and is written where it never began. The same end is written once more: the SDK or the caller has lost the answer. */
function ending(table: string, { key, begun, ended }: Ending): UpdateItemCommand {
  const parts = [
    ...Object.keys(begun).map((name) => `#${name} = if_not_exists(#${name}, :${name})`),
    ...Object.keys(ended).map((name) => `#${name} = :${name}`),
  ];
  const attributes = Object.entries({ ...begun, ...ended });
  return new UpdateItemCommand({
    TableName: table,
    Key: key,
    UpdateExpression: `SET ${parts.join(', ')}`,
    ConditionExpression: `attribute_not_exists(#result) OR (${Object.keys(ended)
      .map((name) => `#${name} = :${name}`)
      .join(' AND ')})`,
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
  });
}
