import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, number, numberIn, text, textIn } from '../tables/item.ts';
import type { TableNames } from '../tables/table-names.ts';
import type { Attempts, AttemptStore } from './attempt-store.ts';

/** Attempts in DynamoDB, one item for each credential; the table's TTL takes them out. A write within 1 KiB, a read of it as it is at this moment. */
export function makeDynamoAttemptStore(client: DynamoDBClient, tables: Pick<TableNames, 'attempts'>): AttemptStore {
  const table = tables.attempts;
  return {
    read: async (credential) => {
      const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: { credential: text(credential) }, ConsistentRead: true }));
      return item ? attemptsIn(item) : null;
    },
    write: (credential, { revision, expiresAt, ...attempts }, expected) =>
      isWritten(
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { credential: text(credential) },
            UpdateExpression: 'SET #attempts = :attempts, #revision = :revision, #expiresAt = :expiresAt',
            ConditionExpression: expected === 0 ? 'attribute_not_exists(#revision)' : '#revision = :expected',
            ExpressionAttributeNames: { '#attempts': 'attempts', '#revision': 'revision', '#expiresAt': 'expiresAt' },
            ExpressionAttributeValues: {
              ':attempts': text(JSON.stringify(attempts)),
              ':revision': number(revision),
              ':expiresAt': number(expiresAt),
              ...(expected !== 0 && { ':expected': number(expected) }),
            },
          }),
        ),
      ),
  };
}

function attemptsIn(item: Item): Attempts {
  const attempts: Omit<Attempts, 'revision' | 'expiresAt'> = JSON.parse(textIn(item, 'attempts'));
  return { ...attempts, revision: numberIn(item, 'revision'), expiresAt: numberIn(item, 'expiresAt') };
}
