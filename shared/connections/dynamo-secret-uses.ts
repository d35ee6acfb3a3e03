import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, number, text } from '../tables/item.ts';
import { secretArnsOf } from './secret-arns.ts';
import type { StoredConnection } from './stored-connection.ts';

type Place = { readonly client: DynamoDBClient; readonly table: string };

/**
 * Says of each secret that this revision of the connection uses it; before the connection is written, so that the index never misses one.
 * An entry keeps the highest revision that was to be written with it.
 */
export async function enterUses({ client, table }: Place, { id, revision, config }: StoredConnection): Promise<void> {
  const enter = (secretArn: string): Promise<boolean> =>
    isWritten(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: { secretArn: text(secretArn), connectionId: text(id), revision: number(revision) },
          ConditionExpression: 'attribute_not_exists(secretArn) OR revision < :revision',
          ExpressionAttributeValues: { ':revision': number(revision) },
        }),
      ),
    );
  await Promise.all(secretArnsOf(config).map(enter));
}

export type Outdated = { readonly was: StoredConnection; readonly is: StoredConnection | null };

/**
 * Takes out what a connection no longer uses. An entry of a higher revision than the one that was seen without the secret stays:
 * whoever entered it may be about to write that revision. A failure leaves an entry too many, which readers pass over.
 */
export async function strikeUses({ client, table }: Place, { was, is }: Outdated): Promise<void> {
  const used = new Set(is ? secretArnsOf(is.config) : []);
  const seen = is?.revision ?? was.revision;
  const strike = (secretArn: string): Promise<boolean> =>
    isWritten(
      client.send(
        new DeleteItemCommand({
          TableName: table,
          Key: { secretArn: text(secretArn), connectionId: text(was.id) },
          ConditionExpression: 'revision <= :revision',
          ExpressionAttributeValues: { ':revision': number(seen) },
        }),
      ),
    );
  const unused = secretArnsOf(was.config).filter((arn) => !used.has(arn));
  await Promise.allSettled(unused.map(strike));
}
