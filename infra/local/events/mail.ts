import type { Pseudo } from '../aws/template-resolver.ts';
import { topicOfArn } from './target-arn.ts';
import { refusal, refuseOthers, resourcesOf, textIn, type TemplateResource } from './template-properties.ts';

/** What SNS would have mailed: one for each address. */
export type Mail = {
  readonly to: string;
  /** The topic, by its name. */
  readonly topic: string;
  /** ISO 8601. */
  readonly at: string;
  readonly text: string;
};
/** Who gets what is published to a topic, by its name; nobody where it has no subscription, undefined where there is no such topic. */
export type Recipients = ReadonlyMap<string, readonly string[]>;

const KNOWN = ['TopicArn', 'Protocol', 'Endpoint'];

/**
 * The topics of a packaged template and who is subscribed to them by e-mail. An address counts as confirmed: nothing leaves this machine.
 * @throws Error that names the resource, for another protocol and what else is not understood
 */
export function recipientsOfTemplate(template: unknown, pseudo: Pseudo): Recipients {
  const subscriptions = resourcesOf(template, pseudo, 'AWS::SNS::Subscription').map(subscriptionOf);
  const names = resourcesOf(template, pseudo, 'AWS::SNS::Topic').map(
    (resource) => textIn(resource, 'TopicName') ?? `${pseudo.stackName}-${resource.logicalId}`.slice(0, 64),
  );
  return new Map(names.map((name) => [name, subscriptions.filter(({ topic }) => topic === name).map(({ to }) => to)]));
}

function subscriptionOf(resource: TemplateResource): Pick<Mail, 'to' | 'topic'> {
  refuseOthers(resource, KNOWN);
  const topic = topicOfArn(textIn(resource, 'TopicArn') ?? '');
  const to = textIn(resource, 'Endpoint');
  if (topic === null || to === null || textIn(resource, 'Protocol') !== 'email') throw refusal(resource, 'a subscription that is not an address at a topic');
  return { to, topic };
}
