import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { clockTimers } from '../../../infra/local/aws/sqs/clock-timers.ts';
import { queueLogIn } from '../../../infra/local/aws/sqs/queue-log.ts';
import { asynchronousInvocations, type AsynchronousInvocations } from '../../../infra/local/events/asynchronous-invocations.ts';
import { asynchronousTargetsOf, type AsynchronousTarget } from '../../../infra/local/events/asynchronous-target.ts';
import { START } from '../local-aws/local-endpoint.ts';
import { JOBS_ARN, PSEUDO, resource, templateWith } from './local-template.ts';
import { eventually } from '../../helpers/eventually.ts';

const TARGET: AsynchronousTarget = { functionName: 'svc-dev-work', timeoutSeconds: 30, maxAttempts: 3, maxAgeSeconds: 21_600, deadLetterQueue: null };

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

type Opened = AsynchronousInvocations & {
  readonly seen: unknown[];
  readonly dead: unknown[];
  readonly lines: string[];
  /** Resolves once everything that is due by then has gone its way. */
  readonly advance: (seconds: number) => Promise<void>;
};
type Options = { readonly target?: Partial<AsynchronousTarget>; readonly directory?: string };

function opened(answer: () => unknown, { target = {}, directory }: Options = {}): Opened {
  const clock = { nowMs: START };
  const timers = clockTimers(() => clock.nowMs);
  const [seen, dead, lines]: [unknown[], unknown[], string[]] = [[], [], []];
  const invocations = asynchronousInvocations([{ ...TARGET, ...target }], {
    invoke: async (name, event) => {
      seen.push([name, event]);
      return answer();
    },
    timers,
    now: () => clock.nowMs,
    kept: directory === undefined ? null : queueLogIn(directory),
    deadLetter: (...call) => void dead.push(call),
    log: (line) => void lines.push(line),
  });
  closers.push(() => timers.close(), invocations.close);
  const advance = async (seconds: number): Promise<void> => {
    clock.nowMs += seconds * 1000;
    timers.moved();
    await new Promise(setImmediate);
  };
  return { ...invocations, seen, dead, lines, advance };
}

const broken = (): never => {
  throw new Error('The function threw an error.');
};

it('an event that is accepted reaches its function, without waiting for it', async () => {
  const open = opened(() => null);
  open.accept('svc-dev-work', { n: 1 });
  expect(open.seen).toEqual([]);
  await eventually(() => expect(open.seen).toEqual([['svc-dev-work', { n: 1 }]]));
  await open.advance(7200);
  expect(open.seen).toHaveLength(1);
  expect(() => open.accept('another', {})).toThrow('does not exist');
});

it('a function that fails gets the event again after one minute and after two more, then not any more', async () => {
  const open = opened(broken);
  open.accept('svc-dev-work', { n: 1 });
  await eventually(() => expect(open.seen).toHaveLength(1));
  await open.advance(59);
  expect(open.seen).toHaveLength(1);
  await open.advance(1);
  await eventually(() => expect(open.seen).toHaveLength(2));
  await open.advance(119);
  expect(open.seen).toHaveLength(2);
  await open.advance(1);
  await eventually(() =>
    expect(open.lines).toEqual([
      '[svc-dev-work] failed on an event, which comes again in 60 s.',
      '[svc-dev-work] failed on an event, which comes again in 120 s.',
      '[svc-dev-work] gave an event up after 3 attempts.',
    ]),
  );
  await open.advance(7200);
  expect(open.seen).toHaveLength(3);
});

it('an event that shows itself again, because the clock was moved on during an attempt, is left to the next attempt', async () => {
  const attempts: { readonly fail: () => void; readonly done: () => void }[] = [];
  const open = opened(() => new Promise<void>((done, reject) => attempts.push({ done, fail: () => reject(new Error('The function threw an error.')) })));
  open.accept('svc-dev-work', { n: 1 });
  await eventually(() => expect(attempts).toHaveLength(1));
  await open.advance(60);
  await eventually(() => expect(attempts).toHaveLength(2));
  attempts[0]?.fail();
  open.accept('svc-dev-work', { n: 2 });
  await eventually(() => expect(attempts).toHaveLength(3));
  attempts.forEach(({ done }) => done());
  await new Promise(setImmediate);
  await open.advance(7200);
  expect([open.seen.length, open.lines]).toEqual([3, []]);
});

