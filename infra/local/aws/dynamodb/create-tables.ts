import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type Json, type JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import type { TableEngine } from './table-engine.ts';

const WAIT_MS = 5;

/**
 * Makes the tables that are not there yet, and waits until they may be used.
 * @throws Error where a table of an earlier version has other keys or indexes: nothing is moved
 */
export async function createTables(engine: TableEngine, tables: readonly JsonObject[]): Promise<void> {
  await engine.run('ListTables', {}); // opens the folder, or says that it cannot
  for (const table of tables) {
    const standing = (await described(engine, table)) ?? (await made(engine, table));
    if (!isDeepStrictEqual(shapeOf(standing), shapeOf(table)))
      throw new Error(`The table ${JSON.stringify(table['TableName'])} in the data folder is of another version. Start with --reset to begin anew.`);
  }
}

async function made(engine: TableEngine, table: JsonObject): Promise<JsonObject> {
  await engine.run('CreateTable', table);
  for (;;) {
    const standing = await described(engine, table);
    if (standing && isActive(standing)) return standing;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}

async function described(engine: TableEngine, { TableName = null }: JsonObject): Promise<JsonObject | null> {
  try {
    const { Table: table } = await engine.run('DescribeTable', { TableName });
    return table !== undefined && isJsonObject(table) ? table : null;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return null;
    throw error;
  }
}

function isActive(table: JsonObject): boolean {
  return table['TableStatus'] === 'ACTIVE' && indexesOf(table).every((index) => index['IndexStatus'] === 'ACTIVE');
}

/** Keys by name, of the table and of each index, and what an index holds besides. */
function shapeOf(table: JsonObject): object {
  const indexes = indexesOf(table).map(({ IndexName, KeySchema, Projection }) => JSON.stringify([IndexName, KeySchema, contentsOf(Projection)]));
  return { keys: table['KeySchema'], indexes: indexes.toSorted() };
}

function contentsOf(projection: Json | undefined): Json {
  if (projection === undefined || !isJsonObject(projection)) return null;
  const names = projection['NonKeyAttributes'];
  return [projection['ProjectionType'] ?? null, Array.isArray(names) ? names.map(String).toSorted((a, b) => (a < b ? -1 : 1)) : []];
}

function indexesOf(table: JsonObject): readonly JsonObject[] {
  const indexes = table['GlobalSecondaryIndexes'];
  return Array.isArray(indexes) ? indexes.filter((index: Json) => isJsonObject(index)) : [];
}
