import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Item, number, numberIn, text } from '../tables/item.ts';
import type { SettingsTable } from './dynamo-revised-part.ts';

const PERIOD = text('period');

/** An item that always says the same: writing it again changes nothing. */
export async function addPeriod({ client, table }: SettingsTable, everyMinutes: number): Promise<void> {
  const update = new UpdateItemCommand({
    TableName: table,
    Key: { kind: PERIOD, id: text(String(everyMinutes)) },
    UpdateExpression: 'SET everyMinutes = :everyMinutes',
    ExpressionAttributeValues: { ':everyMinutes': number(everyMinutes) },
  });
  await client.send(update);
}

/** As acknowledged: a period missed here is one whose connections nobody verifies. */
export async function readPeriods({ client, table }: SettingsTable): Promise<readonly number[]> {
  const found: number[] = [];
  for (let after: Item | undefined, isFirst = true; isFirst || after; isFirst = false) {
    const query = new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: '#kind = :kind',
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: { ':kind': PERIOD },
      ...(after && { ExclusiveStartKey: after }),
    });
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(query);
    found.push(...items.map((item) => numberIn(item, 'everyMinutes')));
    after = last;
  }
  return found.toSorted((a, b) => a - b);
}
