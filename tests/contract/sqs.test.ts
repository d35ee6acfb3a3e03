import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { buildApp } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queuesOfTemplate } from '../../infra/local/aws/sqs/template-queues.ts';
import { ACCOUNT, ADMINISTRATOR } from '../unit/local-aws/local-endpoint.ts';
import { serveQueues, type ServedQueues } from '../unit/local-aws/local-queues.ts';
import { cliEnvironment, isThere } from '../helpers/oracles.ts';
import { startMoto } from './moto-server.ts';
import { FAIRNESS_CASES, MESSAGE_CASES, QUEUE_CASES, VISIBILITY_CASES, type QueueCase, type QueueSetup } from './sqs-cases.ts';

const CASES: readonly QueueCase[] = [...MESSAGE_CASES, ...VISIBILITY_CASES, ...FAIRNESS_CASES, ...QUEUE_CASES];
/** The CLI takes a second or more to start each time. */
const CLI_TIMEOUT_MS = 120_000;

/** Where others do not do what SQS does, and how that is known. A row whose case passes there fails the suite, so none outlives its reason. */
const MOTO_DIFFERENCES: Readonly<Record<string, string>> = {
  'an empty body, a body with a control character, and a body over the limit are refused': 'it takes an empty body; the API reference asks for one character',
  'the visibility of a message that is not in flight cannot be changed': 'it changes it all the same; MessageNotInflight is in the service model for this',
  'an old handle is taken and deletes nothing': 'it deletes the message by any handle it ever had; the API reference asks for the newest',
  'a message in a dead-letter queue names the queue it failed in': 'it leaves DeadLetterQueueSourceArn out; it is in the service model',
  'in a batch that is sent, the entries that fail are told by their ids and the others are sent':
    'it refuses the whole batch; the API reference reports the result of each entry individually',
  'a group is 1 to 128 letters, digits and punctuation': 'it takes any text; the API reference says what a group may hold',
  'a standard queue takes no deduplication id': 'it takes one and forgets it; the parameter is for FIFO queues',
  'a group that waits behind the backlog of another does not wait for its end': 'it hands out in the order of arrival, whatever the groups',
};
const FAUXQS_DIFFERENCES: Readonly<Record<string, string>> = {
  'a message comes as it was sent, with digests that the SDK checks': 'it refuses characters beyond #xFFFD; the API reference allows #x10000 to #x10FFFF',
  'message attributes come where asked for, with the digest of those that come': 'it sends the digest of all, whichever come; a client could not check it',
  'message attributes that are not asked for stay away': 'it sends them all the same; the API reference sends those that are named',
  'an empty body, a body with a control character, and a body over the limit are refused':
    'it puts AWS.SimpleQueueService. before every code; the service does so before a few',
  'more than ten messages cannot be asked for, nor can one wait longer than 20 seconds': 'its codes, as above',
  'a visibility timeout ends 12 hours after the receive at the latest': 'its codes, as above; and it counts the 12 hours anew with each change',
  'what is no receipt handle is refused': 'it takes any text; ReceiptHandleIsInvalid is in the service model for this',
  'a message in a dead-letter queue names the queue it failed in': 'it leaves DeadLetterQueueSourceArn out; it is in the service model',
  'in a batch that is deleted, the handles that are none are told and the others are deleted': 'it takes any text for a handle',
  'a queue asked for no attributes tells none, and an unknown one is an error': 'it tells all',
  'a message of a group names it, where asked for': 'it knows groups on FIFO queues only, and drops them here (its issue 263)',
  'each message of a batch has the group it was sent with': 'groups, as above',
  'a group is 1 to 128 letters, digits and punctuation': 'it takes any text; the API reference says what a group may hold',
  'a standard queue takes no deduplication id': 'it takes one and forgets it; the parameter is for FIFO queues',
  'a group that waits behind the backlog of another does not wait for its end': 'it hands out in the order of arrival, whatever the groups',
};
const DAYS_LONG = 'a message is gone when its retention has ended';

function queuesOf(served: ServedQueues): QueueSetup {
  const pseudo = { account: ACCOUNT, region: 'us-east-1', partition: 'aws', stackName: 's', stackId: 's', parameters: {} };
  const makeQueue: QueueSetup['makeQueue'] = async ({ RedrivePolicy, ...attributes } = {}) => {
    const name = `case-${randomUUID()}`;
    const redrive: unknown = RedrivePolicy === undefined ? null : JSON.parse(RedrivePolicy);
    // As a template declares it; the dead-letter queue must be in the same one.
    const target = typeof redrive === 'object' && redrive !== null && 'deadLetterTargetArn' in redrive ? String(redrive.deadLetterTargetArn) : null;
    const Dead = { Type: 'AWS::SQS::Queue', Properties: { QueueName: target?.split(':').at(-1) } };
    const Made = { Type: 'AWS::SQS::Queue', Properties: { QueueName: name, ...attributes, ...(redrive === null ? {} : { RedrivePolicy: redrive }) } };
    const [queue] = queuesOfTemplate({ Resources: target === null ? { Made } : { Made, Dead } }, pseudo);
    served.store.declare(queue!);
    return { name, arn: queue!.arn, url: `${served.url}/${ACCOUNT}/${name}` };
  };
  return { client: served.client(), makeQueue, pass: async (seconds) => served.advance(seconds) };
}

