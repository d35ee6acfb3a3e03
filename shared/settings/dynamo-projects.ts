import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { StorePage } from '../connections/connection-store.ts';
import { refuse } from '../errors.ts';
import { type Item, text, textIn } from '../tables/item.ts';
import type { SettingsTable } from './dynamo-revised-part.ts';
import { PROJECT_KIND, projectIn } from './settings-item.ts';
import type { ProjectPage } from './settings-store.ts';

const PROJECT_ID = /^[a-z0-9-]{1,40}$/;
/** Sorts before every id. */
const BEFORE_ALL = '!';
/** What one page may cost where nearly all projects have a store or purges, and no description. */
const MOST_QUERIES = 10;

/**
 * One page of the projects that somebody has described, by id.
 * @throws RequestError `schema_invalid` for an `after` that is no id
 */
export async function listProjects(at: SettingsTable, { limit, after }: StorePage): Promise<ProjectPage> {
  let reached = positionOf(after);
  const found: Item[] = [];
  for (let queries = 0; queries < MOST_QUERIES; queries += 1) {
    const stretch = await readStretch(at, { limit: limit + 1, after: reached });
    found.push(...stretch.items);
    reached = stretch.reached;
    if (reached === null || found.length > limit) break;
  }
  const shown = found.slice(0, limit);
  const end = found.length > limit ? shown.at(-1) : undefined;
  return { items: shown.flatMap((item) => projectIn(item) ?? []), next: end ? textIn(end, 'id') : reached };
}

function positionOf(after: string | null): string | null {
  if (after !== null && !PROJECT_ID.test(after))
    refuse('schema_invalid', { pointer: '?cursor', found: 'is not a cursor of ours', expected: 'the nextCursor of the page before' });
  return after;
}

async function readStretch(
  { client, table }: SettingsTable,
  { limit, after }: StorePage,
): Promise<{ readonly items: readonly Item[]; readonly reached: string | null }> {
  const query = new QueryCommand({
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: '#kind = :kind AND #id > :after',
    FilterExpression: 'attribute_exists(#profile)',
    ExpressionAttributeNames: { '#kind': 'kind', '#id': 'id', '#profile': 'profile' },
    ExpressionAttributeValues: { ':kind': text(PROJECT_KIND), ':after': text(after ?? BEFORE_ALL) },
    Limit: limit,
  });
  const { Items: items = [], LastEvaluatedKey: last } = await client.send(query);
  return { items, reached: last ? textIn(last, 'id') : null };
}
