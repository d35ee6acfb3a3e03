import { afterEach, describe, expect, it } from 'vitest';
import { makeEvent } from '../../../infra/local/aws/events.ts';
import { queuesOfTemplate } from '../../../infra/local/aws/sqs/template-queues.ts';
import type { Mail } from '../../../infra/local/events/mail.ts';
import { startTriggers, type Triggers } from '../../../infra/local/events/triggers.ts';
import { ANYTHING, role } from '../local-aws/local-endpoint.ts';
import { openQueues, type OpenQueues } from '../local-aws/local-queues.ts';
import { JOBS_ARN, mapping, PSEUDO, resource, rule, schedule, templateWith } from './local-template.ts';
import { eventually } from '../../helpers/eventually.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function started(
  more: Readonly<Record<string, object>>,
  { policies = [ANYTHING], hasSchedules = true } = {},
): OpenQueues & Pick<Triggers, 'route'> & { readonly seen: [string, unknown][]; readonly mails: Mail[] } {
  const template = templateWith(more);
  const open = openQueues({ queues: queuesOfTemplate(template, PSEUDO) });
  const seen: [string, unknown][] = [];
  const mails: Mail[] = [];
  const triggers = startTriggers({
    template,
    hasSchedules,
    pseudo: PSEUDO,
    queues: open.store,
    timers: open.timers,
    now: () => open.clock.nowMs,
    dataDirectory: null,
    roleOf: () => role('Worker', { policies }),
    invoke: async (name, event) => void seen.push([name, event]),
    mail: (mail) => void mails.push(mail),
    log: () => {},
  });
  closers.push(triggers.close);
  return { ...open, route: triggers.route, seen, mails };
}

it('one template: an event, a moment and a message each start the function', async () => {
  const open = started({ Rule: rule(), Tick: schedule(), Mapping: mapping() });
  const event = makeEvent({ source: 'aws.secretsmanager', detailType: 'x', account: PSEUDO.account, region: 'us-east-1', resources: [], detail: {}, atMs: 0 });
  open.route(event);
  await eventually(() => expect(open.seen).toEqual([['svc-dev-work', event]]));
  open.advance(300);
  await eventually(() => expect(open.seen[1]).toEqual(['svc-dev-work', { at: '2026-11-23T12:05:00Z' }]));
  open.store.send('jobs', [{ body: 'job', attributes: {}, senderId: 'AIDA' }]);
  await eventually(() => expect(open.seen[2]).toMatchObject(['svc-dev-work', { Records: [{ body: 'job', eventSourceARN: JOBS_ARN }] }]));
});

it('without schedules an event starts the function still, and no moment does', async () => {
  const open = started({ Rule: rule(), Tick: schedule() }, { hasSchedules: false });
  open.advance(3_600);
  open.route(makeEvent({ source: 'aws.secretsmanager', detailType: 'x', account: PSEUDO.account, region: 'us-east-1', resources: [], detail: {}, atMs: 0 }));
  await eventually(() => expect(open.seen).toMatchObject([['svc-dev-work', { source: 'aws.secretsmanager' }]]));
});

it('an event for a queue goes through it to the function that works on it', async () => {
  const open = started({ Rule: rule({ Targets: [{ Id: 'q', Arn: JOBS_ARN, Input: '{"n":1}' }] }), Mapping: mapping() });
  open.route(makeEvent({ source: 'aws.secretsmanager', detailType: 'x', account: PSEUDO.account, region: 'us-east-1', resources: [], detail: {}, atMs: 0 }));
  await eventually(() => expect(open.seen).toMatchObject([['svc-dev-work', { Records: [{ body: '{"n":1}' }] }]]));
});

it('an event for a topic is a mail to each address that is subscribed to it', () => {
  const subscribed = (Endpoint: string): object => resource('AWS::SNS::Subscription', { TopicArn: { Ref: 'Told' }, Protocol: 'email', Endpoint });
  const Rule = rule({ Targets: [{ Id: 't', Arn: { Ref: 'Told' } }] });
  const open = started({ Told: resource('AWS::SNS::Topic', {}), One: subscribed('a@example.com'), Two: subscribed('b@example.com'), Rule });
  const event = makeEvent({ source: 'aws.secretsmanager', detailType: 'x', account: PSEUDO.account, region: 'us-east-1', resources: [], detail: {}, atMs: 0 });
  open.route(event);
  const mail = { topic: 'stack-Told', at: '2026-11-23T12:00:00.000Z', text: JSON.stringify(event) };
  expect(open.mails).toEqual([
    { to: 'a@example.com', ...mail },
    { to: 'b@example.com', ...mail },
  ]);
});

describe('what leads nowhere, or would be refused by AWS, stops the start', () => {
  const lambda = 'arn:aws:lambda:us-east-1:137149879143:function:none';
  it.each([
    ['a rule to a function that is not there', { Rule: rule({ Targets: [{ Id: 'x', Arn: lambda }] }) }, 'leads to none, which is not in it'],
    ['a rule to a queue that is not there', { Rule: rule({ Targets: [{ Id: 'x', Arn: `${JOBS_ARN}x` }] }) }, 'leads to jobsx, which is not in it'],
    [
      'a rule to a topic that is not there',
      { Rule: rule({ Targets: [{ Id: 'x', Arn: 'arn:aws:sns:us-east-1:137149879143:none' }] }) },
      'leads to none, which is not in it',
    ],
    ['a schedule to a function that is not there', { Tick: schedule({}, { Arn: lambda }) }, 'leads to none'],
    [
      'a mapping of a queue that is not there',
      { Mapping: mapping({ EventSourceArn: `${JOBS_ARN}x` }) },
      'maps jobsx to svc-dev-work, and one of them is not in it',
    ],
    ['a mapping to a function that is not there', { Mapping: mapping({ FunctionName: 'none' }) }, 'maps jobs to none'],
  ])('%s', (_, more, sentence) => {
    expect(() => started(more)).toThrow(sentence);
  });

  it('a mapping whose function may not read the queue', () => {
    expect(() => started({ Mapping: mapping() }, { policies: [] })).toThrow('is not authorized to perform: sqs:ReceiveMessage');
  });
});
