import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Item, textIn } from '../tables/item.ts';
import type { TableNames } from '../tables/table-names.ts';
import { listProjects } from './dynamo-projects.ts';
import { addPurge, purgesIn } from './dynamo-purges.ts';
import { putPart, readItem, removePart, type SettingsTable } from './dynamo-revised-part.ts';
import { PROJECT_KIND, projectIn, scopeKey, storeIn } from './settings-item.ts';
import type { SettingsStore, StoreSettings } from './settings-store.ts';

/** DynamoDB answers a read of two items in one answer, unless it is too busy for one of them. */
const MOST_ANSWERS = 5;

/** Settings in DynamoDB, one item per scope. Correct by writes of single items alone. `now` in milliseconds. */
export function makeDynamoSettingsStore(client: DynamoDBClient, tables: Pick<TableNames, 'settings'>, now: () => number = Date.now): SettingsStore {
  const at: SettingsTable = { client, table: tables.settings };
  return {
    storesFor: (project) => readStores(at, project, now()),
    putStore: async (store, expected) => {
      const part = { key: scopeKey(store.project), name: 'store' } as const;
      return (await putPart(at, part, { next: store, expected })) ? 'put' : 'conflict';
    },
    removeStore: async (project, expected) => ((await removePart(at, { key: scopeKey(project), name: 'store' }, expected)) ? 'removed' : 'conflict'),
    addPurge: (project, purge) => addPurge(at, scopeKey(project), { purge, nowMs: now() }),
    project: async (id) => projectIn(await readItem(at, scopeKey(id))),
    putProject: async (project, expected) => {
      const part = { key: scopeKey(project.id), name: 'profile' } as const;
      return (await putPart(at, part, { next: project, expected })) ? 'put' : 'conflict';
    },
    projects: (page) => listProjects(at, page),
  };
}

async function readStores({ client, table }: SettingsTable, project: string | null, nowMs: number): Promise<StoreSettings> {
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
  return { workspaceStore: storeIn(workspace), projectStore: storeIn(own), purges: [...purgesIn(workspace, nowMs), ...purgesIn(own, nowMs)] };
}
