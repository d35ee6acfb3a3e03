import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type Message,
  type ReceiveMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { failureOf } from './secrets-manager-cases.ts';

export type QueueUnderTest = { readonly url: string; readonly name: string; readonly arn: string };
export type QueueSetup = {
  readonly client: SQSClient;
  /** A new standard queue with these attributes besides the defaults. */
  readonly makeQueue: (attributes?: Readonly<Record<string, string>>) => Promise<QueueUnderTest>;
  /** Lets so many seconds go by: on a clock that can be moved, or really. What must not have ended yet gets 5 s at least, for a busy machine. */
  readonly pass: (seconds: number) => Promise<void>;
};
/** One thing that is true of SQS, whoever implements it. Each uses queues of its own, so the order does not matter. */
export type QueueCase = { readonly title: string; readonly run: (setup: QueueSetup) => Promise<void> };

async function send(client: SQSClient, QueueUrl: string, body: string, DelaySeconds?: number): Promise<string> {
  const { MessageId } = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body, DelaySeconds }));
  return MessageId!;
}

async function receive(client: SQSClient, QueueUrl: string, options: Partial<ReceiveMessageCommandInput> = {}): Promise<readonly Message[]> {
  const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0, ...options }));
  return Messages ?? [];
}

async function bodies(client: SQSClient, url: string): Promise<readonly string[]> {
  return (await receive(client, url)).map(({ Body = '' }) => Body).toSorted();
}

async function one(client: SQSClient, url: string, options: Partial<ReceiveMessageCommandInput> = {}): Promise<Message & { ReceiptHandle: string }> {
  const messages = await receive(client, url, { MessageSystemAttributeNames: ['All'], ...options });
  expect(messages).toHaveLength(1);
  return { ...messages[0], ReceiptHandle: messages[0]!.ReceiptHandle! };
}

async function attributes(client: SQSClient, QueueUrl: string): Promise<Partial<Record<string, string>>> {
  return (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};
}

function hide(client: SQSClient, QueueUrl: string, ReceiptHandle: string, VisibilityTimeout: number): Promise<unknown> {
  return client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
}

const remove = (client: SQSClient, QueueUrl: string, ReceiptHandle: string): Promise<unknown> =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));

