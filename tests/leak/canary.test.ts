import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GUIDE } from '../../infra/local/seed.ts';
import { ADMINISTRATOR } from '../helpers/administrator.ts';
import { formsOf, freshCanary, freshToken, leaksIn } from '../helpers/canary.ts';
import { maskOf, Product } from '../helpers/product.ts';

// Every way into a sink that the scanner must look at, taken on purpose in the running product.
const product = new Product();
beforeAll(() => product.start({}));
afterAll(() => product.close());

const client = () => ({ endpoint: product.stack.aws.url, region: 'us-east-1', credentials: ADMINISTRATOR });
const NAME = 'secret-mask-resolver-local';

it.each(['', 'a', 'ab', 'abc', 'abcd'])('a Basic header of the user "%s" is found by the password in it', (user) => {
  const secret = freshToken();
  const header = `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  expect(leaksIn(new Map([['header', header]]), [secret]).length).toBeGreaterThan(0);
});

it('a clean sink has no leaks', () => {
  expect(leaksIn(new Map([['log', JSON.stringify({ status: 'authorized', arn: GUIDE.arn })]]), [freshCanary(), freshToken()])).toEqual([]);
});

it.each<[sink: string, plant: (text: string) => Promise<unknown>]>([
  ['answers', (text) => lint(text)],
  [
    `table ${NAME}-IdempotencyTable`,
    (text) =>
      new DynamoDBClient(client()).send(new PutItemCommand({ TableName: `${NAME}-IdempotencyTable`, Item: { id: { S: 'planted' }, answer: { S: text } } })),
  ],
  [`queue ${NAME}-VerificationDeadLetters`, (text) => send(`${NAME}-VerificationDeadLetters`, text)],
  [
    'events',
    (text) =>
      new EventBridgeClient(client()).send(new PutEventsCommand({ Entries: [{ Source: 'planted', DetailType: 'Planted', Detail: JSON.stringify({ text }) }] })),
  ],
  ['temporary file planted.txt', (text) => writeFile(join(product.temporaryFolder, 'planted.txt'), text)],
])('what is planted in "%s" is found there, and a run without it is clean', async (sink, plant) => {
  const [secret, other] = [freshToken(), freshToken()];
  await plant('nothing of it');
  expect(leaksIn(await product.everySink(), [secret])).toEqual([]);
  await plant(Buffer.from(`user:${secret}`).toString('base64url'));
  expect(new Set(leaksIn(await product.everySink(), [secret]).map((leak) => leak.sink))).toEqual(new Set([sink]));
  expect(leaksIn(await product.everySink(), [other])).toEqual([]);
});

it('the forms in which a value most likely slips into a text are found, each', () => {
  const secret = freshCanary();
  const sinks = new Map([...formsOf(secret)].map(([form, text]) => [form, `before ${text} after`]));
  expect(new Set(leaksIn(sinks, [freshToken(), secret]).map(({ sink }) => sink))).toEqual(new Set(sinks.keys()));
});

/** Lint answers key names: one that is a secret's value is a leak made on purpose. */
function lint(key: string): Promise<unknown> {
  const config = { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(key, GUIDE.arn) };
  return product.call('POST /v1/connections/lint', { connector: 'jira-dc', config });
}

async function send(QueueName: string, MessageBody: string): Promise<void> {
  const queues = new SQSClient(client());
  const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName }));
  await queues.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}
