import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, number, text, textIn } from '../tables/item.ts';
import type { TableNames } from '../tables/table-names.ts';
import { connectionIn, itemOf, SLOT, standingAttributes } from './connection-item.ts';
import type { ConnectionStore, Replacing } from './connection-store.ts';
import { listConnections } from './dynamo-connection-list.ts';
import { readConnection, readItem } from './dynamo-connection-read.ts';
import { readDue } from './dynamo-due.ts';
import { enterUses, strikeUses } from './dynamo-secret-uses.ts';
import { writeStanding } from './dynamo-standing.ts';
import { untested } from './standing.ts';
import type { StoredConnection } from './stored-connection.ts';

type Tables = Pick<TableNames, 'connections' | 'secretUses'>;
type Replacement = { readonly expected: number; readonly standing: Replacing };
/** What a conditional write came to; `stored` is what stands where it was not made. */
type Written = { readonly isDone: true; readonly before: Item | undefined } | { readonly isDone: false; readonly stored: StoredConnection | null };

/** Connections in DynamoDB. Correct by conditional writes of single items alone. */
export function makeDynamoConnectionStore(client: DynamoDBClient, tables: Tables): ConnectionStore {
  const store = new Connections(client, tables);
  return {
    create: (connection) => store.create(connection),
    get: (id) => readConnection({ client, table: tables.connections }, id),
    replace: (connection, expected, standing = 'given') => store.replace(connection, { expected, standing }),
    setStanding: (...[id, revision, standing, before]) => writeStanding({ client, table: tables.connections }, { id, revision, standing, before }),
    remove: (id, expected) => store.remove(id, expected),
    list: (filter, page) => listConnections({ client, tables }, { filter, page }),
    due: (slot, page) => readDue({ client, tables }, slot, page),
  };
}

class Connections {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #uses: { readonly client: DynamoDBClient; readonly table: string };

  constructor(client: DynamoDBClient, tables: Tables) {
    this.#client = client;
    this.#table = tables.connections;
    this.#uses = { client, table: tables.secretUses };
  }

  item(id: string): Promise<Item | undefined> {
    return readItem({ client: this.#client, table: this.#table }, id);
  }

  async create(connection: StoredConnection): Promise<'created' | 'exists'> {
    await enterUses(this.#uses, connection);
    const writeId = randomUUID();
    const put = new PutItemCommand({ TableName: this.#table, Item: itemOf(connection, writeId), ConditionExpression: 'attribute_not_exists(id)' });
    const written = await this.#outcome(this.#client.send(put), { id: connection.id, writeId });
    if (written.isDone) return 'created';
    await strikeUses(this.#uses, { was: connection, is: written.stored });
    return 'exists';
  }

  async replace(connection: StoredConnection, { expected, standing }: Replacement): Promise<'replaced' | 'conflict' | 'gone'> {
    await enterUses(this.#uses, connection);
    const change = await this.#change(connection, { expected, standing });
    if (change.isDone) {
      if (change.before) await strikeUses(this.#uses, { was: connectionIn(change.before), is: connection });
      return 'replaced';
    }
    await strikeUses(this.#uses, { was: connection, is: change.stored });
    return change.stored ? 'conflict' : 'gone';
  }

  async remove(id: string, expected: number | null): Promise<'removed' | 'conflict' | 'gone'> {
    const isAsExpected = expected === null ? {} : { ConditionExpression: 'revision = :revision', ExpressionAttributeValues: { ':revision': number(expected) } };
    let before: Item | undefined;
    const removal = this.#client.send(new DeleteItemCommand({ TableName: this.#table, Key: keyOf(id), ReturnValues: 'ALL_OLD', ...isAsExpected }));
    const isDone = await isWritten(
      removal.then(({ Attributes }) => {
        before = Attributes;
      }),
    );
    if (!isDone) return (await this.item(id)) ? 'conflict' : 'gone';
    if (!before) return 'gone';
    await strikeUses(this.#uses, { was: connectionIn(before), is: null });
    return 'removed';
  }

  /** All that an edit decides, and the standing only if it is given: one that a test has set meanwhile is not put back. */
  #change(connection: StoredConnection, { expected, standing }: Replacement): Promise<Written> {
    const { id } = connection;
    const writeId = randomUUID();
    const untouched = standing === 'kept' ? ['id', 'standing', 'stateAndId'] : ['id'];
    const before = typeof standing === 'object' ? standingAttributes(id, standing.insteadOf).standing : null;
    // A standing that is kept may be any: a disabled connection too many in the index of what is due is passed over, one too few is missed.
    const item = itemOf(standing === 'kept' ? { ...connection, standing: untested(connection.updatedAt) } : connection, writeId);
    const set = Object.entries(item).filter(([name]) => !untouched.includes(name));
    const update = new UpdateItemCommand({
      TableName: this.#table,
      Key: keyOf(id),
      UpdateExpression: `SET ${set.map((_entry, index) => `#${index} = :${index}`).join(', ')}${SLOT in item ? '' : ` REMOVE ${SLOT}`}`,
      ConditionExpression: `revision = :expected${before ? ' AND standing = :before' : ''}`,
      ExpressionAttributeNames: Object.fromEntries(set.map(([name], index) => [`#${index}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(set.map(([, value], index) => [`:${index}`, value])),
        ':expected': number(expected),
        ...(before && { ':before': before }),
      },
      ReturnValues: 'ALL_OLD',
    });
    return this.#outcome(this.#client.send(update), { id, writeId });
  }

  /** A write carries an id of its own: a second attempt, of the SDK, after an answer that was lost finds its own write and is no conflict. */
  async #outcome(
    write: Promise<{ readonly Attributes?: Item | undefined }>,
    { id, writeId }: { readonly id: string; readonly writeId: string },
  ): Promise<Written> {
    let before: Item | undefined;
    const isDone = await isWritten(
      write.then(({ Attributes }) => {
        before = Attributes;
      }),
    );
    if (isDone) return { isDone: true, before };
    const item = await this.item(id);
    return item && textIn(item, 'writeId') === writeId ? { isDone: true, before: undefined } : { isDone: false, stored: item ? connectionIn(item) : null };
  }
}

function keyOf(id: string): Item {
  return { id: text(id) };
}
