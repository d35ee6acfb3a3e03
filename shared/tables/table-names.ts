/** The names of the stack's tables; infra/aws/tables.yml says what is in them. */
export type TableNames = {
  readonly connections: string;
  /** Secret ARN and connection id: which connections use a secret. */
  readonly secretUses: string;
  readonly verifications: string;
  readonly idempotency: string;
  /** Stores, projects and purges. */
  readonly settings: string;
};
