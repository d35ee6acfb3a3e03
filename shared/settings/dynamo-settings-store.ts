import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TableNames } from '../tables/table-names.ts';
import { addPeriod, keepPeriods, readPeriods } from './dynamo-periods.ts';
import { listProjects } from './dynamo-projects.ts';
import { addPurge } from './dynamo-purges.ts';
import { putPart, readItem, removePart, type SettingsTable } from './dynamo-revised-part.ts';
import { readStoreSettings } from './dynamo-store-settings.ts';
import { claimTick, finishTick } from './dynamo-tick.ts';
import { projectIn, scopeKey } from './settings-item.ts';
import type { SettingsStore } from './settings-store.ts';

/** Settings in DynamoDB, one item per scope. Correct by writes of single items alone. `now` in milliseconds. */
export function makeDynamoSettingsStore(client: DynamoDBClient, tables: Pick<TableNames, 'settings'>, now: () => number = Date.now): SettingsStore {
  const at: SettingsTable = { client, table: tables.settings };
  return {
    storesFor: (project) => readStoreSettings(at, project, now()),
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
    addPeriod: (everyMinutes) => addPeriod(at, everyMinutes, now()),
    periods: () => readPeriods(at, now()),
    keepPeriods: (found) => keepPeriods(at, found, now()),
    claimTick: (claim) => claimTick(at, claim, now()),
    finishTick: (tick, through) => finishTick(at, tick, through),
  };
}
