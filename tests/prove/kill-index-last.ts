import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { TableNames } from '../../shared/tables/table-names.ts';

type Command = Parameters<DynamoDBClient['send']>[0];

/** What the proof must find out: the client of a store that enters the secrets of a connection after it has written the connection. */
export function indexLast(client: DynamoDBClient, tables: TableNames): DynamoDBClient {
  const waiting = new Map<string, Command[]>();
  const send = async (command: Command): Promise<unknown> => {
    if (command instanceof PutItemCommand && command.input.TableName === tables.secretUses) {
      const id = command.input.Item?.['connectionId']?.S ?? '';
      waiting.set(id, [...(waiting.get(id) ?? []), command]);
      return {};
    }
    const answer = await client.send(command);
    const id = writtenBy(command, tables);
    const entries = waiting.get(id) ?? [];
    waiting.delete(id);
    for (const entry of entries) await client.send(entry).catch(() => null);
    return answer;
  };
  return Object.assign(Object.create(client), { send });
}

/** The id of the connection that a command writes. */
function writtenBy(command: Command, tables: TableNames): string {
  const isWrite = command instanceof PutItemCommand || command instanceof UpdateItemCommand;
  if (!isWrite || command.input.TableName !== tables.connections) return '';
  const id = command instanceof PutItemCommand ? command.input.Item?.['id'] : command.input.Key?.['id'];
  return id?.S ?? '';
}
