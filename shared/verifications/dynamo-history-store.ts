import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, number, text, textIn } from '../tables/item.ts';
import type { TableNames } from '../tables/table-names.ts';
import { historyKeyAfter, historyKeyOf } from './history-key.ts';
import type { HistoryPage, HistoryStore } from './history-store.ts';
import type { Verification } from './verification.ts';

type Stretch = { readonly items: readonly Item[]; readonly reached: string | null };

/** Sorts after every time of ours. */
const AFTER_ALL = '~';
/** DynamoDB's TTL takes items out some days late. What one page may cost where nearly all have expired. */
const MOST_QUERIES = 10;

/** The history in DynamoDB; `now` in milliseconds. */
export function makeDynamoHistoryStore(client: DynamoDBClient, tables: Pick<TableNames, 'verifications'>, now: () => number = Date.now): HistoryStore {
  const TableName = tables.verifications;
  const read = async (connectionId: string, before: string | null, limit: number): Promise<Stretch> => {
    const query = new QueryCommand({
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: 'connectionId = :connection AND startedAtAndId < :before',
      FilterExpression: 'expiresAt > :now',
      ExpressionAttributeValues: { ':connection': text(connectionId), ':before': text(before ?? AFTER_ALL), ':now': number(now() / 1_000) },
      ScanIndexForward: false,
      Limit: limit,
    });
    const { Items: items = [], LastEvaluatedKey: last } = await client.send(query);
    return { items, reached: last ? textIn(last, 'startedAtAndId') : null };
  };
  return {
    append: async (connectionId, verification, expiresAtSeconds) => {
      const key = { connectionId: text(connectionId), startedAtAndId: text(historyKeyOf(verification)) };
      const Item = { ...key, document: text(JSON.stringify(verification)), expiresAt: number(expiresAtSeconds) };
      await client.send(new PutItemCommand({ TableName, Item }));
    },
    list: async (connectionId, { limit, after }) => {
      const found: Item[] = [];
      let reached = historyKeyAfter(after);
      for (let queries = 0; queries < MOST_QUERIES; queries += 1) {
        const stretch = await read(connectionId, reached, limit + 1);
        found.push(...stretch.items);
        reached = stretch.reached;
        if (reached === null || found.length > limit) break;
      }
      return pageOf(found, limit, reached);
    },
  };
}

function pageOf(found: readonly Item[], limit: number, reached: string | null): HistoryPage {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(verificationIn), next: last && found.length > limit ? textIn(last, 'startedAtAndId') : reached };
}

function verificationIn(item: Item): Verification {
  const verification: Verification = JSON.parse(textIn(item, 'document'));
  return verification;
}