export const MESSAGE_CASES: readonly QueueCase[] = [
  {
    title: 'a message comes as it was sent, with digests that the SDK checks',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      const id = await send(client, url, '{"text":"é 🔑 <&>"}');
      const message = await one(client, url);
      expect(message).toMatchObject({ MessageId: id, Body: '{"text":"é 🔑 <&>"}', MD5OfBody: '08ee2f397a674f17687559e46839e929' });
    },
  },
  {
    title: 'a received message tells when it was sent and how often it was received',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue({ VisibilityTimeout: '0' });
      await send(client, url, 'a');
      const first = await one(client, url);
      const second = await one(client, url);
      expect(first.Attributes).toMatchObject({ ApproximateReceiveCount: '1', SenderId: expect.stringMatching(/./) });
      expect(second.Attributes).toMatchObject({
        ApproximateReceiveCount: '2',
        SentTimestamp: first.Attributes?.['SentTimestamp'],
        ApproximateFirstReceiveTimestamp: first.Attributes?.['ApproximateFirstReceiveTimestamp'],
      });
      expect(Number(first.Attributes?.SentTimestamp)).toBeGreaterThan(Date.UTC(2020, 0));
    },
  },
  {
    title: 'system attributes come only where asked for',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue({ VisibilityTimeout: '0' });
      await send(client, url, 'a');
      expect((await one(client, url, { MessageSystemAttributeNames: undefined })).Attributes).toBeUndefined();
      expect(Object.keys((await one(client, url, { MessageSystemAttributeNames: ['SentTimestamp'] })).Attributes ?? {})).toEqual(['SentTimestamp']);
    },
  },
  {
    title: 'message attributes come where asked for, with the digest of those that come',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue({ VisibilityTimeout: '0' });
      const MessageAttributes = {
        project: { DataType: 'String', StringValue: 'demo' },
        'part.size': { DataType: 'Number', StringValue: '12' },
        'part.bytes': { DataType: 'Binary', BinaryValue: Uint8Array.of(0, 255) },
      };
      const sent = await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a', MessageAttributes }));
      const all = await one(client, url, { MessageAttributeNames: ['All'] });
      expect(all.MessageAttributes).toMatchObject(MessageAttributes);
      expect(all.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
      const parts = await one(client, url, { MessageAttributeNames: ['part.*'] });
      expect(Object.keys(parts.MessageAttributes ?? {}).toSorted()).toEqual(['part.bytes', 'part.size']);
      expect(parts.MD5OfMessageAttributes).not.toBe(sent.MD5OfMessageAttributes);
    },
  },
  {
    title: 'message attributes that are not asked for stay away',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      await client.send(
        new SendMessageCommand({ QueueUrl: url, MessageBody: 'a', MessageAttributes: { project: { DataType: 'String', StringValue: 'demo' } } }),
      );
      expect(await one(client, url)).not.toHaveProperty('MessageAttributes');
    },
  },
  {
    title: 'an empty body, a body with a control character, and a body over the limit are refused',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue({ MaximumMessageSize: '1024' });
      expect(await failureOf(send(client, url, ''))).toBe('MissingParameter 400');
      expect(await failureOf(send(client, url, 'a\u0000'))).toBe('InvalidMessageContents 400');
      expect(await failureOf(send(client, url, 'é'.repeat(513)))).toBe('InvalidParameterValue 400');
      await send(client, url, 'é'.repeat(512));
    },
  },
  {
    title: 'a delayed message shows itself when its delay has ended',
    run: async ({ client, makeQueue, pass }) => {
      const { url } = await makeQueue();
      await send(client, url, 'late', 5);
      await send(client, url, 'now');
      expect(await attributes(client, url)).toMatchObject({ ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesDelayed: '1' });
      expect(await bodies(client, url)).toEqual(['now']);
      await pass(5.2);
      expect(await bodies(client, url)).toEqual(['late']);
    },
  },
  {
    title: 'the delay of the queue holds for messages without one of their own',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue({ DelaySeconds: '900' });
      await send(client, url, 'late');
      await send(client, url, 'now', 0);
      expect(await bodies(client, url)).toEqual(['now']);
    },
  },
  {
    title: 'an empty queue answers no messages',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      expect(await client.send(new ReceiveMessageCommand({ QueueUrl: url }))).not.toHaveProperty('Messages');
    },
  },
  {
    title: 'a long poll ends with the message that comes meanwhile',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue({ ReceiveMessageWaitTimeSeconds: '20' });
      const polling = receive(client, url, { WaitTimeSeconds: undefined });
      await send(client, url, 'a');
      expect((await polling).map(({ Body }) => Body)).toEqual(['a']);
    },
  },
  {
    title: 'more than ten messages cannot be asked for, nor can one wait longer than 20 seconds',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      expect(await failureOf(receive(client, url, { MaxNumberOfMessages: 11 }))).toBe('InvalidParameterValue 400');
      expect(await failureOf(receive(client, url, { MaxNumberOfMessages: 0 }))).toBe('InvalidParameterValue 400');
      expect(await failureOf(receive(client, url, { WaitTimeSeconds: 21 }))).toBe('InvalidParameterValue 400');
    },
  },
];

