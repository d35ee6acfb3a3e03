import type { JsonObject } from '../../../../shared/json.ts';
import { authorize } from '../authorize.ts';
import type { AwsCall, Service } from '../service.ts';
import { getQueueAttributes, purgeQueue } from './describe.ts';
import type { QueueCall } from './queue-call.ts';
import { queueDoesNotExist } from './queue-errors.ts';
import { queueIn, textIn } from './queue-input.ts';
import type { QueueStore } from './queue-store.ts';
import { receiveMessage } from './receive.ts';
import { sendMessage, sendMessageBatch } from './send.ts';
import { changeMessageVisibility, changeMessageVisibilityBatch, deleteMessage, deleteMessageBatch } from './settle.ts';

export type QueuesDeps = {
  readonly store: QueueStore;
  readonly home: { readonly account: string; readonly region: string };
  readonly now: () => number;
  /** "http://127.0.0.1:3001", known once the endpoint listens. */
  readonly origin: () => string;
};
type QueueAction = { readonly permission: string; answer(call: QueueCall): JsonObject | Promise<JsonObject> };

// A batch needs the right to its single action: developer guide, "Amazon SQS API permissions".
const ACTIONS: ReadonlyMap<string, QueueAction> = new Map<string, QueueAction>([
  ['SendMessage', { permission: 'SendMessage', answer: sendMessage }],
  ['SendMessageBatch', { permission: 'SendMessage', answer: sendMessageBatch }],
  ['ReceiveMessage', { permission: 'ReceiveMessage', answer: receiveMessage }],
  ['DeleteMessage', { permission: 'DeleteMessage', answer: deleteMessage }],
  ['DeleteMessageBatch', { permission: 'DeleteMessage', answer: deleteMessageBatch }],
  ['ChangeMessageVisibility', { permission: 'ChangeMessageVisibility', answer: changeMessageVisibility }],
  ['ChangeMessageVisibilityBatch', { permission: 'ChangeMessageVisibility', answer: changeMessageVisibilityBatch }],
  ['GetQueueAttributes', { permission: 'GetQueueAttributes', answer: getQueueAttributes }],
  ['PurgeQueue', { permission: 'PurgeQueue', answer: purgeQueue }],
]);

/** SQS: the standard queues of one account and region, each request judged by its sender's role. Queues are declared in the template, not made by calls. */
export function queuesService(deps: QueuesDeps): Service {
  return {
    name: 'sqs',
    protocol: 'json',
    jsonVersion: '1.0',
    target: 'AmazonSQS',
    actions: new Set([...ACTIONS.keys(), 'GetQueueUrl', 'ListQueues']),
    handle: (call) => {
      if (call.action === 'GetQueueUrl') return getQueueUrl(call, deps);
      if (call.action === 'ListQueues') return listQueues(call, deps);
      return answer(call, deps);
    },
  };
}

async function answer(call: AwsCall, deps: QueuesDeps): Promise<JsonObject> {
  const action = ACTIONS.get(call.action);
  const { account, name } = queueIn(call.input);
  permit(call, action?.permission ?? call.action, arnOf(call, account, name));
  if (!action || !isHome(call, account, deps)) throw queueDoesNotExist();
  const queue = deps.store.settingsOf(name);
  return action.answer({ input: call.input, senderId: call.principal.userId, queue, store: deps.store, now: deps.now });
}

function getQueueUrl(call: AwsCall, deps: QueuesDeps): JsonObject {
  const name = textIn(call.input, 'QueueName');
  const owner = call.input['QueueOwnerAWSAccountId'];
  const account = typeof owner === 'string' ? owner : call.principal.account;
  permit(call, 'GetQueueUrl', arnOf(call, account, name));
  if (!isHome(call, account, deps)) throw queueDoesNotExist();
  return { QueueUrl: urlOf(deps, deps.store.settingsOf(name).name) };
}

/** All of them at once: a template has few. */
function listQueues(call: AwsCall, deps: QueuesDeps): JsonObject {
  permit(call, 'ListQueues', '*');
  const prefix = call.input['QueueNamePrefix'];
  const names = isHome(call, call.principal.account, deps) ? deps.store.names() : [];
  const listed = names.filter((name) => typeof prefix !== 'string' || name.startsWith(prefix));
  return listed.length === 0 ? {} : { QueueUrls: listed.map((name) => urlOf(deps, name)) };
}

function permit(call: AwsCall, permission: string, resource: string): void {
  if (resource !== '*') call.note(resource);
  authorize(call, { action: `sqs:${permission}`, resource, context: [] });
}

function isHome(call: AwsCall, account: string, { home }: QueuesDeps): boolean {
  return call.region === home.region && account === home.account;
}

function urlOf({ origin, home }: QueuesDeps, name: string): string {
  return `${origin()}/${home.account}/${name}`;
}

function arnOf({ region }: AwsCall, account: string, name: string): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}
