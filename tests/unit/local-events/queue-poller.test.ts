import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import type { MessageAttributes } from '../../../infra/local/aws/sqs/queue-message.ts';
import { eventsOf } from '../../../infra/local/events/queue-batch.ts';
import { mappingsOfTemplate, type QueueMapping } from '../../../infra/local/events/queue-mapping.ts';
import { pollQueue } from '../../../infra/local/events/queue-poller.ts';
import { checkMapping } from '../../../infra/local/events/poll-rights.ts';
import { policy, role, START } from '../local-aws/local-endpoint.ts';
import { openQueues, queueSettings, type OpenQueues } from '../local-aws/local-queues.ts';
import { JOBS_ARN, mapping, PSEUDO, templateWith } from './local-template.ts';
import { eventually } from '../../helpers/eventually.ts';

const MAPPING: QueueMapping = {
  functionName: 'svc-dev-work',
  queueName: 'jobs',
  queueArn: JOBS_ARN,
  batchSize: 10,
  windowSeconds: 0,
  maxConcurrency: 5,
  reportsItemFailures: true,
};
const JOBS = queueSettings('jobs', { visibilitySeconds: 180 });

type Answer = (event: SQSEvent) => unknown;
type Polling = OpenQueues & {
  readonly events: SQSEvent[];
  readonly lines: string[];
  readonly send: (...bodies: readonly string[]) => void;
  readonly stop: () => Promise<void>;
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function polling(answer: Answer, rest: Partial<QueueMapping> = {}): Polling {
  const open = openQueues({ queues: [JOBS] });
  const [events, lines]: [SQSEvent[], string[]] = [[], []];
  const invoke = async (_name: string, event: SQSEvent): Promise<unknown> => {
    events.push(event);
    return answer(event);
  };
  const poller = pollQueue({ ...MAPPING, ...rest }, { queue: open.store, invoke, now: () => open.clock.nowMs, log: (line) => void lines.push(line) });
  closers.push(poller.close);
  const send: Polling['send'] = (...bodies) =>
    void open.store.send(
      'jobs',
      bodies.map((body) => ({ body, attributes: {}, senderId: 'AIDA' })),
    );
  return { ...open, events, lines, send, stop: poller.close };
}

const bodiesOf = (event: SQSEvent | undefined): readonly string[] => event?.Records.map(({ body }) => body) ?? [];
const failing =
  (...bodies: readonly string[]): Answer =>
  (event) => ({
    batchItemFailures: event.Records.filter(({ body }) => bodies.includes(body)).map(({ messageId }) => ({ itemIdentifier: messageId })),
  });
const drained = { visible: 0, inFlight: 0, delayed: 0 };
/** What is handed on goes through promises. */
const turn = (): Promise<unknown> => new Promise(setImmediate);
const settled = (open: OpenQueues, left: object): Promise<void> => eventually(() => expect(open.store.counts('jobs')).toEqual(left));

describe('a batch', () => {
  it('is handed to the function as Lambda does it, and deleted when it succeeded', async () => {
    const open = polling(() => ({ batchItemFailures: [] }));
    const attributes: MessageAttributes = { n: { DataType: 'Number', StringValue: '1' }, b: { DataType: 'Binary', BinaryValue: 'AA==' } };
    const [sent] = open.store.send('jobs', [{ body: '{"id":"ver_1"}', attributes, senderId: 'AIDA' }]);
    await settled(open, drained);
    expect(open.events).toEqual([
      {
        Records: [
          {
            messageId: sent!.id,
            receiptHandle: expect.stringMatching(/./),
            body: '{"id":"ver_1"}',
            attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(START), SenderId: 'AIDA', ApproximateFirstReceiveTimestamp: String(START) },
            messageAttributes: {
              n: { stringValue: '1', stringListValues: [], binaryListValues: [], dataType: 'Number' },
              b: { binaryValue: 'AA==', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
            },
            md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
            md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
            eventSource: 'aws:sqs',
            eventSourceARN: JOBS_ARN,
            awsRegion: 'us-east-1',
          },
        ],
      },
    ]);
  });

  it('of which 3 in 10 fail: exactly those 3 come again, after the visibility timeout and not before', async () => {
    const open = polling(failing('2', '5', '7'));
    open.send('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
    await settled(open, { visible: 0, inFlight: 3, delayed: 0 });
    expect(open.lines).toEqual(['[svc-dev-work] 3 of 10 messages of jobs failed.']);
    open.advance(179);
    await turn();
    expect(open.events).toHaveLength(1);
    open.advance(1);
    await eventually(() => expect(open.events).toHaveLength(2));
    expect(bodiesOf(open.events[1]).toSorted()).toEqual(['2', '5', '7']);
    expect(open.events[1]?.Records.map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(['2', '2', '2']);
  });

  it('holds no more than BatchSize, and no more run at once than MaximumConcurrency', async () => {
    const ends: (() => void)[] = [];
    const open = polling(() => new Promise<void>((resolve) => ends.push(resolve)), { batchSize: 2, maxConcurrency: 2 });
    open.send('a', 'b', 'c', 'd', 'e', 'f', 'g');
    await eventually(() => expect(ends).toHaveLength(2));
    expect(open.store.counts('jobs')).toEqual({ visible: 3, inFlight: 4, delayed: 0 });
    ends[0]?.();
    await eventually(() => expect(ends).toHaveLength(3));
    expect(open.events.map((event) => event.Records.length)).toEqual([2, 2, 2]);
    expect(open.store.counts('jobs')).toEqual({ visible: 1, inFlight: 4, delayed: 0 });
    for (const end of ends) end();
    await eventually(() => expect(ends).toHaveLength(4));
    ends[3]?.();
    await settled(open, drained);
  });

  it('is gathered until its window ends', async () => {
    const open = polling(() => null, { windowSeconds: 30 });
    open.send('a');
    await settled(open, { visible: 0, inFlight: 1, delayed: 0 });
    open.advance(10);
    open.send('b');
    await settled(open, { visible: 0, inFlight: 2, delayed: 0 });
    await turn();
    expect(open.events).toEqual([]);
    open.advance(20);
    await settled(open, drained);
    expect(open.events.map(bodiesOf)).toEqual([['a', 'b']]);
  });

  it('is not held back by its window once it is full', async () => {
    const open = polling(() => null, { windowSeconds: 300, batchSize: 3 });
    open.send('a', 'b');
    await settled(open, { visible: 0, inFlight: 2, delayed: 0 });
    open.send('c', 'd');
    await settled(open, { visible: 0, inFlight: 1, delayed: 0 });
    expect(open.events.map(bodiesOf)).toEqual([['a', 'b', 'c']]);
  });

  it('that is more than a request to Lambda may hold goes in several', () => {
    const record = (bytes: number): SQSRecord => JSON.parse(JSON.stringify({ messageId: 'x', body: 'x'.repeat(bytes) }));
    const sizes = (...bytes: readonly number[]): readonly number[] => eventsOf(bytes.map(record)).map((event) => event.Records.length);
    expect(sizes()).toEqual([]);
    expect(sizes(1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 1_000_000)).toEqual([6, 2]);
  });
});

describe('an answer', () => {
  const first = (event: SQSEvent): string => event.Records[0]!.messageId;
  const all: readonly (readonly [string, Answer])[] = [
    ['a function that throws', () => Promise.reject(new Error('The function threw an error.'))],
    ['an identifier of no message', () => ({ batchItemFailures: [{ itemIdentifier: 'another' }] })],
    ['an unknown identifier beside a known one', (event) => ({ batchItemFailures: [{ itemIdentifier: first(event) }, { itemIdentifier: 'another' }] })],
    ['an empty identifier', () => ({ batchItemFailures: [{ itemIdentifier: '' }] })],
    ['an identifier of null', () => ({ batchItemFailures: [{ itemIdentifier: null }] })],
    ['an identifier under another name', (event) => ({ batchItemFailures: [{ messageId: first(event) }] })],
    ['an identifier that is not in an object', (event) => ({ batchItemFailures: [first(event)] })],
    ['failures that are no list', () => ({ batchItemFailures: 'none' })],
    ['a text', () => 'done'],
    ['a list', () => []],
  ];
  it.each(all)('%s: the whole batch has failed', async (_, answer) => {
    const open = polling(answer);
    open.send('a', 'b');
    await eventually(() => expect(open.lines).toEqual(['[svc-dev-work] 2 of 2 messages of jobs failed.']));
    expect(open.store.counts('jobs')).toEqual({ visible: 0, inFlight: 2, delayed: 0 });
  });

  const none: readonly (readonly [string, Answer])[] = [
    ['null', () => null],
    ['nothing', () => undefined],
    ['an empty object', () => ({})],
    ['failures of null', () => ({ batchItemFailures: null })],
    ['an empty list of failures', () => ({ batchItemFailures: [] })],
  ];
  it.each(none)('%s: the whole batch has succeeded', async (_, answer) => {
    const open = polling(answer);
    open.send('a', 'b');
    await settled(open, drained);
    expect(open.lines).toEqual([]);
  });

  it('is not read where the mapping does not say so', async () => {
    const open = polling((event) => ({ batchItemFailures: [{ itemIdentifier: first(event) }] }), { reportsItemFailures: false });
    open.send('a', 'b');
    await settled(open, drained);
    expect(open.lines).toEqual([]);
  });
});

it('after the end no message is taken, and what is with the function is still deleted when it succeeds', async () => {
  const ends: (() => void)[] = [];
  const open = polling(() => new Promise<void>((resolve) => ends.push(resolve)));
  open.send('a');
  await eventually(() => expect(ends).toHaveLength(1));
  await open.stop();
  open.send('b');
  ends[0]?.();
  await settled(open, { visible: 1, inFlight: 0, delayed: 0 });
  expect(open.events).toHaveLength(1);
});

it('the end does not wait for a free place', async () => {
  const open = polling(() => new Promise(() => {}), { maxConcurrency: 2, batchSize: 1 });
  open.send('a', 'b', 'c');
  await eventually(() => expect(open.events).toHaveLength(2));
  await open.stop();
  expect(open.store.counts('jobs')).toEqual({ visible: 1, inFlight: 2, delayed: 0 });
});

describe('mappings of the template', () => {
  const read = (properties: Readonly<Record<string, unknown>>): readonly QueueMapping[] =>
    mappingsOfTemplate(templateWith({ Mapping: mapping(properties) }), PSEUDO);

  it('are read with their defaults', () => {
    expect(read({})).toEqual([MAPPING]);
    const properties = {
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 5,
      ScalingConfig: { MaximumConcurrency: '50' },
      FunctionResponseTypes: [],
      FunctionName: 'svc-dev-work',
    };
    expect(read(properties)).toEqual([{ ...MAPPING, batchSize: 100, windowSeconds: 5, maxConcurrency: 50, reportsItemFailures: false }]);
    expect(read({ Enabled: false })).toEqual([]);
  });

  it.each([
    ['a filter', { FilterCriteria: { Filters: [] } }, 'the property FilterCriteria'],
    ['a stream', { EventSourceArn: 'arn:aws:kinesis:us-east-1:137149879143:stream/s' }, 'an event source that is not a standard queue'],
    ['a FIFO queue', { EventSourceArn: `${JOBS_ARN}.fifo` }, 'an event source that is not a standard queue'],
    ['an alias', { FunctionName: 'arn:aws:lambda:us-east-1:137149879143:function:f:live' }, 'a version or an alias of a function'],
    ['a large batch without a window', { BatchSize: 11 }, 'a BatchSize over 10 without a batching window'],
    ['a concurrency of one', { ScalingConfig: { MaximumConcurrency: 1 } }, 'a MaximumConcurrency that is not from 2 to 1000'],
    ['another kind of answer', { FunctionResponseTypes: ['Other'] }, 'FunctionResponseTypes other than ReportBatchItemFailures'],
  ])('%s stops the start', (_, properties, sentence) => {
    expect(() => read(properties)).toThrow(sentence);
  });

  it('are refused as Lambda refuses them: rights that the role lacks, and a visibility timeout that is too short', () => {
    const Action = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    const may = (actions: readonly string[]) => role('Worker', { policies: [policy({ Effect: 'Allow', Action: actions, Resource: JOBS_ARN })] });
    expect(() => checkMapping(MAPPING, { role: may(Action), timeoutSeconds: 180 }, JOBS)).not.toThrow();
    expect(() => checkMapping(MAPPING, { role: may(Action.slice(0, 1)), timeoutSeconds: 30 }, JOBS)).toThrow('is not authorized to perform: sqs:DeleteMessage');
    expect(() => checkMapping(MAPPING, { role: may(Action), timeoutSeconds: 181 }, JOBS)).toThrow('its timeout (181 s) is longer');
  });
});
