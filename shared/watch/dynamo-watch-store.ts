import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, number, numberIn, text, textIn } from '../tables/item.ts';
import type { Course, Watched, WatchStore } from './watch-store.ts';

type Kept = { readonly revision: number; readonly document: string };
type Place = { readonly client: DynamoDBClient; readonly table: string };

/** Stands where the ARN of a secret does, and can be none. */
const COURSE = '(course)';

/** What the watch remembers in DynamoDB: an item for each secret, and one for how far it has come. */
export function makeDynamoWatchStore(client: DynamoDBClient, tables: { readonly watches: string }): WatchStore {
  const at = { client, table: tables.watches };
  return {
    read: async (arn) => {
      const kept = await read(at, arn);
      return kept && watchedIn(kept);
    },
    write: (arn, { revision, ...seen }, expected) => write(at, arn, { kept: { revision, document: JSON.stringify(seen) }, expected }),
    course: async () => {
      const kept = await read(at, COURSE);
      return kept && courseIn(kept);
    },
    keepCourse: ({ revision, ...course }, expected) => write(at, COURSE, { kept: { revision, document: JSON.stringify(course) }, expected }),
  };
}

async function read({ client, table }: Place, key: string): Promise<Kept | null> {
  const { Item: item } = await client.send(new GetItemCommand({ TableName: table, Key: { secretArn: text(key) }, ConsistentRead: true }));
  return item ? { revision: numberIn(item, 'revision'), document: textIn(item, 'document') } : null;
}

/** A second attempt of the SDK, after an answer that was lost, finds its own write. */
async function write(at: Place, key: string, { kept, expected }: { readonly kept: Kept; readonly expected: number }): Promise<boolean> {
  const put = new PutItemCommand({
    TableName: at.table,
    Item: { secretArn: text(key), revision: number(kept.revision), document: text(kept.document) },
    ConditionExpression: expected === 0 ? 'attribute_not_exists(#revision)' : '#revision = :expected',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ...(expected !== 0 && { ExpressionAttributeValues: { ':expected': number(expected) } }),
  });
  if (await isWritten(at.client.send(put))) return true;
  const stored = await read(at, key);
  return stored !== null && stored.revision === kept.revision && stored.document === kept.document;
}

function watchedIn({ revision, document }: Kept): Watched {
  const seen: Omit<Watched, 'revision'> = JSON.parse(document);
  return { revision, ...seen };
}

function courseIn({ revision, document }: Kept): Course {
  const course: Omit<Course, 'revision'> = JSON.parse(document);
  return { revision, ...course };
}
