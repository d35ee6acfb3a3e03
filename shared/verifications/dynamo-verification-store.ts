import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, text } from '../tables/item.ts';
import type { TableNames } from '../tables/table-names.ts';
import { readAudit } from './dynamo-audit.ts';
import { readHistory } from './dynamo-history.ts';
import type { Retention } from './retention.ts';
import { entryKey, intentAttributes } from './verification-item.ts';
import type { AuditResult, Intent, VerificationStore } from './verification-store.ts';
import type { Verification } from './verification.ts';

type VerificationOptions = Retention & { readonly now: () => number };

/** Audit and history in DynamoDB: two writes of one item per use of secrets, and nothing is ever taken out but by the table's TTL. `now` in milliseconds. */
export function makeDynamoVerificationStore(
  client: DynamoDBClient,
  tables: Pick<TableNames, 'verifications'>,
  { now, ...retention }: VerificationOptions,
): VerificationStore {
  const table = tables.verifications;
  return {
    begin: async (intent) => {
      const item = { ...entryKey(intent), ...intentAttributes(intent, retention) };
      // What stands under this id already is this entry: the SDK wrote it, lost the answer and tried again.
      await isWritten(client.send(new PutItemCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(startedAtAndId)' })));
    },
    end: async (intent, result, verification) => {
      await isWritten(
        client.send(ending(table, { key: entryKey(intent), begun: intentAttributes(intent, retention), ended: endAttributes(intent, result, verification) })),
      );
    },
    history: (connectionId, page) => readHistory({ client, table, now }, connectionId, page),
    audit: (filter, page) => readAudit({ client, table, now }, filter, page),
  };
}

/** A verification is kept for the history of its connection alone. */
function endAttributes({ connectionId }: Intent, result: AuditResult, verification: Verification | null): Item {
  const isShown = connectionId !== null && verification !== null;
  return { result: text(JSON.stringify(result)), ...(isShown && { document: text(JSON.stringify(verification)) }) };
}

type Ending = { readonly key: Item; readonly begun: Item; readonly ended: Item };

/** What the entry began with stays as it is, and is written where it never began. */
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
    ConditionExpression: 'attribute_not_exists(#result)',
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
  });
}
