import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import type { Addressed } from '../../../shared/runs/queue.ts';
import { makeSqsGatherQueue, makeSqsQueue } from '../../../shared/runs/sqs-queue.ts';

const URL = 'https://sqs.us-east-1.amazonaws.com/137149879143/verifications';
const sqs = mockClient(SQSClient);
beforeEach(() => sqs.reset());
const client = new SQSClient({ region: 'us-east-1' });
const queue = makeSqsQueue(client, URL);

const scheduled = (n: number, project = 'demo'): Addressed => ({
  message: { v: 1, kind: 'scheduled', connectionId: `con_${n}`, window: 1, everyMinutes: 5 },
  project,
});

it('messages go in one batch, each as the share of its project', async () => {
  sqs.on(SendMessageBatchCommand).resolves({ Successful: ['0', '1'].map((Id) => ({ Id, MessageId: 'm', MD5OfMessageBody: 'x' })), Failed: [] });
  expect(await queue.send([scheduled(1, 'alpha'), scheduled(2, 'beta')])).toEqual([]);
  const [call, ...others] = sqs.commandCalls(SendMessageBatchCommand);
  expect(others).toEqual([]);
  expect(call?.args[0].input).toEqual({
    QueueUrl: URL,
    Entries: [
      { Id: '0', MessageBody: JSON.stringify(scheduled(1).message), MessageGroupId: 'alpha' },
      { Id: '1', MessageBody: JSON.stringify(scheduled(2).message), MessageGroupId: 'beta' },
    ],
  });
});

it('what names a host goes as the share that its project has of that host, which cannot be read off', async () => {
  sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
  const of = (project: string, host: string): Addressed => ({ ...scheduled(1, project), host });
  await queue.send([of('alpha', 'jira.example.com'), of('alpha', 'jira.example.com:8443'), of('beta', 'jira.example.com'), of('alpha', 'jira.example.com')]);
  const [call] = sqs.commandCalls(SendMessageBatchCommand);
  const groups = (call?.args[0].input.Entries ?? []).map(({ MessageGroupId: group }) => group);
  expect(new Set(groups).size).toBe(3);
  expect(groups[0]).toBe(groups[3]);
  for (const group of groups) expect(group).toMatch(/^(?:alpha|beta)\/[0-9a-f]{16}$/);
});

it('what SQS does not say it has taken is answered back', async () => {
  const taken = { Id: '1', MessageId: 'm', MD5OfMessageBody: 'x' };
  sqs.on(SendMessageBatchCommand).resolvesOnce({ Successful: [taken], Failed: [{ Id: '0', SenderFault: false, Code: 'InternalError' }] });
  expect(await queue.send([scheduled(1), scheduled(2), scheduled(3)])).toEqual([scheduled(1), scheduled(3)]);
  sqs.on(SendMessageBatchCommand).rejects(new Error('no route'));
  await expect(queue.send([scheduled(1)])).rejects.toThrow('no route');
});

it('nothing is sent where there is nothing to send', async () => {
  expect(await queue.send([])).toEqual([]);
  expect(sqs.calls()).toEqual([]);
});

it.each([
  [12.2, 13],
  [0, 0],
  [-5, 0],
  [90_000, 43_200],
])('a message that is to come back after %d s comes after %d s', async (seconds, told) => {
  sqs.on(ChangeMessageVisibilityCommand).resolves({});
  await queue.comeBack('receipt-1', seconds);
  expect(sqs.commandCalls(ChangeMessageVisibilityCommand).map(({ args }) => args[0].input)).toEqual([
    { QueueUrl: URL, ReceiptHandle: 'receipt-1', VisibilityTimeout: told },
  ]);
});

it('a page of a run is sent as it is, and what keeps it from being taken is not passed over', async () => {
  const pages = makeSqsGatherQueue(client, URL);
  const message = { v: 1, kind: 'gather', runId: 'run_1', after: 'x' } as const;
  sqs.on(SendMessageCommand).resolvesOnce({ MessageId: 'm' }).rejects(new Error('no route'));
  await pages.send(message);
  expect(sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input)).toEqual([{ QueueUrl: URL, MessageBody: JSON.stringify(message) }]);
  await expect(pages.send(message)).rejects.toThrow('no route');
});
