import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Item, text } from '../tables/item.ts';
import { connectionIn } from './connection-item.ts';
import type { StoredConnection } from './stored-connection.ts';

export type ConnectionTable = { readonly client: DynamoDBClient; readonly table: string };

export async function readItem({ client, table }: ConnectionTable, id: string): Promise<Item | undefined> {
  const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: { id: text(id) }, ConsistentRead: true }));
  return item;
}

export async function readConnection(at: ConnectionTable, id: string): Promise<StoredConnection | null> {
  const item = await readItem(at, id);
  return item ? connectionIn(item) : null;
}