export const VISIBILITY_CASES: readonly QueueCase[] = [
  {
    title: 'a received message is hidden until its visibility timeout ends, and then comes again under another handle',
    run: async ({ client, makeQueue, pass }) => {
      const { url } = await makeQueue({ VisibilityTimeout: '5' });
      await send(client, url, 'a');
      const first = await one(client, url);
      expect(await receive(client, url)).toEqual([]);
      expect(await attributes(client, url)).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '1' });
      await pass(5.2);
      const second = await one(client, url);
      expect(second.MessageId).toBe(first.MessageId);
      expect(second.ReceiptHandle).not.toBe(first.ReceiptHandle);
    },
  },
  {
    title: 'the visibility timeout may be chosen when receiving, and changed afterwards',
    run: async ({ client, makeQueue, pass }) => {
      const { url } = await makeQueue({ VisibilityTimeout: '43200' });
      await send(client, url, 'a');
      const { ReceiptHandle } = await one(client, url, { VisibilityTimeout: 5 });
      await hide(client, url, ReceiptHandle, 43_000);
      await pass(5.2);
      expect(await receive(client, url)).toEqual([]);
      await hide(client, url, ReceiptHandle, 1);
      await pass(1.2);
      await one(client, url, { VisibilityTimeout: 1 });
      await pass(1.2);
      await one(client, url);
    },
  },
  {
    title: 'a visibility timeout of 0 gives a message back at once',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      await send(client, url, 'a');
      const { ReceiptHandle } = await one(client, url);
      await hide(client, url, ReceiptHandle, 0);
      expect((await one(client, url)).Attributes?.ApproximateReceiveCount).toBe('2');
    },
  },
  {
    title: 'the visibility of a message that is not in flight cannot be changed',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      await send(client, url, 'a');
      const { ReceiptHandle } = await one(client, url);
      await hide(client, url, ReceiptHandle, 0);
      expect(await failureOf(hide(client, url, ReceiptHandle, 30))).toBe('MessageNotInflight 400');
    },
  },
  {
    title: 'a visibility timeout ends 12 hours after the receive at the latest',
    run: async ({ client, makeQueue, pass }) => {
      const { url } = await makeQueue();
      await send(client, url, 'a');
      const { ReceiptHandle } = await one(client, url);
      await pass(1.2);
      expect(await failureOf(hide(client, url, ReceiptHandle, 43_201))).toBe('InvalidParameterValue 400');
      expect(await failureOf(hide(client, url, ReceiptHandle, 43_200))).toBe('InvalidParameterValue 400');
      await hide(client, url, ReceiptHandle, 43_190);
    },
  },
  {
    title: 'a deleted message does not come again, and deleting it twice is no error',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue({ VisibilityTimeout: '0' });
      await send(client, url, 'a');
      const { ReceiptHandle } = await one(client, url);
      await remove(client, url, ReceiptHandle);
      await remove(client, url, ReceiptHandle);
      expect(await receive(client, url)).toEqual([]);
    },
  },
  {
    title: 'a message whose timeout has ended is still deleted by its newest handle',
    run: async ({ client, makeQueue, pass }) => {
      const { url } = await makeQueue({ VisibilityTimeout: '1' });
      await send(client, url, 'a');
      const { ReceiptHandle } = await one(client, url);
      await pass(1.2);
      await remove(client, url, ReceiptHandle);
      expect(await receive(client, url)).toEqual([]);
    },
  },
  {
    title: 'an old handle is taken and deletes nothing',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue({ VisibilityTimeout: '0' });
      await send(client, url, 'a');
      const old = await one(client, url);
      await one(client, url);
      await remove(client, url, old.ReceiptHandle);
      await one(client, url);
    },
  },
  {
    title: 'what is no receipt handle is refused',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      expect(await failureOf(remove(client, url, 'nonsense'))).toMatch(/^ReceiptHandleIsInvalid 4/);
      expect(await failureOf(hide(client, url, 'nonsense', 1))).toMatch(/^ReceiptHandleIsInvalid 4/);
    },
  },
  {
    title: 'after maxReceiveCount receives the next one moves the message to the dead-letter queue',
    run: async ({ client, makeQueue }) => {
      const dead = await makeQueue();
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 });
      const { url } = await makeQueue({ VisibilityTimeout: '0', RedrivePolicy });
      const id = await send(client, url, 'poison');
      await one(client, url);
      await one(client, url);
      expect(await receive(client, url)).toEqual([]);
      expect(await one(client, dead.url)).toMatchObject({ MessageId: id, Body: 'poison' });
      expect(await attributes(client, url)).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
    },
  },
  {
    title: 'a message in a dead-letter queue names the queue it failed in',
    run: async ({ client, makeQueue }) => {
      const dead = await makeQueue();
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
      const { url, arn } = await makeQueue({ VisibilityTimeout: '0', RedrivePolicy });
      await send(client, url, 'poison');
      await one(client, url);
      await receive(client, url);
      expect((await one(client, dead.url)).Attributes).toMatchObject({ DeadLetterQueueSourceArn: arn });
    },
  },
];

const grouped = (client: SQSClient, QueueUrl: string, MessageGroupId: string, MessageBody = 'a'): Promise<unknown> =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId }));
const GROUP = ['MessageGroupId'] as const;