it('what no attempt could do goes to the dead-letter queue of the function', async () => {
  const open = opened(broken, { target: { maxAttempts: 1, deadLetterQueue: 'dead' } });
  open.accept('svc-dev-work', { n: 1 });
  await eventually(() => expect(open.dead).toHaveLength(1));
  expect(open.dead).toMatchObject([['dead', { body: '{"n":1}', attributes: { ErrorCode: { StringValue: '200' }, RequestID: { DataType: 'String' } } }]]);
});

it('an event that has grown too old is not tried again', async () => {
  const open = opened(broken, { target: { maxAgeSeconds: 60 } });
  open.accept('svc-dev-work', { n: 1 });
  await eventually(() => expect(open.seen).toHaveLength(1));
  await open.advance(61);
  open.accept('svc-dev-work', { n: 2 });
  await eventually(() => expect(open.seen).toHaveLength(2));
  expect(open.seen[1]).toEqual(['svc-dev-work', { n: 2 }]);
});

it('an event that was accepted is not lost with the process, nor one that the function had not done', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'invocations-'));
  closers.push(() => rmSync(directory, { recursive: true }));
  const first = opened(() => new Promise(() => {}), { directory });
  first.accept('svc-dev-work', { n: 1 });
  await eventually(() => expect(first.seen).toHaveLength(1));
  // Not closed: the process is gone.
  const again = opened(() => null, { directory });
  await again.advance(35);
  await eventually(() => expect(again.seen).toEqual([['svc-dev-work', { n: 1 }]]));
});

it('a function that is ended with the stack has not failed: the event is tried again after the start', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'invocations-'));
  closers.push(() => rmSync(directory, { recursive: true }));
  let end = (): void => {};
  const target = { maxAttempts: 1, deadLetterQueue: 'dead' };
  const first = opened(() => new Promise((_, reject) => (end = () => reject(new Error('The function stopped.')))), { target, directory });
  first.accept('svc-dev-work', { n: 1 });
  await eventually(() => expect(first.seen).toHaveLength(1));
  await first.close();
  end();
  const again = opened(() => null, { target, directory });
  await again.advance(35);
  await eventually(() => expect(again.seen).toEqual([['svc-dev-work', { n: 1 }]]));
  expect([first.dead, first.lines]).toEqual([[], []]);
});

it('no more than ten events of a function are with it at once', async () => {
  const ends: (() => void)[] = [];
  const open = opened(() => new Promise<void>((resolve) => ends.push(resolve)));
  for (const n of Array.from({ length: 12 }).keys()) open.accept('svc-dev-work', { n });
  await eventually(() => expect(ends).toHaveLength(10));
  ends[0]?.();
  await eventually(() => expect(ends).toHaveLength(11));
});

describe('functions of the template', () => {
  const work = (properties: object): object => resource('AWS::Lambda::Function', { FunctionName: 'svc-dev-work', Timeout: 30, ...properties });
  const config = (properties: object): object =>
    resource('AWS::Lambda::EventInvokeConfig', { FunctionName: { Ref: 'Work' }, Qualifier: '$LATEST', ...properties });

  it('are read with what is said of their asynchronous invocations', () => {
    expect(asynchronousTargetsOf(templateWith({}), PSEUDO)).toEqual([TARGET]);
    const Work = work({ DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } });
    const template = templateWith({ Work, Config: config({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 }) });
    expect(asynchronousTargetsOf(template, PSEUDO)).toEqual([{ ...TARGET, maxAttempts: 1, maxAgeSeconds: 300, deadLetterQueue: 'dead' }]);
  });

  it.each([
    ['a destination', { Config: config({ DestinationConfig: { OnFailure: { Destination: JOBS_ARN } } }) }, 'the property DestinationConfig'],
    ['an alias', { Config: config({ Qualifier: 'live' }) }, 'a version or an alias'],
    ['a topic for dead letters', { Work: work({ DeadLetterConfig: { TargetArn: 'arn:aws:sns:us-east-1:137149879143:t' } }) }, 'a DeadLetterConfig that is not'],
    ['too many retries', { Config: config({ MaximumRetryAttempts: 3 }) }, 'a MaximumRetryAttempts that is not from 0 to 2'],
  ])('%s stops the start', (_, more, sentence) => {
    expect(() => asynchronousTargetsOf(templateWith(more), PSEUDO)).toThrow(sentence);
  });
});
