import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

type Send = () => Promise<unknown>;
type Command = Parameters<DynamoDBClient['send']>[0];

/** The client, with every call led through `around`. */
export function through(client: DynamoDBClient, around: (send: Send, command: Command) => Promise<unknown>): DynamoDBClient {
  const send = (command: Command): Promise<unknown> => around(() => client.send(command), command);
  return Object.assign(Object.create(client), { send });
}

/** What the SDK does after a lost answer: the write has been made, and is sent once more. */
export function sendingTwice(client: DynamoDBClient): DynamoDBClient {
  return through(client, async (send) => {
    await send();
    return send();
  });
}

/** The client, and the names of the commands that went through it. */
export function counting(client: DynamoDBClient): { readonly client: DynamoDBClient; readonly sent: readonly string[] } {
  const sent: string[] = [];
  const counted = through(client, (send, command) => {
    sent.push(command.constructor.name);
    return send();
  });
  return { client: counted, sent };
}

const WRITES = new Set(['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand']);

/** One write after the other. moto_server looks at a condition and writes without a lock between; DynamoDB does both at once. */
export function writingInTurn(client: DynamoDBClient): DynamoDBClient {
  let last: Promise<unknown> = Promise.resolve();
  return through(client, (send, command) => {
    if (!WRITES.has(command.constructor.name)) return send();
    const next = last.then(send);
    last = next.catch(() => null);
    return next;
  });
}
