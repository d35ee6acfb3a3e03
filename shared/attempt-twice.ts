import { nullIfCode } from './errors.ts';
import type { FetchedSecrets } from './secrets/vault.ts';
import type { Sender } from './send-exchange.ts';
import type { Verdict } from './verifications/recorder.ts';
import type { VerifyDeps } from './verify-deps.ts';

/** A test whose secrets are read and may be sent. */
export type Attempt = Sender & { readonly secrets: FetchedSecrets };
type Converse = (attempt: Attempt, deps: VerifyDeps) => Promise<Verdict>;

/** What is said of one version: another may have become current while it was cached. */
const OF_A_VERSION: ReadonlySet<string> = new Set(['bad_credentials', 'suspended', 'budget_spent']);

/** A refusal may come from a cached secret that rotated meanwhile: it is read afresh once, and sent again only if its version changed. */
export async function attemptTwice(attempt: Attempt, deps: VerifyDeps, converse: Converse): Promise<Verdict> {
  const first = await deps.withinBudget(attempt, () => converse(attempt, deps));
  if (!OF_A_VERSION.has(first.code) || !attempt.secrets.wasCached) return first;
  const secrets = await attempt.recorder.step('fetch_secrets', () => deps.fetchSecrets(attempt.binding, { fresh: true }).catch(nullIfCode));
  if (!secrets) return first;
  const versions = new Set(attempt.secrets.uses.map((use) => use.versionId));
  if (secrets.uses.every((use) => versions.has(use.versionId))) return first;
  const second = { ...attempt, secrets };
  return deps.withinBudget(second, () => converse(second, deps));
}
