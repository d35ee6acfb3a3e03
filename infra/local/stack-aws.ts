import { join } from 'node:path';
import { ACCOUNT, pseudoParameters, REGION } from './account.ts';
import { tablesOfTemplate } from './aws/dynamodb/template-tables.ts';
import { startAws, type AwsEndpoint } from './aws/endpoint.ts';
import type { EventBridgeEvent } from './aws/events.ts';
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
};

const KEPT_EVENTS = 10_000;

/** The embedded AWS endpoint with the roles of the packaged template. */
export async function openAws({ options, data, clock, closers }: Opening): Promise<EmbeddedAws> {
  const packaged = readPackaged();
  const pseudo = pseudoParameters(data);
  const roles = rolesOfTemplate(packaged.template, pseudo);
  const events: EventBridgeEvent[] = [];
  const aws = await startAws({
    port: options.awsPort,
    dataDirectory: data.path === null ? null : join(data.path, 'aws'),
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
    },
  }).catch((error: unknown) => {
    throw listeningError(error, options.awsPort);
  });
  closers.push(() => aws.close());
  return { aws, packaged, roles, events: () => events };
}
