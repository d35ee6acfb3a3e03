import { expect, it } from 'vitest';
import { recipientsOfTemplate } from '../../../infra/local/events/mail.ts';
import { PSEUDO, resource, templateWith } from './local-template.ts';

const TOPIC = resource('AWS::SNS::Topic', { DisplayName: 'Told' });
const subscription = (properties: object = {}): object =>
  resource('AWS::SNS::Subscription', { TopicArn: { Ref: 'Told' }, Protocol: 'email', Endpoint: 'team@example.com', ...properties });
const recipients = (more: Readonly<Record<string, object>>): unknown => Object.fromEntries(recipientsOfTemplate(templateWith(more), PSEUDO));

it('a topic goes to the addresses that are subscribed to it, and to no other', () => {
  const more = { Told: TOPIC, Quiet: TOPIC, One: subscription(), Two: subscription({ Endpoint: 'ops@example.com' }) };
  expect(recipients(more)).toEqual({ 'stack-Told': ['team@example.com', 'ops@example.com'], 'stack-Quiet': [] });
});

it('a subscription whose condition does not hold is none', () => {
  const template = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    ...templateWith({ Told: TOPIC, One: { ...subscription(), Condition: 'Never' } }),
  };
  expect(recipientsOfTemplate(template, PSEUDO).get('stack-Told')).toEqual([]);
});

it.each([
  ['another protocol', { Protocol: 'sms' }, 'a subscription that is not an address at a topic'],
  ['no address', { Endpoint: { Ref: 'AWS::NoValue' } }, 'a subscription that is not an address at a topic'],
  ['a queue for a topic', { TopicArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] } }, 'a subscription that is not an address at a topic'],
  ['a filter', { FilterPolicy: {} }, 'the property FilterPolicy'],
])('a subscription with %s stops the start', (_, properties, sentence) => {
  expect(() => recipients({ Told: TOPIC, One: subscription(properties) })).toThrow(sentence);
});
