import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { tablesOfTemplate } from '../../../infra/local/aws/dynamodb/template-tables.ts';
import { startAws, type AwsEndpoint } from '../../../infra/local/aws/endpoint.ts';
import { ACCOUNT, ADMINISTRATOR, failure, type Keys, policy, role, started } from './local-endpoint.ts';

const TABLE = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'kind', AttributeType: 'S' },
  ],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'ByKind',
      KeySchema: [
        { AttributeName: 'kind', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};
const ARN = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/things`;
const ITEM = { id: { S: 'a' }, kind: { S: 'k' }, text: { S: 'é' } };
const put = new PutItemCommand({ TableName: 'things', Item: ITEM, ConditionExpression: 'attribute_not_exists(id)' });
const get = new GetItemCommand({ TableName: 'things', Key: { id: { S: 'a' } } });
const byKind = new QueryCommand({
  TableName: 'things',
  IndexName: 'ByKind',
  KeyConditionExpression: 'kind = :k',
  ExpressionAttributeValues: { ':k': { S: 'k' } },
});

const clients: DynamoDBClient[] = [];
afterEach(() => clients.splice(0).forEach((client) => client.destroy()));

function clientOf({ url }: Pick<AwsEndpoint, 'url'>, credentials: Keys = ADMINISTRATOR, region = 'us-east-1'): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint: url, region, credentials, maxAttempts: 1 });
  clients.push(client);
  return client;
}

it('a table of the template is there from the start, and answers as DynamoDB does', async () => {
  const client = clientOf(await started({ tables: [TABLE] }));
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(['things']);
  await client.send(put);
  expect(await failure(client.send(put))).toEqual({ code: 'ConditionalCheckFailedException', message: 'The conditional request failed', status: 400 });
  expect((await client.send(get)).Item).toEqual(ITEM);
  expect((await client.send(byKind)).Items).toEqual([{ id: { S: 'a' }, kind: { S: 'k' } }]);
  expect((await failure(client.send(new GetItemCommand({ TableName: 'others', Key: { id: { S: 'a' } } })))).code).toBe('ResourceNotFoundException');
});

it('a table belongs to its region', async () => {
  const elsewhere = clientOf(await started({ tables: [TABLE] }), ADMINISTRATOR, 'eu-west-1');
  expect((await elsewhere.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  expect((await failure(elsewhere.send(get))).code).toBe('ResourceNotFoundException');
});

it('calls are listed by action and table, without a word of the items', async () => {
  const endpoint = await started({ tables: [TABLE] });
  await clientOf(endpoint).send(put);
  expect(endpoint.calls.list()).toMatchObject([{ action: 'PutItem', secretId: ARN, outcome: 'ok' }]);
  expect(JSON.stringify(endpoint.calls.list())).not.toContain('é');
});

it('a fault meets a table as it does a secret', async () => {
  const endpoint = await started({ tables: [TABLE] });
  endpoint.faults.set({ kind: 'throttle', action: 'GetItem', times: 1 });
  const client = clientOf(endpoint);
  expect((await failure(client.send(get))).code).toBe('ThrottlingException');
  expect((await client.send(get)).Item).toBeUndefined();
});

describe("a function's key", () => {
  const allowing = (action: string | readonly string[], resource: string | readonly string[]): Promise<{ readonly client: DynamoDBClient }> => {
    const reader = role('reader', { policies: [policy({ Effect: 'Allow', Action: action, Resource: resource })] });
    return started({ tables: [TABLE, { ...TABLE, TableName: 'others' }], roles: [reader] }).then((endpoint) => ({
      client: clientOf(endpoint, endpoint.issueKey(reader)),
    }));
  };

  it('does what its role may, and nothing else', async () => {
    const { client } = await allowing('dynamodb:GetItem', ARN);
    expect((await client.send(get)).Item).toBeUndefined();
    expect(await failure(client.send(put))).toMatchObject({
      code: 'AccessDeniedException',
      status: 400,
      message: expect.stringContaining(`dynamodb:PutItem on resource: ${ARN}`),
    });
    expect((await failure(client.send(new GetItemCommand({ TableName: 'others', Key: { id: { S: 'a' } } })))).code).toBe('AccessDeniedException');
    expect((await failure(client.send(new ListTablesCommand({})))).code).toBe('AccessDeniedException');
    expect((await failure(client.send(new ScanCommand({ TableName: 'things' })))).code).toBe('AccessDeniedException');
  });

  it('needs a right to the index that it queries, apart from the table', async () => {
    const onTable = await allowing('dynamodb:Query', ARN);
    expect((await failure(onTable.client.send(byKind))).code).toBe('AccessDeniedException');
    const onIndex = await allowing('dynamodb:Query', `${ARN}/index/*`);
    expect((await onIndex.client.send(byKind)).Items).toEqual([]);
  });

  it('reads no table of a batch where one of them is not allowed', async () => {
    const { client } = await allowing('dynamodb:BatchGetItem', ARN);
    const Keys = [{ id: { S: 'a' } }];
    expect((await client.send(new BatchGetItemCommand({ RequestItems: { things: { Keys } } }))).Responses).toEqual({ things: [] });
    expect((await failure(client.send(new BatchGetItemCommand({ RequestItems: { things: { Keys }, others: { Keys } } })))).code).toBe('AccessDeniedException');
  });

  it('that nobody issued, or that signed something else, is refused', async () => {
    const endpoint = await started({ tables: [TABLE], roles: [] });
    const key = endpoint.issueKey(role('reader'));
    expect((await failure(clientOf(endpoint, { ...key, secretAccessKey: 'guessed' }).send(get))).code).toBe('InvalidSignatureException');
    expect((await failure(clientOf(endpoint, { ...key, accessKeyId: `${key.accessKeyId.slice(0, -1)}x` }).send(get))).code).toBe('UnrecognizedClientException');
  });
});

describe('on disk', () => {
  const options = (dataDirectory: string, tables: NonNullable<Parameters<typeof startAws>[0]['tables']>): Parameters<typeof startAws>[0] => ({
    port: 0,
    dataDirectory,
    now: Date.now,
    account: ACCOUNT,
    region: 'us-east-1',
    roles: [],
    tables,
    onEvent: () => {},
  });

  it('items outlive the stack, and a table of another version stops the start with what to do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tables-'));
    try {
      const first = await startAws(options(folder, [TABLE]));
      await clientOf(first).send(put);
      await first.close();
      const second = await startAws(options(folder, [TABLE]));
      expect((await clientOf(second).send(get)).Item).toEqual(ITEM);
      await second.close();
      await expect(startAws(options(folder, [{ ...TABLE, GlobalSecondaryIndexes: [] }]))).rejects.toThrow('--reset');
      const others = TABLE.GlobalSecondaryIndexes.map((index) => ({ ...index, Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['more'] } }));
      await expect(startAws(options(folder, [{ ...TABLE, GlobalSecondaryIndexes: others }]))).rejects.toThrow('--reset');
      const third = await startAws(options(folder, [TABLE]));
      await third.close();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

it('of a template are taken the tables whose condition holds, their names as CloudFormation would make them', () => {
  const table = { Type: 'AWS::DynamoDB::Table', Properties: { ...TABLE, TableName: undefined, TimeToLiveSpecification: { Enabled: true } } };
  const template = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } }, Resources: { Things: table, Others: { ...table, Condition: 'Never' } } };
  const pseudo = { account: ACCOUNT, region: 'us-east-1', partition: 'aws', stackName: 'stack', stackId: 'arn:x', parameters: {} };
  expect(tablesOfTemplate(JSON.parse(JSON.stringify(template)), pseudo)).toEqual([{ ...TABLE, TableName: 'stack-Things' }]);
});
