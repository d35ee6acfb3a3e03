import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, number, text, textIn } from '../tables/item.ts';
import type { TableNames } from '../tables/table-names.ts';
import { connectionIn, itemOf, standingAttributes } from './connection-item.ts';
import type { ConnectionStore } from './connection-store.ts';
import { listConnections } from './dynamo-connection-list.ts';
import { enterUses, strikeUses } from './dynamo-secret-uses.ts';
import type { Standing, StoredConnection } from './stored-connection.ts';

type Tables = Pick<TableNames, 'connections' | 'secretUses'>;
type Replacing = { readonly expected: number; readonly standing: 'given' | 'kept' };
/** What a conditional write came to; `stored` is what stands where it was not made. */
type Written = { readonly isDone: true; readonly before: Item | undefined } | { readonly isDone: false; readonly stored: StoredConnection | null };

/** Connections in DynamoDB. Correct by conditional writes of single items alone. */
export function makeDynamoConnectionStore(client: DynamoDBClient, tables: Tables): ConnectionStore {
  const store = new Connections(client, tables);
  return {
    create: (connection) => store.create(connection),
    get: async (id) => readConnection(await store.item(id)),
    replace: (connection, expected, standing = 'given') => store.replace(connection, { expected, standing }),
    setStanding: (id, revision, standing) => store.setStanding(id, revision, standing),
    remove: (id, expected) => store.remove(id, expected),
    list: (filter, page) => listConnections({ client, tables }, { filter, page }),
  };
}

function readConnection(item: Item | undefined): StoredConnection | null {
  return item ? connectionIn(item) : null;
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

  async item(id: string): Promise<Item | undefined> {
    const { Item: item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key: keyOf(id), ConsistentRead: true }));
    return item;
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

  async replace(connection: StoredConnection, { expected, standing }: Replacing): Promise<'replaced' | 'conflict' | 'gone'> {
    await enterUses(this.#uses, connection);
    const change = await this.#change(connection, { expected, standing });
    if (change.isDone) {
      if (change.before) await strikeUses(this.#uses, { was: connectionIn(change.before), is: connection });
      return 'replaced';
    }
    await strikeUses(this.#uses, { was: connection, is: change.stored });
    return change.stored ? 'conflict' : 'gone';
  }

  async setStanding(id: string, revision: number, standing: Standing): Promise<'set' | 'conflict' | 'gone'> {
    const { stateAndId, standing: document } = standingAttributes(id, standing);
    const update = new UpdateItemCommand({
      TableName: this.#table,
      Key: keyOf(id),
      UpdateExpression: 'SET stateAndId = :stateAndId, standing = :standing',
      ConditionExpression: 'revision = :revision',
      ExpressionAttributeValues: { ':stateAndId': stateAndId, ':standing': document, ':revision': number(revision) },
    });
    if (await isWritten(this.#client.send(update))) return 'set';
    return (await this.item(id)) ? 'conflict' : 'gone';
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
  #change(connection: StoredConnection, { expected, standing }: Replacing): Promise<Written> {
    const { id } = connection;
    const writeId = randomUUID();
    const untouched = standing === 'given' ? ['id'] : ['id', 'standing', 'stateAndId'];
    const set = Object.entries(itemOf(connection, writeId)).filter(([name]) => !untouched.includes(name));
    const update = new UpdateItemCommand({
      TableName: this.#table,
      Key: keyOf(id),
      UpdateExpression: `SET ${set.map((_entry, index) => `#${index} = :${index}`).join(', ')}`,
      ConditionExpression: 'revision = :expected',
      ExpressionAttributeNames: Object.fromEntries(set.map(([name], index) => [`#${index}`, name])),
      ExpressionAttributeValues: { ...Object.fromEntries(set.map(([, value], index) => [`:${index}`, value])), ':expected': number(expected) },
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
    return item && textIn(item, 'writeId') === writeId ? { isDone: true, before: undefined } : { isDone: false, stored: readConnection(item) };
  }
}

function keyOf(id: string): Item {
  return { id: text(id) };
}
