import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { makeDynamoAttemptStore } from '../../shared/attempts/dynamo-attempt-store.ts';
import { makeDynamoConnectionStore } from '../../shared/connections/dynamo-connection-store.ts';
import { makeEventBridgeBus } from '../../shared/events/event-bridge.ts';
import { makeDynamoHostStore } from '../../shared/hosts/dynamo-host-store.ts';
import { makeDynamoRunStore } from '../../shared/runs/dynamo-run-store.ts';
import { makeSqsQueue } from '../../shared/runs/sqs-queue.ts';
import { makeDynamoSettingsStore } from '../../shared/settings/dynamo-settings-store.ts';
import { makeDynamoVerificationStore } from '../../shared/verifications/dynamo-verification-store.ts';
import { ACCOUNT, CREDENTIALS, REGION, TABLES } from './local-tables.ts';
import { QUEUE } from './sweep-plan.ts';
import type { Grounds } from './sweep-worker.ts';

/** The tables, the queue and the bus of the embedded endpoint. */
export function embeddedGrounds(url: string): Grounds {
  const config = { endpoint: url, region: REGION, credentials: CREDENTIALS };
  const [client, sqs, now] = [new DynamoDBClient(config), new SQSClient(config), Date.now];
  const queueUrl = `${url}/${ACCOUNT}/${QUEUE}`;
  const queue = makeSqsQueue(sqs, queueUrl);
  return {
    stores: {
      connections: makeDynamoConnectionStore(client, TABLES),
      verifications: makeDynamoVerificationStore(client, TABLES, { historyDays: 90, auditDays: 365, now }),
      settings: makeDynamoSettingsStore(client, TABLES, now),
      attempts: makeDynamoAttemptStore(client, TABLES),
      hosts: makeDynamoHostStore(client, TABLES),
      runs: makeDynamoRunStore(client, TABLES),
    },
    events: makeEventBridgeBus(new EventBridgeClient(config), 'default'),
    queue: {
      send: (messages) => queue.send(messages),
      receive: async () => {
        const ask = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
        const { Messages: messages = [] } = await sqs.send(ask);
        return messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }) => ({
          messageId: MessageId,
          receipt: ReceiptHandle,
          body: Body,
          receiveCount: Number(Attributes['ApproximateReceiveCount']),
        }));
      },
      remove: async (receipts) => {
        const entries = receipts.map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle }));
        if (entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
      },
      comeBack: (receipt, seconds) => queue.comeBack(receipt, seconds),
      dead: () => 0,
    },
    forget: () => {},
  };
}
