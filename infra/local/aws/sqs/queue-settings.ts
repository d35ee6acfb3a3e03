/** What a queue's attributes say. Defaults and ranges: API reference of SQS, CreateQueue. */
export type QueueSettings = {
  readonly name: string;
  readonly arn: string;
  readonly visibilitySeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly waitSeconds: number;
  readonly maxBytes: number;
  /** Null: messages are tried again until they expire. */
  readonly redrive: { readonly deadLetterArn: string; readonly maxReceiveCount: number } | null;
};

export const QUEUE_DEFAULTS = {
  visibilitySeconds: 30,
  delaySeconds: 0,
  retentionSeconds: 345_600,
  waitSeconds: 0,
  maxBytes: 1_048_576,
  redrive: null,
} as const satisfies Omit<QueueSettings, 'name' | 'arn'>;
