import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, numberIn, text } from '../tables/item.ts';
import type { SettingsTable } from './dynamo-revised-part.ts';
import type { Period } from './period.ts';

/** Those that were kept as an item each, before there was a limit; none is known to be idle. */
export async function readFormerPeriods({ client, table }: SettingsTable, nowMs: number): Promise<readonly Period[]> {
  const found: Period[] = [];
  for (let after: Item | undefined, isFirst = true; isFirst || after; isFirst = false) {
    const query = new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: '#kind = :kind',
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: { ':kind': text('period') },
      ...(after && { ExclusiveStartKey: after }),
    });
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(query);
    found.push(...items.map((item) => ({ everyMinutes: numberIn(item, 'everyMinutes'), seenAtMs: nowMs })));
    after = last;
  }
  return found;
}
