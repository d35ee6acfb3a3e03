import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, number, numberIn, text, textIn } from '../tables/item.ts';
import type { TableNames } from '../tables/table-names.ts';
import { hostKey, type HostStanding, type HostStore } from './host-store.ts';

/** Hosts in DynamoDB, one item each; the table's TTL takes them out. A write within 1 KiB, a read of it as it is at this moment. */
export function makeDynamoHostStore(client: DynamoDBClient, tables: Pick<TableNames, 'hosts'>): HostStore {
  const table = tables.hosts;
  const keyOf = (host: string): Item => ({ host: text(hostKey(host)) });
  return {
    read: async (host) => {
      const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(host), ConsistentRead: true }));
      return item ? standingIn(item) : null;
    },
    write: (host, { revision, expiresAt, ...standing }, expected) =>
      isWritten(
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: keyOf(host),
            UpdateExpression: 'SET #standing = :standing, #revision = :revision, #expiresAt = :expiresAt',
            ConditionExpression: expected === 0 ? 'attribute_not_exists(#revision)' : '#revision = :expected',
            ExpressionAttributeNames: { '#standing': 'standing', '#revision': 'revision', '#expiresAt': 'expiresAt' },
            ExpressionAttributeValues: {
              ':standing': text(JSON.stringify(standing)),
              ':revision': number(revision),
              ':expiresAt': number(expiresAt),
              ...(expected !== 0 && { ':expected': number(expected) }),
            },
          }),
        ),
      ),
  };
}

function standingIn(item: Item): HostStanding {
  const standing: Omit<HostStanding, 'revision' | 'expiresAt'> = JSON.parse(textIn(item, 'standing'));
  return { ...standing, revision: numberIn(item, 'revision'), expiresAt: numberIn(item, 'expiresAt') };
}
