import { Metrics as EmbeddedMetrics } from '@aws-lambda-powertools/metrics';
import type { VerificationStatus } from './errors.ts';

/**
 * All that is measured, by its name in CloudWatch; infra/aws/alarms.yml and dashboard.yml go by these names. The one dimension,
 * "service", is the function's name with its stage: nothing that a user, a connection, a secret or a host could be told by.
 */
const METRICS = {
  verificationsAuthorized: 'Count',
  verificationsRefused: 'Count',
  verificationsInconclusive: 'Count',
  verificationsNotAttempted: 'Count',
  /** Of these, those that AWS or the product itself kept from an answer of the target. */
  faults: 'Count',
  /** Begun by somebody who never ended them. */
  interrupted: 'Count',
  /** Refused because a credential was tried often enough. */
  budgetRefusals: 'Count',
  /** Requests refused as `rate_limited_caller`. */
  callersLimited: 'Count',
  /** Put off: others are trying the same credentials or host, or the host is left alone for a while. */
  putOff: 'Count',
  /** Sent to the slow lane, since their host takes its time. */
  movedAside: 'Count',
  /** Messages of what was verified already. */
  duplicates: 'Count',
  /** Messages of what no longer is to be verified. */
  dropped: 'Count',
  /** Messages that failed, and come again. */
  failed: 'Count',

  /** What a round of the dispatcher sent, also 0: that there is a value tells that there was a round. */
  dispatched: 'Count',
  rotations: 'Count',
  /** Runs that ended without some of their connections, since their messages were lost. */
  runsGivenUp: 'Count',
  secretsWatched: 'Count',
  secretNotices: 'Count',

  verificationSeconds: 'Seconds',
  /** Between the first minute of a round and its end. */
  dispatchLagSeconds: 'Seconds',
  /** From the moment a label moved to the last verdict. */
  rotationSeconds: 'Seconds',
} as const;
type Unit = (typeof METRICS)[MetricName];

export type MetricName = keyof typeof METRICS;
export type CountName = { [Name in MetricName]: (typeof METRICS)[Name] extends 'Count' ? Name : never }[MetricName];
export type DurationName = Exclude<MetricName, CountName>;
export type Metrics = {
  /** Adds to the sum that is published next; 0 is a value, too. */
  count(name: CountName, n: number): void;
  /** One value among others, of which CloudWatch knows percentiles. */
  took(name: DurationName, seconds: number): void;
  /** Prints what was counted since the last time; once at the end of each invocation. */
  publish(): void;
};

/** What a verification is counted as, by its status. */
export const STATUS_METRICS: Readonly<Record<VerificationStatus, CountName>> = {
  authorized: 'verificationsAuthorized',
  refused: 'verificationsRefused',
  inconclusive: 'verificationsInconclusive',
  not_attempted: 'verificationsNotAttempted',
};

const FAULTS: ReadonlySet<string> = new Set(['role_unavailable', 'vault_throttled', 'vault_unavailable', 'vault_timeout', 'internal_error', 'interrupted']);
const BUDGET_REFUSALS: ReadonlySet<string> = new Set(['budget_spent', 'suspended']);

/** Counts a verification that has ended: by its status, and as what else its code says it is. */
export function countVerification(
  into: Pick<Metrics, 'count' | 'took'>,
  { status, code, durationMs }: { readonly status: VerificationStatus; readonly code: string; readonly durationMs: number },
): void {
  into.count(STATUS_METRICS[status], 1);
  into.took('verificationSeconds', durationMs / 1000);
  if (FAULTS.has(code)) into.count('faults', 1);
  if (BUDGET_REFUSALS.has(code)) into.count('budgetRefusals', 1);
}

/**
 * Metrics in CloudWatch's embedded metric format: a line of the function's log, no request to anybody. Powertools reads the one
 * dimension from POWERTOOLS_SERVICE_NAME.
 */
export function makeMetrics(): Metrics {
  const embedded = new EmbeddedMetrics({ namespace: 'SecretMaskResolver' });
  const sums = new Map<CountName, number>();
  const unitOf = (name: MetricName): Unit => METRICS[name];
  return {
    count: (name, n) => void sums.set(name, (sums.get(name) ?? 0) + n),
    took: (name, seconds) => void embedded.addMetric(name, unitOf(name), seconds),
    publish: () => {
      for (const [name, sum] of sums) embedded.addMetric(name, unitOf(name), sum);
      sums.clear();
      if (embedded.hasStoredMetrics()) embedded.publishStoredMetrics();
    },
  };
}

export const metrics = makeMetrics();
