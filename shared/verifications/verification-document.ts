import type { AuditResult, Intent } from './verification-store.ts';
import type { StepName, Verification } from './verification.ts';

/** What the entry says of its verification without it. */
type Known = { readonly intent: Intent; readonly result: AuditResult };
type Kept = Partial<Omit<Verification, 'steps'>> & { readonly steps: readonly (readonly [name: StepName, ms: number])[] };

/** A verification without what its entry says already: one write of DynamoDB is paid by the KiB. */
export function documentOf(verification: Verification, known: Known): string {
  // Who reads the history may not be one who may use the secrets.
  const { steps, warnings: _, ...rest } = verification;
  const given: Readonly<Record<string, unknown>> = knownOf(known);
  const news = Object.entries(rest).filter(([name, value]) => !isSame(value, given[name]));
  // What an intent says of no secrets is no news, but an intent may have begun with some.
  const secrets = rest.secrets.length === 0 && { secrets: [] };
  return JSON.stringify({ ...Object.fromEntries(news), ...secrets, steps: steps.map(({ name, ms }) => [name, ms]) });
}

/** The verification as it was answered. */
export function verificationOf(document: string, known: Known): Verification {
  const { steps, ...news }: Kept = JSON.parse(document);
  return { ...knownOf(known), ...news, steps: steps.map(([name, ms]) => ({ name, ms })) };
}

/** The verification that went as its intent says: to the first host, without a word. */
function knownOf({ intent, result }: Known): Verification {
  const [host] = intent.hosts;
  return {
    id: intent.id,
    connectionId: intent.connectionId,
    connector: intent.connector ?? '',
    method: intent.method,
    status: result.status,
    code: result.code,
    message: '',
    fix: null,
    retryable: false,
    target: host === undefined ? null : { host, httpStatus: result.httpStatus },
    identity: null,
    secrets: usesOf(intent, result),
    steps: [],
    startedAt: intent.at,
    durationMs: 0,
  };
}

/** Each secret once by its ARN, in the order of its versions. */
function usesOf({ secrets }: Intent, { versionIds }: AuditResult): Verification['secrets'] {
  const arns = [...new Set(secrets.map(({ arn }) => arn))];
  return secrets.map(({ arn, key, field }) => ({
    arn,
    key: key ?? '',
    field: field ?? '',
    versionId: versionIds[arns.indexOf(arn)] ?? '',
    versionStage: 'AWSCURRENT',
  }));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
