import { createTables } from '../../infra/local/aws/dynamodb/create-tables.ts';
import { openTables, type TableEngine } from '../../infra/local/aws/dynamodb/table-engine.ts';
import { itemOf } from '../../shared/connections/connection-item.ts';
import { secretArnsOf } from '../../shared/connections/secret-arns.ts';
import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import type { JsonObject } from '../../shared/json.ts';
import { fleet } from './fleet.ts';
import { ACCOUNT, REGION, TABLES, tablesToProve } from './local-tables.ts';

// Fills tables with a fleet of connections, by the engine's BatchWriteItem: node seed-process.ts <folder of the tables> <connections> <seed>

const [, , path = '', count = '0', seed = '1'] = process.argv;
const MOST_WRITTEN = 25;
const AT_ONCE = 8;

const engine = openTables({ path, account: ACCOUNT, region: REGION });
await createTables(engine, await tablesToProve());
let waiting: Promise<unknown>[] = [];
let done = 0;
for (const batch of batches(fleet(Number(count), Number(seed)), MOST_WRITTEN)) {
  waiting.push(write(engine, TABLES.connections, batch.map(toItem)));
  for (const uses of batches(batch.flatMap(usesOf), MOST_WRITTEN)) waiting.push(write(engine, TABLES.secretUses, uses));
  done += batch.length;
  if (waiting.length < AT_ONCE) continue;
  await Promise.all(waiting);
  waiting = [];
  process.send?.({ done });
}
await Promise.all(waiting);
await engine.close();
process.send?.({ done });
process.disconnect?.();

function* batches<T>(all: Iterable<T>, size: number): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const one of all) {
    batch.push(one);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function toItem(connection: StoredConnection): JsonObject {
  return JSON.parse(JSON.stringify(itemOf(connection, `write-${connection.id}`)));
}

function usesOf({ id, revision, config }: StoredConnection): readonly JsonObject[] {
  return secretArnsOf(config).map((arn) => ({ secretArn: { S: arn }, connectionId: { S: id }, revision: { N: String(revision) } }));
}

async function write(to: TableEngine, table: string, items: readonly JsonObject[]): Promise<void> {
  const { UnprocessedItems: left = {} } = await to.run('BatchWriteItem', { RequestItems: { [table]: items.map((Item) => ({ PutRequest: { Item } })) } });
  if (JSON.stringify(left) !== '{}') throw new Error('The engine did not write all the items of a batch.');
}
