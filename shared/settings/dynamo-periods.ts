import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, number, numberIn, text, textIn } from '../tables/item.ts';
import { readFormerPeriods } from './dynamo-former-periods.ts';
import { readItem, type SettingsTable } from './dynamo-revised-part.ts';
import { readDispatched } from './dynamo-tick.ts';
import { entered, MOST_PERIODS, NOWHERE, type Period, seen } from './period.ts';

type Kept = { readonly periods: readonly Period[]; readonly revision: number };

/** All in one item, so that one conditional write holds to the most there may be. */
const KEY: Item = { kind: text('periods'), id: text('periods') };
/** Each round that is lost is a write of somebody else's, and there are fewer periods to write than this. */
const ROUNDS = 100;

export async function addPeriod(at: SettingsTable, everyMinutes: number, nowMs: number): Promise<'added' | 'full'> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const kept = await read(at, nowMs);
    const dispatched = kept.periods.length < MOST_PERIODS ? NOWHERE : await readDispatched(at);
    const next = entered(kept.periods, { everyMinutes, seenAtMs: nowMs }, dispatched);
    if (next === 'full') return 'full';
    if (next === 'there' || (await write(at, next, kept))) return 'added';
  }
  throw new Error(BUSY);
}

/** As acknowledged: a period missed here is one whose connections nobody verifies. */
export async function readPeriods(at: SettingsTable, nowMs: number): Promise<readonly Period[]> {
  const { periods } = await read(at, nowMs);
  return periods.toSorted((a, b) => a.everyMinutes - b.everyMinutes);
}

/** What is in use is kept, whatever the most there may be. */
export async function keepPeriods(at: SettingsTable, found: readonly number[], nowMs: number): Promise<void> {
  if (found.length === 0) return;
  for (let round = 0; round < ROUNDS; round += 1) {
    const kept = await read(at, nowMs);
    if (await write(at, seen(kept.periods, found, nowMs), kept)) return;
  }
  throw new Error(BUSY);
}

const BUSY = 'The periods in use could not be written: too many others were.';

async function read(at: SettingsTable, nowMs: number): Promise<Kept> {
  const item = await readItem(at, KEY);
  if (!item) return { periods: await readFormerPeriods(at, nowMs), revision: 0 };
  const periods: readonly Period[] = JSON.parse(textIn(item, 'periods'));
  return { periods, revision: numberIn(item, 'revision') };
}

/** Only over what was read. A second attempt, of the SDK, after an answer that was lost is one more round. */
function write({ client, table }: SettingsTable, next: readonly Period[], { revision }: Kept): Promise<boolean> {
  const update = new UpdateItemCommand({
    TableName: table,
    Key: KEY,
    UpdateExpression: 'SET periods = :periods, revision = :next',
    ConditionExpression: revision === 0 ? 'attribute_not_exists(revision)' : 'revision = :revision',
    ExpressionAttributeValues: {
      ':periods': text(JSON.stringify(next)),
      ':next': number(revision + 1),
      ...(revision !== 0 && { ':revision': number(revision) }),
    },
  });
  return isWritten(client.send(update));
}
