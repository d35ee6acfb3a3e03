import { denialOf } from '../aws/authorize.ts';
import { sessionPrincipal } from '../aws/principals.ts';
import type { QueueSettings } from '../aws/sqs/queue-settings.ts';
import type { LocalRole } from '../aws/template-roles.ts';
import type { QueueMapping } from './queue-mapping.ts';

export type MappedFunction = { readonly role: LocalRole; readonly timeoutSeconds: number };

const RIGHTS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

/**
 * What Lambda asks of a mapping before it makes one: the function's own role may work on the queue, and no message shows itself again
 * while the function may still be busy with it. Source: Lambda developer guide, "Creating an SQS event source mapping".
 * @throws Error
 */
export function checkMapping({ functionName, queueArn, queueName }: QueueMapping, { role, timeoutSeconds }: MappedFunction, queue: QueueSettings): void {
  const region = queueArn.split(':')[3] ?? '';
  const session = { role, name: functionName, userId: 'AROALOCAL', tags: new Map(), transitiveTags: new Map(), sessionPolicies: [] };
  const principal = sessionPrincipal(session);
  const denial = RIGHTS.map((right) => denialOf({ principal, region }, { action: `sqs:${right}`, resource: queueArn, context: [] })).find(
    (one) => one !== null,
  );
  if (denial) throw new Error(`${functionName} cannot work on ${queueName}: ${denial}`);
  if (queue.visibilitySeconds < timeoutSeconds)
    throw new Error(
      `${functionName} cannot work on ${queueName}: its timeout (${timeoutSeconds} s) is longer than the queue's visibility timeout (${queue.visibilitySeconds} s).`,
    );
}
