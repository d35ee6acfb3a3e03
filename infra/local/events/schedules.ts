import { randomUUID } from 'node:crypto';
import { isJsonObject, type Json } from '../../../shared/json.ts';
import type { Timers } from '../aws/sqs/clock-timers.ts';
import type { Pseudo } from '../aws/template-resolver.ts';
import { latestUntil, nextAfter, timesOf, type ScheduleTimes } from './schedule-times.ts';
import { targetOfArn } from './target-arn.ts';
import { refusal, refuseOthers, resourcesOf, textIn, type TemplateResource } from './template-properties.ts';

export type Schedule = {
  readonly arn: string;
  readonly times: ScheduleTimes;
  readonly functionName: string;
  /** JSON, with the keywords of EventBridge Scheduler not yet replaced. */
  readonly input: string;
};
export type SchedulePorts = { readonly timers: Timers; readonly now: () => number; readonly invoke: (functionName: string, payload: Json) => void };

const KNOWN = [
  'Name',
  'Description',
  'GroupName',
  'KmsKeyArn',
  'State',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'FlexibleTimeWindow',
  'StartDate',
  'EndDate',
  'Target',
];
const TARGET_KNOWN = new Set(['Arn', 'RoleArn', 'Input', 'RetryPolicy', 'DeadLetterConfig']);

/**
 * The enabled schedules of a packaged template. A flexible window is used at its beginning.
 * @throws Error that names the resource, for cron, another time zone, another target than a function, and a schedule without Input
 */
export function schedulesOfTemplate(template: unknown, pseudo: Pseudo): readonly Schedule[] {
  const resources = resourcesOf(template, pseudo, 'AWS::Scheduler::Schedule');
  return resources.flatMap((resource) => (textIn(resource, 'State') === 'DISABLED' ? [] : [scheduleOf(resource, pseudo)]));
}

/**
 * Fires each schedule as the clock reaches its moments. A clock that is moved over several of them fires once, for the last: so does a
 * laptop that slept. What fell into a time in which the stack was not running is not made up for, as EventBridge Scheduler makes up for
 * nothing that it did not attempt; a rate does not fire at the start either, but at its next moment.
 */
export function runSchedules(schedules: readonly Schedule[], ports: SchedulePorts): { readonly close: () => void } {
  const pending = new Map<Schedule, () => void>();
  const arm = (schedule: Schedule): void => {
    const nextMs = nextAfter(schedule.times, ports.now());
    if (nextMs === null) pending.delete(schedule);
    else
      pending.set(
        schedule,
        ports.timers.at(nextMs, () => fire(schedule)),
      );
  };
  const fire = (schedule: Schedule): void => {
    const scheduledMs = latestUntil(schedule.times, ports.now());
    ports.invoke(schedule.functionName, payloadOf(schedule, scheduledMs));
    arm(schedule);
  };
  schedules.forEach(arm);
  return {
    close: () => {
      for (const callOff of pending.values()) callOff();
    },
  };
}

/** Source: EventBridge Scheduler user guide, "Adding context attributes". */
function payloadOf({ arn, input }: Schedule, scheduledMs: number): Json {
  const payload: Json = JSON.parse(
    input
      .replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.scheduled-time>', `${new Date(scheduledMs).toISOString().slice(0, 19)}Z`)
      .replaceAll('<aws.scheduler.execution-id>', randomUUID().slice(0, 18))
      .replaceAll('<aws.scheduler.attempt-number>', '1'),
  );
  return payload;
}

function scheduleOf(resource: TemplateResource, { partition, region, account, stackName }: Pseudo): Schedule {
  refuseOthers(resource, KNOWN);
  const name = textIn(resource, 'Name') ?? `${stackName}-${resource.logicalId}`;
  const arn = `arn:${partition}:scheduler:${region}:${account}:schedule/${textIn(resource, 'GroupName') ?? 'default'}/${name}`;
  return { arn, times: timesIn(resource), ...targetIn(resource) };
}

function timesIn(resource: TemplateResource): ScheduleTimes {
  const expression = textIn(resource, 'ScheduleExpression') ?? '';
  const times = timesOf(expression);
  if (!times) throw refusal(resource, `the expression "${expression}"`);
  if (!['UTC', null].includes(textIn(resource, 'ScheduleExpressionTimezone'))) throw refusal(resource, 'a time zone other than UTC');
  return times.kind === 'once' ? times : { ...times, startMs: dateIn(resource, 'StartDate'), endMs: dateIn(resource, 'EndDate') };
}

function dateIn(resource: TemplateResource, name: string): number | null {
  const text = textIn(resource, name);
  if (text === null) return null;
  if (Number.isNaN(Date.parse(text))) throw refusal(resource, `a ${name} that is not a date`);
  return Date.parse(text);
}

function targetIn(resource: TemplateResource): Pick<Schedule, 'functionName' | 'input'> {
  const { Target: declared = null } = resource.properties;
  const target = isJsonObject(declared) ? declared : {};
  const unknown = Object.keys(target).find((name) => !TARGET_KNOWN.has(name));
  if (unknown !== undefined) throw refusal(resource, `the ${unknown} of a target`);
  const { Arn: arn = '', Input: input } = target;
  const lambda = typeof arn === 'string' ? targetOfArn(arn) : null;
  if (lambda?.service !== 'lambda') throw refusal(resource, 'a target that is not a function');
  if (typeof input !== 'string' || !isJson(input)) throw refusal(resource, 'no Input of JSON'); // the default notification is not documented
  return { functionName: lambda.name, input };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
