import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConnectionFilter } from '../../shared/connections/connection-store.ts';
import { makeDynamoConnectionStore } from '../../shared/connections/dynamo-connection-store.ts';
import type { TableNames } from '../../shared/tables/table-names.ts';
import { arnOf, CONNECTED, newId, storedConnection } from '../helpers/stores/stored-connections.ts';
import { type Engine, ENGINES } from './store-engines.ts';

type Command = Parameters<DynamoDBClient['send']>[0];

let engine: Engine;
let tables: TableNames;

// 120 connections in one project, all alike, 60 in each of two quarters of the ids: every index has as many of them.
beforeAll(async () => {
  engine = await ENGINES[0]!.start();
  tables = await engine.freshTables();
  const store = makeDynamoConnectionStore(engine.client, tables);
  const connections = Array.from({ length: 120 }, (_, at) =>
    storedConnection({ id: newId().replace(/^con_./, at % 2 === 0 ? 'con_0' : 'con_f'), secrets: ['shared'], standing: CONNECTED }),
  );
  for (let from = 0; from < connections.length; from += 30) await Promise.all(connections.slice(from, from + 30).map((each) => store.create(each)));
});
afterAll(() => engine.stop());

/** What each page of a walk costs, as "queries+batch reads", and how many connections it shows. */
async function costs(filter: ConnectionFilter, limit = 50): Promise<readonly (readonly [cost: string, shown: number])[]> {
  const pages: (readonly [string, number])[] = [];
  for (let after: string | null = null; ;) {
    const sent: string[] = [];
    const send = (command: Command): Promise<unknown> => {
      sent.push(command.constructor.name);
      return engine.client.send(command);
    };
    const client: DynamoDBClient = Object.assign(Object.create(engine.client), { send });
    const { items, next } = await makeDynamoConnectionStore(client, tables).list(filter, { limit, after });
    const [queries, reads] = ['QueryCommand', 'BatchGetItemCommand'].map((name) => sent.filter((each) => each === name).length);
    expect(sent).toHaveLength(queries! + reads!);
    pages.push([`${queries}+${reads}`, items.length]);
    if (next === null) return pages;
    after = next;
  }
}

const PROJECT = ['demo'];
const CONNECTOR = 'jira-cloud';
const STATE = 'connected';

it.each<[string, ConnectionFilter]>([
  ['a project', { projects: PROJECT }],
  ['a project and a connector', { projects: PROJECT, connector: CONNECTOR }],
  ['a project and a state', { projects: PROJECT, state: STATE }],
  ['a secret', { projects: null, secretArn: arnOf('shared') }],
])('every page of 50 for %s costs one query and one batch read', async (_, filter) => {
  expect(await costs(filter)).toEqual([
    ['1+1', 50],
    ['1+1', 50],
    ['1+1', 20],
  ]);
});

it.each<[string, ConnectionFilter]>([
  ['no filter', { projects: null }],
  ['a connector', { projects: null, connector: CONNECTOR }],
  ['a state', { projects: null, state: STATE }],
])('with %s over all projects, a page costs as much again only for each quarter of the ids that ends on it', async (_, filter) => {
  // Page 2 ends the first quarter; the second and the third are empty and cost a query each; page 3 ends the fourth.
  expect(await costs(filter)).toEqual([
    ['1+1', 50],
    ['4+2', 50],
    ['1+1', 20],
  ]);
});

it('the cost of a walk grows with its pages, and not with what lies behind them', async () => {
  const costOf = async (limit: number): Promise<number> => (await costs({ projects: PROJECT }, limit)).length;
  expect([await costOf(10), await costOf(20), await costOf(40)]).toEqual([12, 6, 3]);
  expect(new Set((await costs({ projects: PROJECT }, 10)).map(([cost]) => cost))).toEqual(new Set(['1+1']));
});
