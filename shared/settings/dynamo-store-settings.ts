import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { type Item, textIn } from '../tables/item.ts';
import { purgesIn } from './dynamo-purges.ts';
import type { SettingsTable } from './dynamo-revised-part.ts';
import { PROJECT_KIND, removedRevisionIn, scopeKey, storeIn } from './settings-item.ts';
import type { StoreSettings } from './settings-store.ts';

/** DynamoDB answers a read of two items in one answer, unless it is too busy for one of them. */
const MOST_ANSWERS = 5;

/** One request, of the project's item and the workspace's. */
export async function readStoreSettings({ client, table }: SettingsTable, project: string | null, nowMs: number): Promise<StoreSettings> {
  const items = new Map<string, Item>();
  let keys = project === null ? [scopeKey(null)] : [scopeKey(null), scopeKey(project)];
  for (let answer = 0; keys.length > 0; answer += 1) {
    if (answer === MOST_ANSWERS) throw new Error('DynamoDB did not read the settings of a project.');
    const request = { RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } };
    const { Responses: responses = {}, UnprocessedKeys: left = {} } = await client.send(new BatchGetItemCommand(request));
    for (const item of responses[table] ?? []) items.set(textIn(item, 'kind'), item);
    keys = left[table]?.Keys ?? [];
  }
  const [workspace, own] = [items.get('workspace'), items.get(PROJECT_KIND)];
  return {
    workspaceStore: storeIn(workspace),
    projectStore: storeIn(own),
    removedRevision: removedRevisionIn(own),
    purges: [...purgesIn(workspace, nowMs), ...purgesIn(own, nowMs)],
  };
}