/** Queues that calls make, with the machine's own clock. */
function queuesAt(endpoint: string): QueueSetup {
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials: ADMINISTRATOR, maxAttempts: 1 });
  const makeQueue: QueueSetup['makeQueue'] = async (attributes = {}) => {
    const name = `case-${randomUUID()}`;
    const { QueueUrl: url } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes } }));
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
    return { name, url: url!, arn: Attributes!.QueueArn! };
  };
  return { client, makeQueue, pass: (seconds) => delay(seconds * 1000) };
}

describe('the embedded queues, asked by the AWS SDK', () => {
  let served: ServedQueues;
  beforeAll(async () => {
    served = await serveQueues();
  });
  afterAll(() => served.close());
  it.each(CASES)('$title', async ({ run }) => {
    await expect(run(queuesOf(served))).resolves.toBeUndefined();
  });
});

type Other = { readonly url: string; stop(): Promise<unknown> };
type Comparison = { readonly name: string; readonly start: () => Promise<Other>; readonly differences: Readonly<Record<string, string>> };

function compared({ name, start, differences }: Comparison): void {
  let other: Other;
  let setup: QueueSetup;
  beforeAll(async () => {
    other = await start();
    setup = queuesAt(other.url);
  });
  afterAll(async () => {
    setup.client.destroy();
    await other.stop();
  });
  // Nobody waits a minute for a retention to end.
  const cases = CASES.filter(({ title }) => title !== DAYS_LONG);
  const different = cases.flatMap((one) => (differences[one.title] === undefined ? [] : [{ ...one, why: differences[one.title] }]));
  it.each(cases.filter(({ title }) => differences[title] === undefined))('$title', async ({ run }) => {
    await expect(run(setup)).resolves.toBeUndefined();
  });
  it.each(different)(`not so on ${name}, where $why: $title`, async ({ run }) => {
    await expect(run(setup)).rejects.toSatisfy((error) => error instanceof Error && (error.name === 'AssertionError' || '$metadata' in error));
  });
  it(`every difference of ${name} names a case of the suite`, () => {
    const titles = new Set(cases.map(({ title }) => title));
    expect(Object.keys(differences).filter((title) => !titles.has(title))).toEqual([]);
  });
}

describe('the same, of fauxqs', () => {
  compared({ name: 'fauxqs', start: startFauxqs, differences: FAUXQS_DIFFERENCES });
});

const hasMoto = isThere('moto_server', ['-h']);
describe.skipIf(!hasMoto)(`the same, of moto_server${hasMoto ? '' : ' (not installed here: SKIPPED)'}`, () => {
  compared({ name: 'moto', start: startMoto, differences: MOTO_DIFFERENCES });
});

const hasCli = isThere('aws', ['--version']);
describe.skipIf(!hasCli)(`the embedded queues, asked by the aws CLI${hasCli ? '' : ' (not installed here: SKIPPED)'}`, { timeout: CLI_TIMEOUT_MS }, () => {
  it('a message is sent, received, hidden and deleted', async () => {
    const served = await serveQueues();
    const queue = await queuesOf(served).makeQueue();
    const cli = async (action: string, ...rest: readonly string[]): Promise<Record<string, unknown>> => {
      const args = ['sqs', action, ...rest, '--endpoint-url', served.url, '--region', 'us-east-1', '--output', 'json'];
      const { stdout } = await promisify(execFile)('aws', args, { env: cliEnvironment(ADMINISTRATOR) });
      const parsed: unknown = stdout.trim() === '' ? {} : JSON.parse(stdout);
      return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
    };
    expect(await cli('get-queue-url', '--queue-name', queue.name)).toEqual({ QueueUrl: queue.url });
    const sent = await cli('send-message', '--queue-url', queue.url, '--message-body', 'from the shell');
    const received = await cli('receive-message', '--queue-url', queue.url, '--attribute-names', 'All');
    expect(received['Messages']).toMatchObject([{ MessageId: sent['MessageId'], Body: 'from the shell', Attributes: { ApproximateReceiveCount: '1' } }]);
    const handle = /"ReceiptHandle":"([^"]+)"/.exec(JSON.stringify(received))?.[1] ?? '';
    await cli('change-message-visibility', '--queue-url', queue.url, '--receipt-handle', handle, '--visibility-timeout', '60');
    await cli('delete-message', '--queue-url', queue.url, '--receipt-handle', handle);
    const { Attributes } = await cli('get-queue-attributes', '--queue-url', queue.url, '--attribute-names', 'All');
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
    await expect(cli('get-queue-url', '--queue-name', 'none')).rejects.toThrow('when calling the GetQueueUrl operation: The specified queue does not exist.');
    await served.close();
  });
});

async function startFauxqs(): Promise<Other> {
  const app = buildApp({ logger: false, host: 'localhost' });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, stop: () => app.close() };
}
