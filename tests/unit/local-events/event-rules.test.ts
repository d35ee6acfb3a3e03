import { describe, expect, it } from 'vitest';
import { makeEvent, type EventBridgeEvent } from '../../../infra/local/aws/events.ts';
import { routeEvent, rulesOfTemplate, type EventRule } from '../../../infra/local/events/event-rules.ts';
import { JOBS_ARN, PSEUDO, rule, templateWith } from './local-template.ts';

const TO_QUEUE = { Id: 'queue', Arn: JOBS_ARN };

function rulesWith(Rule: object): readonly EventRule[] {
  return rulesOfTemplate(templateWith({ Rule }), PSEUDO);
}

function event(source: string): EventBridgeEvent {
  return makeEvent({ source, detailType: 'x', account: PSEUDO.account, region: 'us-east-1', resources: [], detail: { n: 1 }, atMs: 0 });
}

function delivered(emitted: EventBridgeEvent, rules: readonly EventRule[]): unknown[] {
  const seen: unknown[] = [];
  routeEvent(emitted, rules, { invoke: (...call) => void seen.push(call), send: (...call) => void seen.push(call), notify: (...call) => void seen.push(call) });
  return seen;
}

it('an event goes to every target of the rules that match it, a function by its FunctionName, a queue as text', () => {
  const rules = rulesOfTemplate(
    templateWith({
      Both: rule({ Targets: [{ Id: 'work', Arn: { 'Fn::GetAtt': ['Work', 'Arn'] } }, TO_QUEUE] }),
      Other: rule({ EventPattern: { source: ['secret-mask-resolver'] } }),
    }),
    PSEUDO,
  );
  const emitted = event('aws.secretsmanager');
  expect(delivered(emitted, rules)).toEqual([
    ['svc-dev-work', emitted],
    ['jobs', JSON.stringify(emitted)],
  ]);
  expect(delivered(event('secret-mask-resolver'), rules)).toHaveLength(1);
  expect(delivered(event('aws.ec2'), rules)).toEqual([]);
});

it('a topic gets the event as text', () => {
  const emitted = event('aws.secretsmanager');
  const rules = rulesWith(rule({ Targets: [{ Id: 't', Arn: 'arn:aws:sns:us-east-1:137149879143:told' }] }));
  expect(delivered(emitted, rules)).toEqual([['told', JSON.stringify(emitted)]]);
});

it('a constant Input is sent in place of the event', () => {
  const rules = rulesWith(rule({ Targets: [{ ...TO_QUEUE, Input: '{"kind":"rotation"}' }] }));
  expect(delivered(event('aws.secretsmanager'), rules)).toEqual([['jobs', '{"kind":"rotation"}']]);
});

it('a rule that is disabled, or whose condition does not hold, gets nothing', () => {
  expect(rulesWith(rule({ State: 'DISABLED' }))).toEqual([]);
  const template = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } }, ...templateWith({ Rule: { ...rule(), Condition: 'Never' } }) };
  expect(rulesOfTemplate(template, PSEUDO)).toEqual([]);
});

describe('what is not known stops the start', () => {
  it.each([
    ['another bus', { EventBusName: 'partners' }, 'a bus other than the default one'],
    ['a schedule', { ScheduleExpression: 'rate(1 hour)' }, 'the property ScheduleExpression'],
    ['a transformed input', { Targets: [{ ...TO_QUEUE, InputTransformer: { InputTemplate: '<x>' } }] }, 'the InputTransformer of a target'],
    ['a path of the event', { Targets: [{ ...TO_QUEUE, InputPath: '$.detail' }] }, 'the InputPath of a target'],
    [
      'a stream',
      { Targets: [{ Id: 't', Arn: 'arn:aws:kinesis:us-east-1:137149879143:stream/s' }] },
      'a target that is neither a function nor a standard queue',
    ],
    ['a FIFO topic', { Targets: [{ Id: 't', Arn: 'arn:aws:sns:us-east-1:137149879143:topic.fifo' }] }, 'a target that is neither'],
    ['a FIFO queue', { Targets: [{ Id: 't', Arn: `${JOBS_ARN}.fifo` }] }, 'a target that is neither'],
    ['an alias', { Targets: [{ Id: 't', Arn: 'arn:aws:lambda:us-east-1:137149879143:function:f:live' }] }, 'a target that is neither'],
    ['no target', { Targets: [] }, 'not from 1 to 5 targets'],
    ['an Input that is not JSON', { Targets: [{ ...TO_QUEUE, Input: 'x' }] }, 'an Input that is not JSON'],
    ['an unknown operator', { EventPattern: { source: [{ wildcard: '*' }] } }, 'a pattern (The operator wildcard of an event pattern is not known here.)'],
  ])('%s', (_, properties, sentence) => {
    expect(() => rulesWith(rule(properties))).toThrow(sentence);
  });
});
