/** The names of the stack's tables; infra/aws/tables.yml says what is in them. */
export type TableNames = {
  readonly connections: string;
  /** Secret ARN and connection id: which connections use a secret. */
  readonly secretUses: string;
  readonly verifications: string;
  readonly idempotency: string;
  /** Stores, projects and purges; periods in use, and how far they were dispatched. */
  readonly settings: string;
  /** How often credentials were tried. */
  readonly attempts: string;
  /** What callers have spent of what they may ask for. */
  readonly budgets: string;
  /** Which hosts answer. */
  readonly hosts: string;
  /** Runs, and what came of each of their connections. */
  readonly runs: string;
  /** What was last seen of the secrets in use. */
  readonly watches: string;
};
