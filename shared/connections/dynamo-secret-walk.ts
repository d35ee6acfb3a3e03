import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { type Item, text, textIn } from '../tables/item.ts';
import type { TableNames } from '../tables/table-names.ts';
import type { IndexedUse, SecretWalk } from './secret-walk.ts';

/** The index of secrets in use in DynamoDB, keys alone. A scan keeps the items of a partition together, and its order between one scan and the next. */
export function makeDynamoSecretWalk(client: DynamoDBClient, tables: Pick<TableNames, 'secretUses'>): SecretWalk {
  return {
    page: async (after, limit) => {
      const { Items: items = [], LastEvaluatedKey: more } = await client.send(
        new ScanCommand({
          TableName: tables.secretUses,
          ProjectionExpression: 'secretArn, connectionId',
          Limit: limit,
          ...(after && { ExclusiveStartKey: { secretArn: text(after.secretArn), connectionId: text(after.connectionId) } }),
        }),
      );
      return { uses: items.map(useIn), next: more ? useIn(more) : null };
    },
  };
}

function useIn(item: Item): IndexedUse {
  return { secretArn: textIn(item, 'secretArn'), connectionId: textIn(item, 'connectionId') };
}
