import { createHash, randomUUID } from 'node:crypto';
import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { isWritten, type Item, number, numberIn, text, textIn } from '../tables/item.ts';
import type { TableNames } from '../tables/table-names.ts';
import type { Claim, IdempotencyKey, IdempotencyStore } from './idempotency-store.ts';
import type { Reply } from './reply.ts';

/** Longer than a function may run: who completes a claim still has it. */
const LEASE_SECONDS = 60;
const KEPT_SECONDS = 86_400;
/** A claim that ends between the write that it stops and the read that looks for it is tried again. */
const ROUNDS = 3;

/** Answers in DynamoDB; the table's TTL takes them out late, so what has expired is as absent. `now` in milliseconds. */
export function makeDynamoIdempotencyStore(client: DynamoDBClient, tables: Pick<TableNames, 'idempotency'>, now: () => number = Date.now): IdempotencyStore {
  const answers = new Answers(client, tables.idempotency, () => Math.floor(now() / 1_000));
  return {
    claim: (key, bodyDigest) => answers.claim(idOf(key), bodyDigest),
    complete: (key, reply) => answers.complete(idOf(key), reply),
    release: (key) => answers.release(idOf(key)),
  };
}

/** One length whatever the caller sends, and nobody's subject as a key. */
function idOf({ caller, project, route, key }: IdempotencyKey): string {
  return createHash('sha256')
    .update(JSON.stringify([caller, project, route, key]))
    .digest('hex');
}

class Answers {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #nowSeconds: () => number;

  constructor(client: DynamoDBClient, table: string, nowSeconds: () => number) {
    this.#client = client;
    this.#table = table;
    this.#nowSeconds = nowSeconds;
  }

  async claim(id: string, bodyDigest: string): Promise<Claim> {
    const claimId = randomUUID();
    for (let round = 0; round < ROUNDS; round += 1) {
      if (await this.#put(id, { bodyDigest: text(bodyDigest), claimId: text(claimId) })) return { kind: 'new' };
      const item = await this.#standing(id);
      // Our own: the SDK wrote it, lost the answer and tried again.
      if (item && textIn(item, 'claimId') === claimId) return { kind: 'new' };
      if (item) return claimIn(item, bodyDigest);
    }
    return { kind: 'in_progress' };
  }

  async complete(id: string, reply: Reply): Promise<void> {
    const update = new UpdateItemCommand({
      TableName: this.#table,
      Key: { id: text(id) },
      UpdateExpression: 'SET reply = :reply, expiresAt = :end',
      ConditionExpression: 'attribute_not_exists(reply) AND expiresAt > :now',
      ExpressionAttributeValues: {
        ':reply': text(JSON.stringify(reply)),
        ':end': number(this.#nowSeconds() + KEPT_SECONDS),
        ':now': number(this.#nowSeconds()),
      },
    });
    await isWritten(this.#client.send(update));
  }

  async release(id: string): Promise<void> {
    const removal = new DeleteItemCommand({ TableName: this.#table, Key: { id: text(id) }, ConditionExpression: 'attribute_not_exists(reply)' });
    await isWritten(this.#client.send(removal));
  }

  async #put(id: string, claim: Item): Promise<boolean> {
    const put = new PutItemCommand({
      TableName: this.#table,
      Item: { id: text(id), expiresAt: number(this.#nowSeconds() + LEASE_SECONDS), ...claim },
      ConditionExpression: 'attribute_not_exists(id) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': number(this.#nowSeconds()) },
    });
    return isWritten(this.#client.send(put));
  }

  async #standing(id: string): Promise<Item | null> {
    const { Item: item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key: { id: text(id) }, ConsistentRead: true }));
    return item && numberIn(item, 'expiresAt') > this.#nowSeconds() ? item : null;
  }
}

function claimIn(item: Item, bodyDigest: string): Claim {
  if (textIn(item, 'bodyDigest') !== bodyDigest) return { kind: 'mismatch' };
  if (!item['reply']) return { kind: 'in_progress' };
  const reply: Reply = JSON.parse(textIn(item, 'reply'));
  return { kind: 'replay', reply };
}
