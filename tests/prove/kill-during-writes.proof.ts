import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { makeDynamoConnectionStore } from '../../shared/connections/dynamo-connection-store.ts';
import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import { ended, inFolder, messageOf, start } from './children.ts';
import { marksOf } from './kill-marks.ts';
import { type Counts, Story } from './kill-story.ts';
import { dependencies, faultsOf, type Survey, survey } from './kill-survey.ts';
import { CREDENTIALS, REGION, TABLES } from './local-tables.ts';
import type { Figure, Proof } from './proof.ts';
import { between, seeded } from '../helpers/random.ts';

const KILLS_OF_ALL = 100;
const KILLS_OF_WRITERS = 100;
/** From the first write that is acknowledged. */
const [SOONEST_MS, LATEST_MS] = [0, 600];
const SETTLING_MS = 250;

type Totals = { kills: number; acknowledged: number; inFlight: number; checked: number; pairs: number; readonly faults: string[] };
type Run = { readonly story: Story; readonly random: () => number; readonly totals: Totals; readonly env: NodeJS.ProcessEnv; readonly progress: () => void };

export const proof: Proof = {
  name: 'kill-during-writes',
  claim:
    'Writers of connections are killed with SIGKILL at a random moment: the tables open clean, the last acknowledged write of every connection is there, and no dependent of a secret is missing from the index',
  bound: `${KILLS_OF_ALL} kills of engine and writers together and ${KILLS_OF_WRITERS} of the writers alone: 0 faults`,
  run: async (progress) => {
    const seed = Number(process.env['PROVE_SEED'] ?? Date.now() % 1_000_000);
    const totals: Totals = { kills: 0, acknowledged: 0, inFlight: 0, checked: 0, pairs: 0, faults: [] };
    const tell = (): void => progress(`seed ${seed}: ${wordsOf(totals)}`, totals.kills, KILLS_OF_ALL + KILLS_OF_WRITERS);
    await inFolder(async (folder) => {
      const run: Run = { story: new Story(), random: seeded(seed), totals, env: { NODE_COMPILE_CACHE: join(folder, 'compiled') }, progress: tell };
      await killAll(run, join(folder, 'data'));
      if (totals.faults.length === 0) await killWriters(run, join(folder, 'data'));
    });
    return figuresOf(totals, seed);
  },
};

/** The engine is in the writers' process. Each life opens what the one before it has left; the first fault ends it. */
async function killAll(run: Run, data: string): Promise<void> {
  for (let life = 0; life <= KILLS_OF_ALL && run.totals.faults.length === 0; life += 1) {
    const child = start('./kill-writer.ts', { args: [data], env: run.env });
    const seen = await checked(run, await urlOf(child), false);
    if (life < KILLS_OF_ALL && run.totals.faults.length === 0) await writeAndKill(run, child, seen);
    await ended(child, 'SIGKILL');
  }
}

/** What a function that dies is to DynamoDB. */
async function killWriters(run: Run, data: string): Promise<void> {
  const engine = start('./engine-process.ts', { args: [data], env: run.env });
  const url = await urlOf(engine);
  for (let life = 0; life < KILLS_OF_WRITERS && run.totals.faults.length === 0; life += 1) {
    const child = start('./kill-writer.ts', { args: [url], env: run.env });
    await urlOf(child);
    await writeAndKill(run, child, await checked(run, url, true));
  }
  await checked(run, url, true);
  engine.send('close');
  await ended(engine);
}

async function urlOf(child: ChildProcess): Promise<string> {
  return String(Reflect.get(Object(await messageOf(child)), 'url'));
}

async function writeAndKill({ story, random, totals, progress }: Run, child: ChildProcess, { found }: Survey): Promise<void> {
  const told = linesInto(story, child);
  const orders = { seed: between(1, 1_000_000_000, random), connections: [...found.values()] satisfies StoredConnection[] };
  child.send(orders);
  await told.first;
  await delay(between(SOONEST_MS, LATEST_MS, random));
  await ended(child, 'SIGKILL');
  await told.all;
  if (child.signalCode !== 'SIGKILL') throw new Error('The writers ended before they were killed.');
  totals.kills += 1;
  count(totals, story.counts());
  progress();
}

/** Reads everything a child says until its pipe is closed; half a line is nothing said. */
function linesInto(story: Story, child: ChildProcess): { readonly first: Promise<unknown>; readonly all: Promise<unknown> } {
  const { stdout } = child;
  if (!stdout) throw new Error('The writers have no pipe.');
  let rest = '';
  let heard = (): void => {};
  const first = new Promise<void>((resolve) => (heard = resolve));
  stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) story.tell(JSON.parse(line));
    if (lines.some((line) => line.includes('"outcome"'))) heard();
  });
  return { first, all: once(stdout, 'close') };
}

function count(totals: Totals, { acknowledged, inFlight }: Counts): void {
  totals.acknowledged = acknowledged;
  totals.inFlight += inFlight;
}

/** Where the engine lives on, a request of the dead may still be under way: what is wrong then is looked at again. */
async function checked({ story, totals, progress }: Run, endpoint: string, isEngineAlive: boolean): Promise<Survey> {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  try {
    const store = makeDynamoConnectionStore(client, TABLES);
    let seen = await survey(store, story.ids());
    let faults = faultsOf(seen, story);
    if (faults.length > 0 && isEngineAlive) {
      await delay(SETTLING_MS);
      seen = await survey(store, story.ids());
      faults = faultsOf(seen, story);
    }
    totals.checked += story.ids().length;
    totals.pairs += dependencies(seen);
    totals.faults.push(...faults);
    story.settle(seen.found, marksOf, isEngineAlive);
    progress();
    return seen;
  } finally {
    client.destroy();
  }
}

function wordsOf({ acknowledged, inFlight, faults }: Totals): string {
  return `${acknowledged} writes acknowledged, ${inFlight} in flight, ${faults.length} faults`;
}

function figuresOf({ kills, acknowledged, inFlight, checked: connections, pairs, faults }: Totals, seed: number): readonly Figure[] {
  const said = `${acknowledged.toLocaleString('en')} writes acknowledged and ${inFlight.toLocaleString('en')} in flight when killed`;
  const first = faults.length > 0 ? `; the first: ${faults[0]}` : '';
  return [
    {
      name: 'kills',
      measured: `${kills} (seed ${seed}); ${said}`,
      isWithin: kills === KILLS_OF_ALL + KILLS_OF_WRITERS && acknowledged > 1_000 && inFlight > 0,
    },
    {
      name: 'faults',
      measured: `${faults.length} among ${connections.toLocaleString('en')} connections and ${pairs.toLocaleString('en')} dependents checked${first}`,
      isWithin: faults.length === 0,
    },
  ];
}
