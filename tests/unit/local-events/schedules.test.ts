import { afterEach, describe, expect, it } from 'vitest';
import { clockTimers } from '../../../infra/local/aws/sqs/clock-timers.ts';
import { latestUntil, nextAfter, timesOf } from '../../../infra/local/events/schedule-times.ts';
import { runSchedules, schedulesOfTemplate } from '../../../infra/local/events/schedules.ts';
import { START } from '../local-aws/local-endpoint.ts';
import { PSEUDO, schedule, templateWith } from './local-template.ts';

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

/** START is a whole hour. */
function running(Tick: object, startMs = START): { readonly fired: unknown[]; readonly advance: (seconds: number) => void; readonly close: () => void } {
  const clock = { nowMs: startMs };
  const timers = clockTimers(() => clock.nowMs);
  const fired: unknown[] = [];
  const schedules = schedulesOfTemplate(templateWith({ Tick }), PSEUDO);
  const { close } = runSchedules(schedules, { timers, now: () => clock.nowMs, invoke: (name, payload) => void fired.push([name, payload]) });
  closers.push(() => timers.close());
  const advance = (seconds: number): void => {
    clock.nowMs += seconds * 1000;
    timers.moved();
  };
  return { fired, advance, close };
}

const at = (time: string): unknown => ['svc-dev-work', { at: `2026-11-23T${time}Z` }];

it('a rate fires at each of its moments, with the moment in place of its keyword', () => {
  const { fired, advance } = running(schedule());
  expect(fired).toEqual([]);
  advance(299);
  expect(fired).toEqual([]);
  advance(1);
  expect(fired).toEqual([at('12:05:00')]);
  advance(300);
  advance(300);
  expect(fired).toEqual([at('12:05:00'), at('12:10:00'), at('12:15:00')]);
});

it('a clock that is moved by an hour fires once, for the last moment, and goes on from there', () => {
  const { fired, advance } = running(schedule());
  advance(3720);
  expect(fired).toEqual([at('13:00:00')]);
  advance(180);
  expect(fired).toEqual([at('13:00:00'), at('13:05:00')]);
});

it('a restart does not move the moments, and what was missed meanwhile is not made up for', () => {
  const { fired, advance } = running(schedule(), START + 100_000);
  expect(fired).toEqual([]);
  advance(200);
  expect(fired).toEqual([at('12:05:00')]);
});

it('a rate counts from its start date, and ends with its end date', () => {
  const { fired, advance } = running(schedule({ StartDate: '2026-11-23T12:02:00Z', EndDate: '2026-11-23T12:12:00Z' }));
  for (const _ of Array.from({ length: 20 })) advance(60);
  expect(fired).toEqual([at('12:02:00'), at('12:07:00'), at('12:12:00')]);
});

it('a single moment fires once, late rather than not at all, and never where it was past from the start', () => {
  const once = schedule({ ScheduleExpression: 'at(2026-11-23T12:30:00)' });
  const { fired, advance } = running(once);
  advance(1799);
  expect(fired).toEqual([]);
  advance(7200);
  advance(7200);
  expect(fired).toEqual([at('12:30:00')]);
  const late = running(once, START + 1_800_001);
  late.advance(7200);
  expect(late.fired).toEqual([]);
});

it('every keyword of EventBridge Scheduler is replaced', () => {
  const Input = '{"arn":"<aws.scheduler.schedule-arn>","id":"<aws.scheduler.execution-id>","n":"<aws.scheduler.attempt-number>"}';
  const { fired, advance } = running(schedule({}, { Input }));
  advance(300);
  const arn = 'arn:aws:scheduler:us-east-1:137149879143:schedule/default/tick';
  expect(fired).toEqual([['svc-dev-work', { arn, id: expect.stringMatching(/^[0-9a-f-]{18}$/), n: '1' }]]);
});

it('nothing fires after the end, or from a schedule that is disabled', () => {
  const ended = running(schedule());
  ended.close();
  ended.advance(3600);
  const disabled = running(schedule({ State: 'DISABLED' }));
  disabled.advance(3600);
  expect([ended.fired, disabled.fired]).toEqual([[], []]);
});

describe('what is not known stops the start', () => {
  it.each([
    ['cron', { ScheduleExpression: 'cron(0 3 * * ? *)' }, {}, 'the expression "cron(0 3 * * ? *)"'],
    ['a rate of nothing', { ScheduleExpression: 'rate(0 minutes)' }, {}, 'the expression'],
    ['a rate of seconds', { ScheduleExpression: 'rate(5 seconds)' }, {}, 'the expression'],
    ['a day that is none', { ScheduleExpression: 'at(2026-13-01T00:00:00)' }, {}, 'the expression'],
    ['another time zone', { ScheduleExpressionTimezone: 'Europe/Berlin' }, {}, 'a time zone other than UTC'],
    ['a date that is none', { StartDate: 'soon' }, {}, 'a StartDate that is not a date'],
    ['a queue', {}, { Arn: 'arn:aws:sqs:us-east-1:137149879143:jobs' }, 'a target that is not a function'],
    ['a universal target', {}, { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage' }, 'a target that is not a function'],
    ['no Input', {}, { Input: undefined }, 'no Input of JSON'],
    ['an Input that is not JSON', {}, { Input: '<aws.scheduler.scheduled-time>' }, 'no Input of JSON'],
    ['parameters of another service', {}, { SqsParameters: { MessageGroupId: 'a' } }, 'the SqsParameters of a target'],
    ['a property that is not known', { Colour: 'red' }, {}, 'the property Colour'],
  ])('%s', (_, properties, target, sentence) => {
    const template: unknown = JSON.parse(JSON.stringify(templateWith({ Tick: schedule(properties, target) })));
    expect(() => schedulesOfTemplate(template, PSEUDO)).toThrow(sentence);
  });
});

it('moments are found by arithmetic, however far the clock is', () => {
  const hourly = timesOf('rate(1 hour)')!;
  expect(nextAfter(hourly, START)).toBe(START + 3_600_000);
  expect(nextAfter(hourly, START - 1)).toBe(START);
  expect(latestUntil(hourly, START + 3_599_999)).toBe(START);
  expect(timesOf('rate(2 days)')).toMatchObject({ everyMs: 172_800_000 });
});
