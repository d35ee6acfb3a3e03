import { join } from 'node:path';
import type { EventBridgeEvent } from '../aws/events.ts';
import type { Timers } from '../aws/sqs/clock-timers.ts';
import { queueLogIn } from '../aws/sqs/queue-log.ts';
import type { QueueStore } from '../aws/sqs/queue-store.ts';
import type { LocalRole } from '../aws/template-roles.ts';
import type { Pseudo } from '../aws/template-resolver.ts';
import { asynchronousInvocations, type AsynchronousPorts } from './asynchronous-invocations.ts';
import { asynchronousTargetsOf } from './asynchronous-target.ts';
import { routeEvent, rulesOfTemplate, type Deliveries, type RuleTarget } from './event-rules.ts';
import { recipientsOfTemplate, type Mail } from './mail.ts';
import { checkMapping } from './poll-rights.ts';
import { mappingsOfTemplate, type QueueMapping } from './queue-mapping.ts';
import { pollQueue } from './queue-poller.ts';
import { runSchedules, schedulesOfTemplate } from './schedules.ts';

export type TriggerParts = {
  readonly template: unknown;
  readonly pseudo: Pseudo;
  readonly queues: QueueStore;
  readonly timers: Timers;
  readonly now: () => number;
  /** Where accepted events outlive the process; null: in memory. */
  readonly dataDirectory: string | null;
  /** False: the schedules are read and checked, and none fires; true by default. */
  readonly hasSchedules?: boolean;
  /** By FunctionName. */
  readonly roleOf: (functionName: string) => LocalRole;
  /** By FunctionName. @throws Error where the function fails, crashes or takes too long */
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  /** Takes what SNS would mail. */
  readonly mail: (mail: Mail) => void;
  readonly log: (line: string) => void;
};
export type Triggers = {
  /** Returns once every target has the event in safe keeping. */
  readonly route: (event: EventBridgeEvent) => void;
  /** Before the functions are closed, and before the queues are. */
  readonly close: () => Promise<void>;
};

const SENDER = 'AIDALOCALEVENTBRIDGE';

/**
 * All that starts functions of a packaged template besides requests: rules, schedules, queues.
 * @throws Error that names the resource, for what is not understood, leads nowhere or would be refused by AWS
 */
export function startTriggers(parts: TriggerParts): Triggers {
  const { template, pseudo, queues, timers, now, log, invoke } = parts;
  const targets = asynchronousTargetsOf(template, pseudo);
  const [rules, schedules, mappings] = [rulesOfTemplate(template, pseudo), schedulesOfTemplate(template, pseudo), mappingsOfTemplate(template, pseudo)];
  const functions = new Map(targets.map((target) => [target.functionName, target]));
  const recipients = recipientsOfTemplate(template, pseudo);
  const ends: readonly End[] = [...rules.flatMap((rule) => rule.targets), ...schedules.map(({ functionName: name }) => ({ service: 'lambda', name }) as const)];
  refuseLost(ends, { lambda: [...functions.keys()], sqs: queues.names(), sns: [...recipients.keys()] });
  for (const mapping of mappings) checkParts(mapping, parts, functions.get(mapping.functionName)?.timeoutSeconds);
  const kept = parts.dataDirectory === null ? null : queueLogIn(join(parts.dataDirectory, 'invocations'));
  const handOver: AsynchronousPorts['deadLetter'] = (name, message) => void queues.send(name, [{ ...message, senderId: SENDER }]);
  const invocations = asynchronousInvocations(targets, { invoke, timers, now, kept, deadLetter: handOver, log });
  const notify: Deliveries['notify'] = (topic, text) =>
    (recipients.get(topic) ?? []).forEach((to) => parts.mail({ to, topic, at: new Date(now()).toISOString(), text }));
  const deliveries: Deliveries = { invoke: invocations.accept, send: (name, body) => handOver(name, { body, attributes: {} }), notify };
  const scheduler = runSchedules(parts.hasSchedules === false ? [] : schedules, { timers, now, invoke: invocations.accept });
  const pollers = mappings.map((mapping) => pollQueue(mapping, { queue: queues, invoke, now, log }));
  const close = async (): Promise<void> => {
    scheduler.close();
    await Promise.all([...pollers.map((poller) => poller.close()), invocations.close()]);
  };
  return { route: (event) => routeEvent(event, rules, deliveries), close };
}

type End = Pick<RuleTarget, 'service' | 'name'>;

function refuseLost(ends: readonly End[], known: Readonly<Record<End['service'], readonly string[]>>): void {
  const lost = ends.find(({ service, name }) => !known[service].includes(name));
  if (lost) throw new Error(`A rule or schedule of the template leads to ${lost.name}, which is not in it.`);
}

function checkParts(mapping: QueueMapping, { queues, roleOf }: TriggerParts, timeoutSeconds: number | undefined): void {
  const { functionName, queueName } = mapping;
  if (timeoutSeconds === undefined || !queues.names().includes(queueName))
    throw new Error(`The template maps ${queueName} to ${functionName}, and one of them is not in it.`);
  checkMapping(mapping, { role: roleOf(functionName), timeoutSeconds }, queues.settingsOf(queueName));
}
