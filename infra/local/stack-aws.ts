import { join } from 'node:path';
import { ACCOUNT, pseudoParameters, REGION } from './account.ts';
import { tablesOfTemplate } from './aws/dynamodb/template-tables.ts';
import { startAws, type AwsEndpoint } from './aws/endpoint.ts';
import type { EventBridgeEvent } from './aws/events.ts';
import { clockTimers, type Timers } from './aws/sqs/clock-timers.ts';
import { queueLogIn } from './aws/sqs/queue-log.ts';
import { QueueStore } from './aws/sqs/queue-store.ts';
import { queuesOfTemplate } from './aws/sqs/template-queues.ts';
import type { Pseudo } from './aws/template-resolver.ts';
import { rolesOfTemplate, type TemplateRoles } from './aws/template-roles.ts';
import { INTEGRATION_ROLE } from './integration-role.ts';
import { listeningError } from './loopback.ts';
import { readPackaged, type Packaged } from './packaged.ts';
import type { Opening } from './stack.ts';

export type EmbeddedAws = {
  readonly aws: AwsEndpoint;
  readonly packaged: Packaged;
  readonly roles: TemplateRoles;
  readonly events: () => readonly EventBridgeEvent[];
  readonly pseudo: Pseudo;
  readonly queues: QueueStore;
  readonly timers: Timers;
  /** Hands every event from now on to the rules of the template. */
  readonly onEvent: (route: (event: EventBridgeEvent) => void) => void;
};

const KEPT_EVENTS = 10_000;

/** The embedded AWS endpoint with the roles of the packaged template. */
export async function openAws({ options, data, clock, closers }: Opening): Promise<EmbeddedAws> {
  const packaged = readPackaged(options.packagedIn);
  const pseudo = pseudoParameters(data);
  const roles = rolesOfTemplate(packaged.template, pseudo);
  const events: EventBridgeEvent[] = [];
  const routes: ((event: EventBridgeEvent) => void)[] = [];
  const timers = clockTimers(clock.now);
  clock.onAdvance(timers.moved);
  closers.push(timers.close);
  const dataDirectory = data.path === null ? null : join(data.path, 'aws');
  const log = dataDirectory === null ? null : queueLogIn(join(dataDirectory, 'sqs'));
  const queues = new QueueStore({ queues: queuesOfTemplate(packaged.template, pseudo), log, timers, now: clock.now });
  closers.push(() => queues.close());
  const aws = await startAws({
    port: options.awsPort,
    dataDirectory,
    queues,
    now: clock.now,
    account: ACCOUNT,
    region: REGION,
    aheadMs: () => clock.aheadMs(),
    roles: [...roles.roles, INTEGRATION_ROLE],
    managedPolicies: roles.managedPolicies,
    tables: tablesOfTemplate(packaged.template, pseudo),
    onEvent: (event) => {
      events.push(event);
      if (events.length > KEPT_EVENTS) events.shift();
      for (const route of routes) route(event);
    },
  }).catch((error: unknown) => {
    throw listeningError(error, options.awsPort);
  });
  closers.push(() => aws.close());
  return { aws, packaged, roles, events: () => events, pseudo, queues, timers, onEvent: (route) => void routes.push(route) };
}
