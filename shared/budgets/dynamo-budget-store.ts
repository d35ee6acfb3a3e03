import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, number, text } from '../tables/item.ts';
import type { TableNames } from '../tables/table-names.ts';
import type { BudgetStore } from './budget-store.ts';

/**
 * Budgets in DynamoDB, one item for each window; the table's TTL takes them out. One write, granted or not, and no read. One whose answer is lost
 * and that the SDK sends again counts twice: that errs on the side of less.
 */
export function makeDynamoBudgetStore(client: DynamoDBClient, tables: Pick<TableNames, 'budgets'>): BudgetStore {
  return {
    spend: ({ id, most, expiresAt }) =>
      isWritten(
        client.send(
          new UpdateItemCommand({
            TableName: tables.budgets,
            Key: { budget: text(id) },
            UpdateExpression: 'SET #expiresAt = :expiresAt ADD #spent :one',
            ConditionExpression: 'attribute_not_exists(#spent) OR #spent < :most',
            ExpressionAttributeNames: { '#expiresAt': 'expiresAt', '#spent': 'spent' },
            ExpressionAttributeValues: { ':expiresAt': number(expiresAt), ':one': number(1), ':most': number(most) },
          }),
        ),
      ),
  };
}
