import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { TableNames } from '../tables/table-names.ts';
import { isWritten, number, text, textIn } from '../tables/item.ts';
import { listOpenRuns, listRuns } from './dynamo-run-list.ts';
import { addMembers, endMember, readMember, readMembers } from './dynamo-run-members.ts';
import { changePart, expiryAt, isoNow, namesOf, readPart, type RunTable } from './dynamo-run-table.ts';
import type { Run, RunCounts } from './run.ts';
import { endedOf, OUTCOMES } from './run-counts.ts';
import { counterOf, counters, runIn, runItem, runKey, shownOf } from './run-item.ts';
import type { RunStore } from './run-store.ts';

/** Runs in DynamoDB: an item for each, and one for each of its members. Correct by writes of single items alone. `now` in milliseconds. */
export function makeDynamoRunStore(client: DynamoDBClient, tables: Pick<TableNames, 'runs'>, now: () => number = Date.now): RunStore {
  const at: RunTable = { client, table: tables.runs, now };
  return {
    create: (run) => create(at, run),
    get: (id) => readRun(at, id),
    list: (projects, page) => listRuns(at, projects, page),
    open: (page) => listOpenRuns(at, page),
    addMembers: (id, members) => addMembers(at, id, members),
    gathered: (id) => gathered(at, id),
    member: (id, connectionId) => readMember(at, id, connectionId),
    members: (id, which, page) => readMembers(at, { id, which }, page),
    endMember: (id, connectionId, end) => endMember(at, { id, connectionId }, end),
    finish: async (id, counts, finishedAt) => ((await finish(at, id, { counts, finishedAt })) ? 'finished' : 'already'),
    told: (id) => told(at, id),
    cancel: (id, when) => cancel(at, id, when),
  };
}

async function create(at: RunTable, run: Run): Promise<'created' | 'exists'> {
  const writeId = randomUUID();
  const put = new PutItemCommand({
    TableName: at.table,
    Item: runItem(run, { writeId, movedAt: isoNow(at), expiresAt: expiryAt(at) }),
    ConditionExpression: 'attribute_not_exists(#run)',
    ExpressionAttributeNames: namesOf(['run']),
  });
  if (await isWritten(at.client.send(put))) return 'created';
  const item = await readPart(at, runKey(run.id));
  return item && textIn(item, 'writeId') === writeId ? 'created' : 'exists';
}

async function readRun(at: RunTable, id: string): Promise<Run | null> {
  const item = await readPart(at, runKey(id));
  return item && shownOf(runIn(item));
}

async function gathered(at: RunTable, id: string): Promise<void> {
  await changePart(at, runKey(id), {
    update: 'SET #state = :running, #movedAt = :now',
    condition: '#state = :gathering',
    names: ['state', 'movedAt'],
    values: { ':running': text('running'), ':gathering': text('gathering'), ':now': text(isoNow(at)) },
  });
}

/** A cancelled run stays one. */
async function finish(at: RunTable, id: string, end: { readonly counts: RunCounts; readonly finishedAt: string }): Promise<boolean> {
  return (await finishFrom(at, id, { ...end, from: 'running', to: 'done' })) || finishFrom(at, id, { ...end, from: 'cancelled', to: 'cancelled' });
}

type Finish = { readonly counts: RunCounts; readonly finishedAt: string; readonly from: string; readonly to: string };

function finishFrom(at: RunTable, id: string, { counts, finishedAt, from, to }: Finish): Promise<boolean> {
  const names = ['total', ...OUTCOMES.map(counterOf)];
  const values = { total: number(endedOf(counts)), ...counters(counts) };
  return changePart(at, runKey(id), {
    update: `SET #state = :to, #finishedAt = :finishedAt, #movedAt = :now, ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    condition: '#state = :from AND attribute_not_exists(#finishedAt)',
    names: ['state', 'finishedAt', 'movedAt', ...names],
    values: {
      ':from': text(from),
      ':to': text(to),
      ':finishedAt': text(finishedAt),
      ':now': text(isoNow(at)),
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
    },
  });
}

async function told(at: RunTable, id: string): Promise<void> {
  await changePart(at, runKey(id), {
    update: 'SET #toldAt = :now REMOVE #open',
    condition: 'attribute_exists(#finishedAt)',
    names: ['toldAt', 'open', 'finishedAt'],
    values: { ':now': text(isoNow(at)) },
  });
}

async function cancel(at: RunTable, id: string, when: string): Promise<'cancelled' | 'over' | 'gone'> {
  const isCancelled = await changePart(at, runKey(id), {
    update: 'SET #state = :cancelled, #movedAt = :when',
    condition: '#state IN (:gathering, :running)',
    names: ['state', 'movedAt'],
    values: { ':cancelled': text('cancelled'), ':gathering': text('gathering'), ':running': text('running'), ':when': text(when) },
  });
  if (isCancelled) return 'cancelled';
  return (await readPart(at, runKey(id))) ? 'over' : 'gone';
}
