/** As SQS carries it; `BinaryValue` in base64. */
export type MessageAttribute = { readonly DataType: string; readonly StringValue?: string | undefined; readonly BinaryValue?: string | undefined };
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** One message and where it stands. Replaced as a whole at each change. */
export type QueueMessage = {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly senderId: string;
  /** Whose share of the queue it takes; null: a share of its own. */
  readonly groupId: string | null;
  readonly sentAtMs: number;
  /** Hidden before this moment: delayed where it was never received, else in flight. */
  readonly visibleAtMs: number;
  readonly receiveCount: number;
  readonly firstReceivedAtMs: number | null;
  readonly receivedAtMs: number | null;
  /** Of the newest receipt handle. */
  readonly nonce: string | null;
  /** The queue it failed in; null outside dead-letter queues. */
  readonly failedInArn: string | null;
};

/** A message as its receiver sees it. */
export type ReceivedMessage = QueueMessage & { readonly receiptHandle: string };
export type NewMessage = Pick<QueueMessage, 'body' | 'attributes' | 'senderId'> & {
  readonly groupId?: string | null;
  readonly delaySeconds?: number | undefined;
};
