/** Ids only: whoever works on it reads the connection afresh, and drops what no longer fits. */
export type QueueMessage = { readonly v: 1 } & (
  | { readonly kind: 'scheduled'; readonly connectionId: string; readonly window: number; readonly everyMinutes: number }
  | { readonly kind: 'run'; readonly connectionId: string; readonly runId: string }
);

/**
 * `project` is whose share of the queue it takes: one project that sends thousands does not keep the others waiting. Where a `host` is
 * named, it is that project's share of the host: one that takes its time does not keep other such hosts waiting.
 */
export type Addressed = { readonly message: QueueMessage; readonly project: string; readonly host?: string };

/** What SQS takes in one batch. */
export const MOST_SENT = 10;

/** Delivers each message at least once, in no order. */
export type Queue = {
  /** At most ten. Answers those that were not taken; where it throws, any of them may have been. */
  send(messages: readonly Addressed[]): Promise<readonly Addressed[]>;
};

/** The next page of a run's connections that is to be gathered; `after` is null for the first. */
export type GatherMessage = { readonly v: 1; readonly kind: 'gather'; readonly runId: string; readonly after: string | null };

/** Delivers each message at least once. */
export type GatherQueue = {
  /** @throws whatever kept it from being taken */
  send(message: GatherMessage): Promise<void>;
};
