/** The values of one version; exactly one of text and base64. */
export type SecretValue = { readonly text: string } | { readonly base64: string };
export type SecretVersion = {
  readonly id: string;
  readonly createdAtMs: number;
  /** Null until it was read; whole days, as AWS tells it. */
  readonly accessedAtMs: number | null;
  readonly value: SecretValue;
  /** Sorted, as AWS lists them. */
  readonly stages: readonly string[];
};
export type SecretRecord = {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly description: string | null;
  /** Null: the account's own key for Secrets Manager. */
  readonly kmsKeyId: string | null;
  /** In the order they were set. */
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  readonly accessedAtMs: number | null;
  /** When the recovery window ends; null where no deletion is scheduled. */
  readonly deletedAtMs: number | null;
  /** Oldest first. */
  readonly versions: readonly SecretVersion[];
};

/** Secrets are per account and region. */
export type SecretScope = { readonly account: string; readonly region: string };

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';
export const PENDING = 'AWSPENDING';

export function isSameValue(one: SecretValue, other: SecretValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The version that has the label. */
export function holderOf(record: SecretRecord, stage: string): SecretVersion | undefined {
  return record.versions.find((version) => version.stages.includes(stage));
}

/** Epoch seconds, as timestamps travel. */
export function seconds(atMs: number): number {
  return atMs / 1000;
}
