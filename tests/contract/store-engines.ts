import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateTableCommand, type CreateTableCommandInput, DescribeTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { tablesOfTemplate } from '../../infra/local/aws/dynamodb/template-tables.ts';
import { startAws } from '../../infra/local/aws/endpoint.ts';
import type { TableNames } from '../../shared/tables/table-names.ts';
import { templateOf } from '../helpers/cloudformation-yaml.ts';
import { writingInTurn } from './altered-client.ts';
import { startMoto } from './moto-server.ts';

export type Engine = { readonly client: DynamoDBClient; freshTables(): Promise<TableNames>; stop(): Promise<void> };
export type EngineChoice = { readonly name: string; readonly isPresent: boolean; readonly start: () => Promise<Engine> };
type Server = { readonly url: string; stop(): Promise<void> };

const PSEUDO = {
  account: '137149879143',
  region: 'us-east-1',
  partition: 'aws',
  stackId: 'arn:aws:cloudformation:us-east-1:137149879143:stack/s/x',
  parameters: {},
};
const DYNAMODB_LOCAL = process.env['DYNAMODB_LOCAL_DIRECTORY'] ?? '/opt/dynamodb-local';

/** The DynamoDBs that the stores are held against; their tables are those of infra/aws/tables.yml. */
export const ENGINES: readonly EngineChoice[] = [
  { name: 'the embedded DynamoDB (dynalite)', isPresent: true, start: () => engineAt(startEmbedded()) },
  { name: 'moto_server', isPresent: isInstalled('moto_server', '--help'), start: () => engineAt(startMoto(), writingInTurn) },
  {
    name: "Amazon's DynamoDB Local",
    isPresent: existsSync(join(DYNAMODB_LOCAL, 'DynamoDBLocal.jar')) && isInstalled('java', '-version'),
    start: () => engineAt(startDynamoDbLocal()),
  },
];
for (const { name, isPresent } of ENGINES)
  if (!isPresent) console.warn(`SKIPPED: ${name} is not here (DYNAMODB_LOCAL_DIRECTORY, PATH), so the stores are not held against it.`);

function isInstalled(command: string, flag: string): boolean {
  return spawnSync(command, [flag]).status === 0;
}

async function startEmbedded(): Promise<Server> {
  const aws = await startAws({ port: 0, dataDirectory: null, now: Date.now, account: PSEUDO.account, region: PSEUDO.region, roles: [], onEvent: () => {} });
  return { url: aws.url, stop: () => aws.close() };
}

async function startDynamoDbLocal(): Promise<Server> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await new Promise((resolve) => probe.close(resolve));
  const flags = ['-Djava.library.path=DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', '-inMemory', '-disableTelemetry', '-port', String(port)];
  const child = spawn('java', flags, { cwd: DYNAMODB_LOCAL, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  const client = clientOf(url);
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (await client.send(new ListTablesCommand({})).catch(() => null)) break;
    await delay(100);
  }
  client.destroy();
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function clientOf(url: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint: url,
    region: PSEUDO.region,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  });
}

async function engineAt(starting: Promise<Server>, alter = (client: DynamoDBClient): DynamoDBClient => client): Promise<Engine> {
  const server = await starting;
  const client = alter(clientOf(server.url));
  const stop = async (): Promise<void> => {
    client.destroy();
    await server.stop();
  };
  return { client, freshTables: () => makeTables(client), stop };
}

/** A table that is still being made is not found by those who use it. */
async function activeTable(client: DynamoDBClient, name: string | undefined): Promise<void> {
  for (;;) {
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const parts = [table?.TableStatus, ...(table?.GlobalSecondaryIndexes ?? []).map(({ IndexStatus }) => IndexStatus)];
    if (parts.every((status) => status === 'ACTIVE')) return;
    await delay(5);
  }
}

async function makeTables(client: DynamoDBClient): Promise<TableNames> {
  const stackName = `stores-${randomUUID()}`;
  const tables = tablesOfTemplate(await templateOf('tables.yml'), { ...PSEUDO, stackName });
  for (const table of tables) {
    const input: CreateTableCommandInput = JSON.parse(JSON.stringify(table));
    await client.send(new CreateTableCommand(input));
    await activeTable(client, input.TableName);
  }
  const name = (logicalId: string): string => `${stackName}-${logicalId}`;
  return {
    connections: name('ConnectionsTable'),
    secretUses: name('SecretUsesTable'),
    verifications: name('VerificationsTable'),
    idempotency: name('IdempotencyTable'),
    settings: name('SettingsTable'),
    attempts: name('AttemptsTable'),
    budgets: name('BudgetsTable'),
    runs: name('RunsTable'),
    hosts: name('HostsTable'),
    watches: name('WatchesTable'),
  };
}
