import type { ConnectionFilter } from './connection-store.ts';
import { isConnectionId, type Position } from './cursor.ts';
import { type ConnectionTables, type Keys, MOST_READ, readKeys } from './dynamo-connection-reads.ts';
import { SHARDS } from './shard.ts';

/** Where a page begins, and how many connections it is to show. */
type Course = { readonly filter: ConnectionFilter; readonly start: Position | null; readonly limit: number };
/** Ids of a part of the walk, in order, and how far the walk has come with them. */
export type Stretch = { readonly part: string; readonly ids: readonly string[]; readonly reached: Position };
type Part = { readonly name: string; readonly keys: Keys };

const LAST_ID = `con_${'f'.repeat(32)}`;

/** The ids that may belong on a page, none twice, at most 100 at a time; one query each. */
export async function* walkFrom(tables: ConnectionTables, course: Course): AsyncGenerator<Stretch> {
  const { filter, start } = course;
  if (filter.ids) yield* walkIds(filter.ids, start);
  else for (const part of partsOf(tables, filter)) if (!start || part.name >= start.part) yield* walkPart(tables, part, course);
}

function* walkIds(wanted: readonly string[], start: Position | null): Generator<Stretch> {
  const ids = [...new Set(wanted)].filter((id) => isConnectionId(id) && (start === null || id > start.id)).toSorted();
  for (let from = 0; from < ids.length; from += MOST_READ) {
    const some = ids.slice(from, from + MOST_READ);
    yield { part: '', ids: some, reached: { part: '', id: some.at(-1) ?? LAST_ID } };
  }
}

async function* walkPart(tables: ConnectionTables, { name, keys }: Part, { filter, start, limit }: Course): AsyncGenerator<Stretch> {
  const size = isExact(filter) ? Math.min(MOST_READ, limit + 1) : MOST_READ;
  let after = start?.part === name ? start.id : null;
  for (let isLast = after === LAST_ID; !isLast;) {
    const page = await readKeys(tables.client, keys, { after, limit: size });
    isLast = page.isLast;
    after = isLast ? LAST_ID : (page.ids.at(-1) ?? LAST_ID);
    yield { part: name, ids: page.ids, reached: { part: name, id: after } };
  }
}

/** The indexes are by project, or by shard where all projects are asked for; in each, by connector, by state, or by id alone. */
function partsOf({ tables }: ConnectionTables, { projects, connector, state, secretArn }: ConnectionFilter): readonly Part[] {
  if (secretArn !== undefined) {
    const sort = { attribute: 'connectionId', id: 'connectionId', prefix: '' };
    return [{ name: '', keys: { table: tables.secretUses, partition: ['secretArn', secretArn], sort } }];
  }
  const group = projects ? ({ attribute: 'project', index: 'Project' } as const) : ({ attribute: 'shard', index: 'Shard' } as const);
  return [...new Set(projects ?? SHARDS)].toSorted().map((name) => ({
    name,
    keys: {
      table: tables.connections,
      index: `${orderOf(connector, state).index}By${group.index}`,
      partition: [group.attribute, name],
      sort: orderOf(connector, state),
    },
  }));
}

function orderOf(connector: string | undefined, state: string | undefined): Keys['sort'] & { readonly index: string } {
  if (state !== undefined) return { index: 'State', attribute: 'stateAndId', id: 'id', prefix: `${state}#` };
  if (connector !== undefined) return { index: 'Connector', attribute: 'connectorAndId', id: 'id', prefix: `${connector}#` };
  return { index: 'Id', attribute: 'id', id: 'id', prefix: '' };
}

/** Whether every id that the walk meets is one that the filter asks for, as far as the index is up to date. */
function isExact({ projects, connector, state, secretArn, labels }: ConnectionFilter): boolean {
  const isCut = labels !== undefined && Object.keys(labels).length > 0;
  if (secretArn !== undefined) return !isCut && projects === null && connector === undefined && state === undefined;
  return !isCut && (connector === undefined || state === undefined);
}
