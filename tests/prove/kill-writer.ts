import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startAws } from '../../infra/local/aws/endpoint.ts';
import type { ConnectionStore } from '../../shared/connections/connection-store.ts';
import { makeDynamoConnectionStore } from '../../shared/connections/dynamo-connection-store.ts';
import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import { clientBehaviour } from '../../shared/secrets/aws-calls.ts';
import { indexLast } from './kill-index-last.ts';
import { configOf, newConnection, standingOf } from './kill-marks.ts';
import type { Begun, Ended } from './kill-story.ts';
import { ACCOUNT, CREDENTIALS, REGION, TABLES, tablesToProve } from './local-tables.ts';
import { between, connectionId, oneOf, seeded } from '../helpers/random.ts';

// Writes connections as fast as it can until it is killed: node kill-writer.ts <data directory, or the address of an engine>
// Where it is a data directory, the engine is in this process and dies with it.

export type Orders = { readonly seed: number; readonly connections: readonly StoredConnection[] };

const WRITERS = 8;
const MOST_OWNED = 10;
/** Every so many connections are everyone's: there the writers meet. */
const EVERY_SHARED = 5;

const [, , place = ''] = process.argv;
const url = place.startsWith('http://') ? place : await engineIn(place);
const client = new DynamoDBClient({ ...clientBehaviour(Math.random), endpoint: url, region: REGION, credentials: CREDENTIALS });
const store = makeDynamoConnectionStore(process.env['PROVE_SABOTAGE'] === 'index-last' ? indexLast(client, TABLES) : client, TABLES);

process.on('message', (orders: Orders) => {
  const shared = orders.connections.filter((_, at) => at % EVERY_SHARED === 0);
  const owned = orders.connections.filter((_, at) => at % EVERY_SHARED !== 0);
  for (let at = 0; at < WRITERS; at += 1) {
    const own = new Map(owned.filter((_, index) => index % WRITERS === at).map((connection) => [connection.id, connection]));
    void writeForever({ random: seeded(orders.seed + at), own, shared: shared.map(({ id }) => id) });
  }
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url });

async function engineIn(dataDirectory: string): Promise<string> {
  const tables = await tablesToProve();
  const aws = await startAws({ port: 0, dataDirectory, now: Date.now, account: ACCOUNT, region: REGION, roles: [], tables, onEvent: () => {} });
  return aws.url;
}

type Writer = { readonly random: () => number; readonly own: Map<string, StoredConnection>; readonly shared: readonly string[] };

async function writeForever(writer: Writer): Promise<never> {
  for (;;) {
    const { random, own, shared } = writer;
    const id = shared.length > 0 && random() < 0.25 ? oneOf(shared, random) : null;
    if (id !== null) await writeShared(id, random);
    else if (own.size < between(3, MOST_OWNED, random)) await create(writer);
    else await writeOwn(oneOf([...own.values()], random), writer);
  }
}

async function create({ own, random }: Writer): Promise<void> {
  const op = randomUUID();
  const connection = newConnection(connectionId(Math.random), configOf(op, random));
  const begun = { op, kind: 'create', id: connection.id, revision: 1, keepsStanding: false } as const;
  if ((await told(begun, (to) => to.create(connection))) === 'created') own.set(connection.id, connection);
}

async function writeOwn(connection: StoredConnection, { own, random }: Writer): Promise<void> {
  const after = await write(connection, random);
  if (after) own.set(connection.id, after);
  else own.delete(connection.id);
}

/** Others may have changed it since anyone looked, or do so now. */
async function writeShared(id: string, random: () => number): Promise<void> {
  const connection = await store.get(id).catch(() => null);
  if (connection) await write(connection, () => Math.max(0.1, random()));
}

/** The connection as it is then, or null where it is gone or nobody knows. */
async function write(connection: StoredConnection, random: () => number): Promise<StoredConnection | null> {
  const { id, revision } = connection;
  const op = randomUUID();
  const choice = random();
  if (choice < 0.1) {
    await told({ op, kind: 'remove', id, revision, keepsStanding: false }, (to) => to.remove(id, random() < 0.5 ? revision : null));
    return null;
  }
  if (choice < 0.4) {
    const standing = standingOf(op);
    const outcome = await told({ op, kind: 'stand', id, revision, keepsStanding: false }, (to) => to.setStanding(id, revision, standing, connection.standing));
    return outcome === 'set' ? { ...connection, standing } : null;
  }
  const keepsStanding = random() < 0.5;
  const given = { ...connection.standing, state: 'untested', code: null } as const;
  const next = { ...connection, config: configOf(op, random), revision: revision + 1, standing: keepsStanding ? connection.standing : given };
  const begun = { op, kind: 'replace', id, revision: revision + 1, keepsStanding } as const;
  const outcome = await told(begun, (to) => to.replace(next, revision, keepsStanding ? 'kept' : 'given'));
  return outcome === 'replaced' ? next : null;
}

/** Said before it is done, and again once it is acknowledged; nothing else is done in between. */
async function told(begun: Begun, act: (to: ConnectionStore) => Promise<string>): Promise<string> {
  say(begun);
  try {
    const outcome = await act(store);
    say({ op: begun.op, outcome });
    return outcome;
  } catch {
    return 'unknown'; // no answer: it may have been done
  }
}

/** Straight into the pipe: what this process has said, it has said even if it is killed now. */
function say(line: Begun | Ended): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
