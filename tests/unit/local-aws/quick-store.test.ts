import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import db, { type Level, type Write } from 'dynalite/db/index.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTables, type TableEngine } from '../../../infra/local/aws/dynamodb/table-engine.ts';
import { ACCOUNT } from './local-endpoint.ts';
import { eventually } from '../../helpers/eventually.ts';

const NAME = 'things';
const TABLE = {
  TableName: NAME,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'kind', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: ['One', 'Two'].map((IndexName) => ({
    IndexName,
    KeySchema: [
      { AttributeName: 'kind', KeyType: 'HASH' },
      { AttributeName: 'id', KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'KEYS_ONLY' },
  })),
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closers.splice(0)) await close();
});

/** The tables of a folder, or in memory, and the LevelDB they are in. */
async function opened(path: string | null = null): Promise<{ readonly engine: TableEngine; readonly level: Level }> {
  const create = vi.spyOn(db, 'create');
  const engine = openTables({ path, account: ACCOUNT, region: 'us-east-1' });
  closers.push(() => engine.close());
  const [made] = create.mock.results;
  if (made?.type !== 'return') throw new Error('dynalite made no store.');
  await engine.run('CreateTable', TABLE);
  await eventually(async () => expect(await engine.run('DescribeTable', { TableName: NAME })).toMatchObject({ Table: { TableStatus: 'ACTIVE' } }));
  return { engine, level: made.value.db };
}

const item = (id: string, kind: string) => ({ id: { S: id }, kind: { S: kind } });
const ofKind = (kind: string, more: object = {}) => ({
  TableName: NAME,
  IndexName: 'Two',
  KeyConditionExpression: 'kind = :kind',
  ExpressionAttributeValues: { ':kind': { S: kind } },
  ...more,
});
const update = (id: string, kind: string) => ({
  TableName: NAME,
  Key: { id: { S: id } },
  UpdateExpression: 'SET kind = :kind',
  ExpressionAttributeValues: { ':kind': { S: kind } },
});

describe.each([['in memory'], ['in a folder']])('tables %s', (where) => {
  async function tables(): ReturnType<typeof opened> {
    if (where === 'in memory') return opened();
    const folder = await mkdtemp(join(tmpdir(), 'smr-tables-'));
    const standing = await opened(join(folder, 'tables'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    return standing;
  }

  it('an item and its index entries reach the disk in one piece, or not at all', async () => {
    const { engine, level } = await tables();
    const pieces: (readonly Write[])[] = [];
    const batch = level.batch.bind(level);
    level.batch = (writes, done) => {
      pieces.push(writes);
      batch(writes, done);
    };
    await engine.run('PutItem', { TableName: NAME, Item: item('a', 'x') });
    await engine.run('UpdateItem', update('a', 'y'));
    await engine.run('DeleteItem', { TableName: NAME, Key: { id: { S: 'a' } } });
    const shape = pieces.map((writes) => writes.map(({ type, key }) => `${type} ${key.split('~')[0]}`).toSorted());
    expect(shape).toEqual([
      ['put index-global', 'put index-global', 'put item-things'],
      ['del index-global', 'del index-global', 'put index-global', 'put index-global', 'put item-things'],
      ['del index-global', 'del index-global', 'del item-things'],
    ]);

    level.batch = (_, done) => done(new Error('The disk is full.'));
    await expect(engine.run('PutItem', { TableName: NAME, Item: item('b', 'x') })).rejects.toThrow('The disk is full.');
    level.batch = batch;
    expect(await engine.run('Query', ofKind('x'))).toMatchObject({ Count: 0 });
    expect(await engine.run('GetItem', { TableName: NAME, Key: { id: { S: 'b' } } })).not.toHaveProperty('Item');
  });

  it('writers of one item meet one after the other: one of twenty conditional writes is made', async () => {
    const { engine } = await tables();
    const put = { TableName: NAME, Item: item('a', 'x'), ConditionExpression: 'attribute_not_exists(id)' };
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => engine.run('PutItem', put)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('a table is known by what it is now, not by what it was', async () => {
    const { engine } = await tables();
    await engine.run('PutItem', { TableName: NAME, Item: item('a', 'x') });
    await engine.run('DeleteTable', { TableName: NAME });
    await eventually(async () => expect(await engine.run('ListTables', {})).toEqual({ TableNames: [] }));
    await expect(engine.run('GetItem', { TableName: NAME, Key: { id: { S: 'a' } } })).rejects.toThrow('Requested resource not found');
    const KeySchema = [{ AttributeName: 'kind', KeyType: 'HASH' }];
    const AttributeDefinitions = [{ AttributeName: 'kind', AttributeType: 'S' }];
    await engine.run('CreateTable', { TableName: NAME, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions, KeySchema });
    await eventually(() => engine.run('PutItem', { TableName: NAME, Item: { kind: { S: 'x' } } }));
    expect(await engine.run('GetItem', { TableName: NAME, Key: { kind: { S: 'x' } } })).toHaveProperty('Item');
    expect(await engine.run('ListTables', {})).toEqual({ TableNames: [NAME] });
  });

  it('more entries than are read at a time come whole and in order, forwards, backwards and page by page', async () => {
    const { engine } = await tables();
    const ids = Array.from({ length: 300 }, (_, at) => `id-${String(at).padStart(3, '0')}`);
    for (const id of ids) await engine.run('PutItem', { TableName: NAME, Item: item(id, 'x') });
    const entries = ids.map((id) => item(id, 'x'));
    expect((await engine.run('Query', ofKind('x')))['Items']).toEqual(entries);
    expect((await engine.run('Query', ofKind('x', { ScanIndexForward: false, Limit: 2 })))['Items']).toEqual(entries.slice(-2).toReversed());
    const rest = ofKind('x', { ExclusiveStartKey: item('id-149', 'x'), Limit: 150 });
    expect((await engine.run('Query', rest))['Items']).toEqual(entries.slice(150));
    expect((await engine.run('Scan', { TableName: NAME }))['Count']).toBe(300);
  });
});