/** Developer guide, "Amazon SQS fair queues": on a standard queue a group is whose share of the queue a message takes, and no order. */
export const FAIRNESS_CASES: readonly QueueCase[] = [
  {
    title: 'a message of a group names it, where asked for',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue({ VisibilityTimeout: '0' });
      await grouped(client, url, 'demo');
      expect((await one(client, url, { MessageSystemAttributeNames: [...GROUP] })).Attributes).toEqual({ MessageGroupId: 'demo' });
      expect((await one(client, url)).Attributes).toMatchObject({ MessageGroupId: 'demo' });
      expect((await one(client, url, { MessageSystemAttributeNames: ['SentTimestamp'] })).Attributes).not.toHaveProperty('MessageGroupId');
    },
  },
  {
    title: 'a message without a group names none',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      await send(client, url, 'a');
      expect((await one(client, url)).Attributes).not.toHaveProperty('MessageGroupId');
    },
  },
  {
    title: 'each message of a batch has the group it was sent with',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      const Entries = ['x', 'y'].map((group) => ({ Id: group, MessageBody: `of ${group}`, MessageGroupId: group }));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: [...Entries, { Id: 'z', MessageBody: 'of none' }] }));
      expect(Failed).toEqual([]);
      const received = await receive(client, url, { MessageSystemAttributeNames: [...GROUP] });
      const pairs = received.map(({ Body, Attributes }) => [Body, Attributes?.MessageGroupId]);
      expect(Object.fromEntries(pairs)).toEqual({ 'of x': 'x', 'of y': 'y', 'of none': undefined });
    },
  },
  {
    title: 'messages of one group are in flight beside one another',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      for (const body of ['a', 'b']) await grouped(client, url, 'demo', body);
      await one(client, url, { MaxNumberOfMessages: 1 });
      await one(client, url, { MaxNumberOfMessages: 1 });
    },
  },
  {
    title: 'a group is 1 to 128 letters, digits and punctuation',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      for (const group of ['x'.repeat(129), 'a b', 'é', 'a\n']) expect(await failureOf(grouped(client, url, group))).toBe('InvalidParameterValue 400');
      await grouped(client, url, 'x'.repeat(128));
      await grouped(client, url, '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~');
    },
  },
  {
    title: 'a standard queue takes no deduplication id',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      const twice = new SendMessageCommand({ QueueUrl: url, MessageBody: 'a', MessageGroupId: 'demo', MessageDeduplicationId: 'x' });
      expect(await failureOf(client.send(twice))).toBe('InvalidParameterValue 400');
      expect(await receive(client, url)).toEqual([]);
    },
  },
  {
    title: 'a group that waits behind the backlog of another does not wait for its end',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      const Entries = (group: string): { Id: string; MessageBody: string; MessageGroupId: string }[] =>
        Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: group, MessageGroupId: group }));
      for (let batch = 0; batch < 10; batch += 1) await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: Entries('noisy') }));
      for (let round = 0; round < 4; round += 1) await receive(client, url);
      await grouped(client, url, 'quiet', 'quiet');
      expect(await bodies(client, url)).toContain('quiet');
    },
  },
];

const entry = (Id: string, MessageBody: string): { Id: string; MessageBody: string } => ({ Id, MessageBody });
const sendAll = (client: SQSClient, QueueUrl: string, Entries: { Id: string; MessageBody: string }[]): Promise<{ Failed?: unknown; Successful?: unknown }> =>
  client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

