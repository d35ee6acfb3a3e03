import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DeleteMessageCommand, ListQueuesCommand, ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { array, assert, nat, property } from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clockTimers } from '../../../infra/local/aws/sqs/clock-timers.ts';
import { DueHeap } from '../../../infra/local/aws/sqs/due-heap.ts';
import type { NewMessage } from '../../../infra/local/aws/sqs/queue-message.ts';
import { Queue } from '../../../infra/local/aws/sqs/queue.ts';
import type { QueueSettings } from '../../../infra/local/aws/sqs/queue-settings.ts';
import type { QueueStore } from '../../../infra/local/aws/sqs/queue-store.ts';
import { withLocalQueueUrls } from '../../../infra/local/aws/sqs/queue-urls.ts';
import { queuesOfTemplate } from '../../../infra/local/aws/sqs/template-queues.ts';
import { ACCOUNT, ADMINISTRATOR, failure, policy, role, START } from './local-endpoint.ts';
import { openQueues, queueSettings, servedQueues } from './local-queues.ts';
import { eventually } from '../../helpers/eventually.ts';

const JOBS = queueSettings('jobs', { redrive: { deadLetterArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:dead`, maxReceiveCount: 2 } });
const DEAD = queueSettings('dead');
const QUEUES: readonly QueueSettings[] = [JOBS, DEAD];
const PSEUDO = { account: ACCOUNT, region: 'us-east-1', partition: 'aws', stackName: 'stack', stackId: 'id', parameters: {} };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'queues-'));
  folders.push(folder);
  return folder;
}

const message = (body: string, rest: Partial<NewMessage> = {}): NewMessage => ({ body, attributes: {}, senderId: 'AIDA', ...rest });
const bodies = (store: QueueStore, name: string, max = 10): readonly string[] => store.receive(name, { max }).map(({ body }) => body);

describe('after a restart', () => {
  it('messages, their delays and their receives are what they were', () => {
    const directory = freshFolder();
    const first = openQueues({ queues: QUEUES, directory });
    const attributes = { n: { DataType: 'Number', StringValue: '1' } };
    first.store.send('jobs', [message('done')]);
    first.store.remove('jobs', first.store.receive('jobs', { max: 1 })[0]?.receiptHandle ?? '');
    first.store.send('jobs', [message('received', { attributes })]);
    expect(bodies(first.store, 'jobs')).toEqual(['received']);
    first.store.send('jobs', [message('late', { delaySeconds: 60 }), message('waiting')]);
    // Not closed: the process is gone.

    const again = openQueues({ queues: QUEUES, directory, clock: { nowMs: START + 10_000 } });
    expect(again.store.counts('jobs')).toEqual({ visible: 1, inFlight: 1, delayed: 1 });
    expect(bodies(again.store, 'jobs')).toEqual(['waiting']);
    again.advance(20);
    const [second] = again.store.receive('jobs', { max: 1 });
    expect(second).toMatchObject({ body: 'received', attributes, receiveCount: 2, firstReceivedAtMs: START, sentAtMs: START });
    again.advance(30);
    expect(bodies(again.store, 'jobs')).toContain('late');
  });

  it('a handle from before still deletes', () => {
    const directory = freshFolder();
    const first = openQueues({ queues: QUEUES, directory });
    first.store.send('jobs', [message('a')]);
    const [{ receiptHandle } = { receiptHandle: '' }] = first.store.receive('jobs', { max: 1 });
    const again = openQueues({ queues: QUEUES, directory });
    again.store.remove('jobs', receiptHandle);
    expect(again.store.counts('jobs')).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('a message that failed too often is in the dead-letter queue alone', () => {
    const directory = freshFolder();
    const first = openQueues({ queues: QUEUES, directory });
    first.store.send('jobs', [message('poison')]);
    for (const _ of [1, 2]) {
      expect(bodies(first.store, 'jobs')).toEqual(['poison']);
      first.advance(30);
    }
    expect(bodies(first.store, 'jobs')).toEqual([]);
    // Not closed: as the file stands at the moment.
    const again = openQueues({ queues: QUEUES, directory, clock: first.clock });
    expect(again.store.counts('jobs').visible).toBe(0);
    expect(again.store.receive('dead', { max: 10 })).toMatchObject([{ body: 'poison', failedInArn: JOBS.arn, sentAtMs: START }]);
  });

  it('a purged queue is empty, and messages of a queue that is no longer declared are gone', async () => {
    const directory = freshFolder();
    const first = openQueues({ queues: QUEUES, directory });
    first.store.send('jobs', [message('purged')]);
    first.store.purge('jobs');
    first.store.send('dead', [message('of a queue that goes')]);
    const again = openQueues({ queues: [JOBS], directory });
    expect(again.store.counts('jobs').visible).toBe(0);
    await again.close();
    expect(openQueues({ queues: QUEUES, directory }).store.counts('dead').visible).toBe(0);
  });

  it('a line that was cut off is left out, and anything else that is not ours stops the start', () => {
    const directory = freshFolder();
    const first = openQueues({ queues: QUEUES, directory });
    first.store.send('jobs', [message('whole')]);
    appendFileSync(join(directory, 'queues.jsonl'), '["in","jobs",{"id":"cu');
    expect(bodies(openQueues({ queues: QUEUES, directory }).store, 'jobs')).toEqual(['whole']);
    writeFileSync(join(directory, 'queues.jsonl'), '["format",1]\n["in","jobs",{"id":"cu\n["purged","jobs"]\n');
    expect(() => openQueues({ queues: QUEUES, directory })).toThrow(/queues\.jsonl is not a file of the local queues/);
    writeFileSync(join(directory, 'queues.jsonl'), '["format",2]\n');
    expect(() => openQueues({ queues: QUEUES, directory })).toThrow('--reset');
  });

  it('only the owner may read the file, and it does not grow with what has been done', () => {
    const directory = freshFolder();
    const { store } = openQueues({ queues: QUEUES, directory });
    for (let round = 0; round < 2500; round += 1) {
      store.send('jobs', [message('x')]);
      for (const { receiptHandle } of store.receive('jobs', { max: 10 })) store.remove('jobs', receiptHandle);
    }
    store.send('dead', [message('left')]);
    const file = join(directory, 'queues.jsonl');
    for (let round = 0; round < 15_000; round += 1) store.receive('dead', { max: 1, visibilitySeconds: 0 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(12_000);
    expect(openQueues({ queues: QUEUES, directory }).store.counts('dead').visible).toBe(1);
  });

  it('what was answered survives kill -9 at any moment', { timeout: 60_000 }, async () => {
    const directory = freshFolder();
    const source = `
      import { clockTimers } from ${JSON.stringify(new URL('../../../infra/local/aws/sqs/clock-timers.ts', import.meta.url).href)};
      import { queueLogIn } from ${JSON.stringify(new URL('../../../infra/local/aws/sqs/queue-log.ts', import.meta.url).href)};
      import { QueueStore } from ${JSON.stringify(new URL('../../../infra/local/aws/sqs/queue-store.ts', import.meta.url).href)};
      const store = new QueueStore({ queues: ${JSON.stringify(QUEUES)}, log: queueLogIn(${JSON.stringify(directory)}), timers: clockTimers(Date.now), now: Date.now });
      for (;;) {
        const [{ id }] = store.send('jobs', [{ body: 'x'.repeat(2000), attributes: {}, senderId: 'A' }]);
        await new Promise((resolve) => process.stdout.write(id + '\\n', resolve));
      }`;
    const answered: string[] = [];
    for (const wanted of [40, 400, 900]) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = once(child, 'exit');
      const before = answered.length;
      for await (const line of createInterface({ input: child.stdout })) {
        if (/^[0-9a-f-]{36}$/.test(line)) answered.push(line);
        if (answered.length - before === wanted) child.kill('SIGKILL');
      }
      expect(await exited).toEqual([null, 'SIGKILL']);
    }
    const { store } = openQueues({ queues: QUEUES, directory, clock: { nowMs: Date.now() + 1000 } });
    const kept = new Set<string>();
    for (let batch = store.receive('jobs', { max: 100 }); batch.length > 0; batch = store.receive('jobs', { max: 100 }))
      for (const { id } of batch) kept.add(id);
    expect(answered.filter((id) => !kept.has(id))).toEqual([]);
    expect(answered.length).toBeGreaterThanOrEqual(1340);
  });
});

describe('the clock that can be moved', () => {
  it('ends a visibility timeout for whoever is waiting', async () => {
    const { store, advance } = openQueues({ queues: QUEUES });
    store.send('jobs', [message('a')]);
    store.receive('jobs', { max: 1, visibilitySeconds: 3600 });
    const waiting = store.receiveBy('jobs', Number.POSITIVE_INFINITY, { max: 1 });
    advance(3599);
    advance(1);
    expect((await waiting).map(({ body, receiveCount }) => [body, receiveCount])).toEqual([['a', 2]]);
  });

  it('ends a long poll, and so does the end of the queues', async () => {
    const { store, clock, advance, close } = openQueues({ queues: QUEUES });
    const ended = store.receiveBy('jobs', clock.nowMs + 20_000, { max: 1 });
    advance(20);
    expect(await ended).toEqual([]);
    const cut = store.receiveBy('jobs', Number.POSITIVE_INFINITY, { max: 1 });
    await close();
    expect(await cut).toEqual([]);
  });

  it('one message goes to one of those who wait, and who has given up gets none', async () => {
    const { store, advance, clock } = openQueues({ queues: QUEUES });
    const giving = new AbortController();
    const gaveUp = store.receiveBy('jobs', Number.POSITIVE_INFINITY, { max: 1, signal: giving.signal });
    const others = [1, 2].map(() => store.receiveBy('jobs', clock.nowMs + 60_000, { max: 1, visibilitySeconds: 600 }));
    giving.abort();
    expect(await gaveUp).toEqual([]);
    store.send('jobs', [message('a')]);
    advance(60);
    expect((await Promise.all(others)).flat().map(({ body }) => body)).toEqual(['a']);
  });

  it('a delay that is changed to nothing wakes who waits for its end', async () => {
    const { store } = openQueues({ queues: QUEUES });
    store.send('jobs', [message('a')]);
    const [held] = store.receive('jobs', { max: 1 });
    const waiting = store.receiveBy('jobs', Number.POSITIVE_INFINITY, { max: 1 });
    store.hide('jobs', held!.receiptHandle, 0);
    expect(await waiting).toHaveLength(1);
  });

  it('timers run in the order they are due, once, and not if they were called off', () => {
    let nowMs = 0;
    const ran: string[] = [];
    const timers = clockTimers(() => nowMs);
    timers.at(3000, () => ran.push('third'));
    const callOff = timers.at(2500, () => ran.push('called off by one that runs'));
    timers.at(2000, () => {
      ran.push('second');
      callOff();
    });
    timers.at(1000, () => ran.push('first'));
    timers.at(Number.POSITIVE_INFINITY, () => ran.push('never'));
    nowMs = 2999;
    timers.moved();
    expect(ran).toEqual(['first', 'second']);
    nowMs = 4000;
    timers.moved();
    timers.moved();
    expect(ran).toEqual(['first', 'second', 'third']);
    timers.close();
  });

  it('a timer that is years away keeps nobody busy', () => {
    const sleeping = vi.spyOn(globalThis, 'setTimeout');
    const timers = clockTimers(() => START);
    timers.at(START + 366 * 86_400_000, () => {});
    timers.at(Number.POSITIVE_INFINITY, () => {});
    expect(sleeping.mock.calls.map(([, ms]) => ms)).toEqual([60_000, 60_000]);
    timers.close();
    sleeping.mockRestore();
  });

  it('a timer that is due by real time alone runs without being told', async () => {
    const timers = clockTimers(Date.now);
    const atMs = Date.now() + 20;
    await new Promise<void>((resolve) => void timers.at(atMs, resolve));
    expect(Date.now()).toBeGreaterThanOrEqual(atMs);
    timers.close();
  });
});

it('a message that is hidden again and again is remembered where it stands, not where it stood', () => {
  const queue = new Queue(JOBS);
  const { store } = openQueues({ queues: QUEUES });
  const [sent] = store.send('jobs', [message('a')]);
  for (let atMs = 1; atMs <= 5000; atMs += 1) queue.put({ ...sent!, visibleAtMs: atMs });
  expect(queue.nextVisibleMs()).toBeGreaterThan(3000);
  expect(queue.take(4999)).toBeNull();
  expect(queue.take(5000)?.body).toBe('a');
});

it('ids come from the heap in the order they are due', () => {
  assert(
    property(array(nat(20)), nat(20), (times, nowMs) => {
      const heap = new DueHeap();
      times.forEach((atMs, index) => heap.push(atMs, String(index)));
      const popped: number[][] = [];
      for (let due = heap.popDue(nowMs); due; due = heap.popDue(nowMs)) popped.push([due.atMs, Number(due.id)]);
      const expected = times.map((atMs, index) => [atMs, index]).filter(([atMs = 0]) => atMs <= nowMs);
      expect(popped).toEqual(expected.toSorted(([a = 0, i = 0], [b = 0, j = 0]) => a - b || i - j));
      expect(heap.nextMs()).toBe(Math.min(...times.filter((atMs) => atMs > nowMs)));
    }),
  );
});

it('a message that is received without being hidden comes once in one answer', () => {
  const { store } = openQueues({ queues: [queueSettings('plain')] });
  store.send('plain', [message('a'), message('b')]);
  expect(store.receive('plain', { max: 10, visibilitySeconds: 0 }).map(({ body }) => body)).toEqual(['a', 'b']);
  expect(store.receive('plain', { max: 10, visibilitySeconds: 0 }).map(({ receiveCount }) => receiveCount)).toEqual([2, 2]);
});

it('a message in a dead-letter queue expires by when it was first sent', () => {
  const { store, advance } = openQueues({ queues: [JOBS, { ...DEAD, retentionSeconds: 100 }] });
  store.send('jobs', [message('poison')]);
  for (const _ of [1, 2, 3]) {
    store.receive('jobs', { max: 1 });
    advance(30);
  }
  expect(store.counts('dead').visible).toBe(1);
  advance(10);
  expect(store.counts('dead').visible).toBe(0);
});

describe('a queue that several groups share', () => {
  const groups = (store: QueueStore, max = 10): string =>
    store
      .receive('jobs', { max })
      .map(({ groupId }) => groupId ?? '-')
      .join('');
  const of = (groupId: string | null, count: number): readonly NewMessage[] => Array.from({ length: count }, (_, index) => message(String(index), { groupId }));

  it('a group that waits behind the backlog of another has its turn at once, and then they alternate', () => {
    const { store } = openQueues({ queues: QUEUES });
    store.send('jobs', [...of('a', 100), ...of('b', 3)]);
    expect(groups(store, 6)).toBe('ababab');
    expect(groups(store, 3)).toBe('aaa');
  });

  it('a group with many in flight yields to others until their messages are done or come back', () => {
    const { store, advance } = openQueues({ queues: QUEUES });
    store.send('jobs', of('a', 12));
    const held = store.receive('jobs', { max: 10, visibilitySeconds: 60 });
    store.send('jobs', of('b', 4));
    expect(groups(store, 4)).toBe('bbbb');
    for (const { receiptHandle } of held) store.remove('jobs', receiptHandle);
    store.send('jobs', of('b', 1));
    expect(groups(store, 2)).toBe('aa');
    advance(30);
    expect(groups(store, 10)).toHaveLength(7);
  });

  it('what was received and has come back is no longer in flight', () => {
    const { store, advance } = openQueues({ queues: QUEUES });
    store.send('jobs', of('a', 3));
    expect(groups(store, 3)).toBe('aaa');
    advance(30);
    store.send('jobs', of('b', 3));
    expect(groups(store, 4)).toBe('abab');
  });

  it('in a group the message that has been visible longest comes first', () => {
    const { store, advance } = openQueues({ queues: QUEUES });
    store.send('jobs', [message('first', { groupId: 'a' }), message('late', { groupId: 'a', delaySeconds: 1 })]);
    advance(2);
    store.send('jobs', [message('last', { groupId: 'a' })]);
    expect(bodies(store, 'jobs')).toEqual(['first', 'late', 'last']);
  });

  it('a message without a group is nobody else’s business: it is never behind what others hold', () => {
    const { store } = openQueues({ queues: QUEUES });
    store.send('jobs', of('a', 5));
    expect(groups(store, 2)).toBe('aa');
    store.send('jobs', of(null, 3));
    expect(groups(store, 4)).toBe('---a');
  });

  it('groups and what they hold survive a restart, and a file from before there were groups is read', () => {
    const directory = freshFolder();
    const first = openQueues({ queues: QUEUES, directory });
    first.store.send('jobs', of('a', 5));
    expect(groups(first.store, 2)).toBe('aa');
    first.store.send('jobs', of('b', 2));
    expect(groups(openQueues({ queues: QUEUES, directory, clock: { nowMs: START + 10 } }).store, 3)).toBe('bba');

    const file = join(directory, 'queues.jsonl');
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replaceAll(/"groupId":"."/g, '"groupId":null')
        .replaceAll('"groupId":null,', ''),
    );
    expect(groups(openQueues({ queues: QUEUES, directory, clock: { nowMs: START + 10 } }).store)).toBe('--');
  });

  it('a dead message keeps its group', () => {
    const { store, advance } = openQueues({ queues: QUEUES });
    store.send('jobs', of('a', 1));
    for (const _ of [1, 2, 3]) {
      store.receive('jobs', { max: 1 });
      advance(30);
    }
    expect(store.receive('dead', { max: 1 })).toMatchObject([{ groupId: 'a', failedInArn: JOBS.arn }]);
  });

  it('every message of every group comes once, whatever is sent, received and deleted between', () => {
    assert(
      property(array(nat(12), { maxLength: 80 }), (steps) => {
        const { store } = openQueues({ queues: [queueSettings('plain')] });
        let sent = 0;
        const seen: string[] = [];
        const take = (max: number): void => {
          for (const { id, receiptHandle } of store.receive('plain', { max })) {
            seen.push(id);
            if (seen.length % 2 === 0) store.remove('plain', receiptHandle);
          }
        };
        for (const step of steps) {
          if (step < 8) sent += store.send('plain', of(['a', 'b', 'c', null][step % 4] ?? null, 1 + step)).length;
          else take(step - 7);
        }
        take(sent + 1);
        expect([seen.length, new Set(seen).size]).toEqual([sent, sent]);
      }),
    );
  });
});

describe('the service', () => {
  const sender = role('Sender', {
    policies: [policy({ Effect: 'Allow', Action: ['sqs:SendMessage', 'sqs:ListQueues'], Resource: [JOBS.arn, '*'].slice(0, 1) })],
  });

  it("judges each request by its sender's role: a batch needs the right to its single action", async () => {
    const served = await servedQueues({ queues: QUEUES });
    const QueueUrl = `${served.url}/${ACCOUNT}/jobs`;
    const client = served.client(served.keysOf(sender));
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'a' }] }));
    const denied = await failure(client.send(new ReceiveMessageCommand({ QueueUrl })));
    expect(denied).toMatchObject({ code: 'AccessDeniedException', status: 400 });
    expect(denied.message).toContain(`is not authorized to perform: sqs:ReceiveMessage on resource: ${JOBS.arn}`);
    const elsewhere = client.send(new SendMessageCommand({ QueueUrl: QueueUrl.replace('jobs', 'dead'), MessageBody: 'a' }));
    expect((await failure(elsewhere)).message).toContain(DEAD.arn);
    expect((await failure(client.send(new ListQueuesCommand({})))).code).toBe('AccessDeniedException');
    expect(served.store.counts('jobs').visible).toBe(1);
  });

  it('tells nobody without the right whether a queue is there', async () => {
    const served = await servedQueues({ queues: QUEUES });
    const client = served.client(served.keysOf(sender));
    const QueueUrl = `${served.url}/${ACCOUNT}/none`;
    expect((await failure(client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' })))).code).toBe('AccessDeniedException');
  });

  it('notes calls by action and queue, without a word of the messages, and suffers faults', async () => {
    const served = await servedQueues({ queues: QUEUES });
    const client = served.client();
    const QueueUrl = `${served.url}/${ACCOUNT}/jobs`;
    served.faults.set({ kind: 'throttle', action: 'SendMessage', times: 1 });
    expect((await failure(client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a secret word' })))).code).toBe('ThrottlingException');
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a secret word' }));
    expect(served.calls.list().map(({ action, outcome, secretId }) => [action, outcome, secretId])).toEqual([
      ['SendMessage', 'ThrottlingException', undefined],
      ['SendMessage', 'ok', JOBS.arn],
    ]);
    expect(JSON.stringify(served.calls.list())).not.toContain('secret word');
    expect(served.store.receive('jobs', { max: 10 })).toHaveLength(1);
  });

  it('keeps a queue in its region and account', async () => {
    const served = await servedQueues({ queues: QUEUES });
    const elsewhere = served.client(ADMINISTRATOR, 'eu-west-1');
    const send = (url: string): Promise<unknown> => elsewhere.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'a' }));
    expect((await failure(send(`${served.url}/${ACCOUNT}/jobs`))).code).toBe('QueueDoesNotExist');
    expect((await elsewhere.send(new ListQueuesCommand({}))).QueueUrls).toBeUndefined();
    const other = served.client().send(new SendMessageCommand({ QueueUrl: `${served.url}/111122223333/jobs`, MessageBody: 'a' }));
    expect((await failure(other)).code).toBe('QueueDoesNotExist');
  });

  it('a request that waits does not hold up the end of the stack', async () => {
    const served = await servedQueues({ queues: QUEUES });
    const waits = vi.spyOn(served.store, 'receiveBy');
    // Not one of those that are closed with the stack: it holds its connection.
    const client = new SQSClient({ endpoint: served.url, region: 'us-east-1', credentials: ADMINISTRATOR, maxAttempts: 1 });
    const polling = client.send(new ReceiveMessageCommand({ QueueUrl: `${served.url}/${ACCOUNT}/jobs`, WaitTimeSeconds: 20 })).catch(() => {});
    await eventually(() => expect(waits).toHaveBeenCalled());
    // The clock stands still: what waited for the request would wait for good.
    await served.close();
    expect(await waits.mock.results[0]?.value).toEqual([]);
    await polling;
    client.destroy();
  });

  it("is reached by a function's environment alone, through the URL of its queue", async () => {
    const served = await servedQueues({ queues: QUEUES });
    const declared = { QUEUE_URL: `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/jobs`, OTHER: 'https://sqs.us-east-1.amazonaws.com/', N: '1' };
    const environment = withLocalQueueUrls(declared, served.url);
    expect(environment).toEqual({ ...declared, QUEUE_URL: `${served.url}/${ACCOUNT}/jobs` });
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', served.url);
    const client = new SQSClient({ region: 'us-east-1', credentials: ADMINISTRATOR, maxAttempts: 1 });
    await client.send(new SendMessageCommand({ QueueUrl: environment['QUEUE_URL'], MessageBody: 'a' }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: environment['QUEUE_URL'] }));
    await client.send(new DeleteMessageCommand({ QueueUrl: environment['QUEUE_URL'], ReceiptHandle: Messages?.[0]?.ReceiptHandle }));
    client.destroy();
    expect(served.store.counts('jobs')).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });
});

describe('queues of the template', () => {
  const queue = (properties: object): object => ({ Type: 'AWS::SQS::Queue', Properties: properties });
  const read = (Resources: object): readonly QueueSettings[] => queuesOfTemplate({ Resources }, PSEUDO);

  it('are read with their defaults, numbers as texts, and their dead-letter queue', () => {
    const Jobs = queue({
      QueueName: 'jobs',
      VisibilityTimeout: 90,
      MessageRetentionPeriod: '1209600',
      ReceiveMessageWaitTimeSeconds: 20,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
    });
    const arn = `arn:aws:sqs:us-east-1:${ACCOUNT}:stack-Dead`;
    expect(read({ Jobs, Dead: queue({}) })).toEqual([
      queueSettings('jobs', { visibilitySeconds: 90, retentionSeconds: 1_209_600, waitSeconds: 20, redrive: { deadLetterArn: arn, maxReceiveCount: 5 } }),
      queueSettings('stack-Dead'),
    ]);
  });

  it.each([
    ['a FIFO queue', { QueueName: 'jobs.fifo', FifoQueue: true }, 'the property FifoQueue'],
    ['a range that is broken', { VisibilityTimeout: 43_201 }, 'a VisibilityTimeout that is not from 0 to 43200'],
    ['a property that is not known', { Colour: 'red' }, 'the property Colour'],
    ['a count of 0', { RedrivePolicy: { deadLetterTargetArn: DEAD.arn, maxReceiveCount: 0 } }, 'a maxReceiveCount that is not from 1 to 1000'],
    ['a dead-letter queue of elsewhere', { RedrivePolicy: { deadLetterTargetArn: DEAD.arn, maxReceiveCount: 1 } }, 'is not in the template'],
  ])('%s stops the start', (_, properties, sentence) => {
    expect(() => read({ Jobs: queue(properties) })).toThrow(sentence);
  });
});
