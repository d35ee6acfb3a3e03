/** Ids only: whoever works on it reads the connection afresh, and drops what no longer fits. */
export type QueueMessage = { readonly v: 1 } & (
  | { readonly kind: 'scheduled'; readonly connectionId: string; readonly window: number; readonly everyMinutes: number }
  | { readonly kind: 'rotation'; readonly connectionId: string; readonly secretArn: string; readonly versionId: string }
  | { readonly kind: 'run'; readonly runId: string; readonly connectionId: string }
);

/** What SQS takes in one batch. */
export const MOST_SENT = 10;

/** Delivers each message at least once, in no order. */
export type Queue = {
  /** At most ten. Answers those that were not taken; where it throws, any of them may have been. */
  send(messages: readonly QueueMessage[]): Promise<readonly QueueMessage[]>;
};