export const QUEUE_CASES: readonly QueueCase[] = [
  {
    title: 'in a batch that is sent, the entries that fail are told by their ids and the others are sent',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue({ MaximumMessageSize: '1024' });
      const { Successful, Failed } = await sendAll(client, url, [
        entry('good', 'a'),
        entry('long', 'x'.repeat(1025)),
        entry('fine', 'b'),
        entry('ctrl', '\u0001'),
      ]);
      expect(Successful).toMatchObject([{ Id: 'good', MD5OfMessageBody: expect.any(String) }, { Id: 'fine' }]);
      expect(Failed).toMatchObject([
        { Id: 'long', SenderFault: true, Code: 'InvalidParameterValue' },
        { Id: 'ctrl', SenderFault: true, Code: 'InvalidMessageContents' },
      ]);
      expect(await bodies(client, url)).toEqual(['a', 'b']);
    },
  },
  {
    title: 'a batch must have entries, ten at most, with ids of their own',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      const eleven = Array.from({ length: 11 }, (_, index) => entry(String(index), 'a'));
      expect(await failureOf(sendAll(client, url, []))).toBe('EmptyBatchRequest 400');
      expect(await failureOf(sendAll(client, url, eleven))).toBe('TooManyEntriesInBatchRequest 400');
      expect(await failureOf(sendAll(client, url, [entry('a', '1'), entry('a', '2')]))).toBe('BatchEntryIdsNotDistinct 400');
      expect(await failureOf(sendAll(client, url, [entry('a.b', '1')]))).toBe('InvalidBatchEntryId 400');
      expect(await receive(client, url)).toEqual([]);
    },
  },
  {
    title: 'a batch of more than 1 MiB is refused as a whole',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      const half = 'x'.repeat(524_288);
      expect(await failureOf(sendAll(client, url, [entry('a', half), entry('b', half), entry('c', 'x')]))).toBe('BatchRequestTooLong 400');
      expect((await sendAll(client, url, [entry('a', half), entry('b', half)])).Failed ?? []).toEqual([]);
    },
  },
  {
    title: 'in a batch that is deleted, the handles that are none are told and the others are deleted',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue({ VisibilityTimeout: '0' });
      await send(client, url, 'a');
      const { ReceiptHandle } = await one(client, url);
      const Entries = [
        { Id: 'none', ReceiptHandle: 'nonsense' },
        { Id: 'good', ReceiptHandle },
      ];
      const { Successful, Failed } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
      expect(Successful).toEqual([{ Id: 'good' }]);
      expect(Failed).toMatchObject([{ Id: 'none', SenderFault: true, Code: 'ReceiptHandleIsInvalid' }]);
      expect(await receive(client, url)).toEqual([]);
    },
  },
  {
    title: 'the visibility of a batch is changed entry by entry',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      await send(client, url, 'a');
      const { ReceiptHandle } = await one(client, url);
      const Entries = [
        { Id: 'good', ReceiptHandle, VisibilityTimeout: 0 },
        { Id: 'none', ReceiptHandle: 'nonsense', VisibilityTimeout: 0 },
      ];
      const { Successful, Failed } = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
      expect(Successful).toEqual([{ Id: 'good' }]);
      expect(Failed).toMatchObject([{ Id: 'none', Code: 'ReceiptHandleIsInvalid' }]);
      await one(client, url);
    },
  },
  {
    title: 'a queue tells its attributes, and only those asked for',
    run: async ({ client, makeQueue }) => {
      const { url, arn } = await makeQueue({ VisibilityTimeout: '180', MessageRetentionPeriod: '1209600' });
      expect(await attributes(client, url)).toMatchObject({
        QueueArn: arn,
        VisibilityTimeout: '180',
        MessageRetentionPeriod: '1209600',
        DelaySeconds: '0',
        MaximumMessageSize: '1048576',
        ReceiveMessageWaitTimeSeconds: '0',
      });
      const some = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
      expect(some.Attributes).toEqual({ QueueArn: arn });
    },
  },
  {
    title: 'a queue asked for no attributes tells none, and an unknown one is an error',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      expect((await client.send(new GetQueueAttributesCommand({ QueueUrl: url }))).Attributes ?? {}).toEqual({});
      const unknown = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [JSON.parse('"Colour"')] });
      expect(await failureOf(client.send(unknown))).toBe('InvalidAttributeName 400');
    },
  },
  {
    title: 'a queue is found by its name, and listed by the beginning of it',
    run: async ({ client, makeQueue }) => {
      const { name, url } = await makeQueue();
      const found = await client.send(new GetQueueUrlCommand({ QueueName: name }));
      expect(new URL(found.QueueUrl!).pathname).toBe(new URL(url).pathname);
      const { QueueUrls } = await client.send(new ListQueuesCommand({ QueueNamePrefix: name.slice(0, -1) }));
      expect(QueueUrls).toEqual([found.QueueUrl]);
      expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: 'nothing-like-it' }))).QueueUrls ?? []).toEqual([]);
    },
  },
  {
    title: 'a queue that is not there is QueueDoesNotExist',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      const other = new URL(url);
      other.pathname = other.pathname.replace(/[^/]+$/, `no-${randomUUID()}`);
      expect(await failureOf(client.send(new GetQueueUrlCommand({ QueueName: `no-${randomUUID()}` })))).toBe('QueueDoesNotExist 400');
      expect(await failureOf(send(client, other.href, 'a'))).toBe('QueueDoesNotExist 400');
      expect(await failureOf(receive(client, other.href))).toBe('QueueDoesNotExist 400');
      expect(await failureOf(client.send(new PurgeQueueCommand({ QueueUrl: other.href })))).toBe('QueueDoesNotExist 400');
    },
  },
  {
    title: 'a purged queue is empty, of hidden messages too',
    run: async ({ client, makeQueue }) => {
      const { url } = await makeQueue();
      await send(client, url, 'hidden');
      await one(client, url);
      await send(client, url, 'delayed', 900);
      await send(client, url, 'visible');
      await client.send(new PurgeQueueCommand({ QueueUrl: url }));
      expect(await attributes(client, url)).toMatchObject({
        ApproximateNumberOfMessages: '0',
        ApproximateNumberOfMessagesNotVisible: '0',
        ApproximateNumberOfMessagesDelayed: '0',
      });
    },
  },
  {
    title: 'a message is gone when its retention has ended',
    run: async ({ client, makeQueue, pass }) => {
      const { url } = await makeQueue({ MessageRetentionPeriod: '60' });
      await send(client, url, 'a');
      await pass(60);
      expect(await receive(client, url)).toEqual([]);
    },
  },
];
