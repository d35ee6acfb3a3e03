import { ResolverError } from '../errors.ts';
import type { LocatedMask } from '../masks/secret-reference.ts';
import type { FetchedSecrets } from './fetch-secrets.ts';
import type { StageChoice } from './stage-choice.ts';
import type { Vault } from './vault.ts';

/** A store's secrets as its reader role sees them, and those that are not current yet as its rehearsal role does; null: it has none. */
export type StagedVaults = { readonly vault: Pick<Vault, 'tagsOf' | 'fetchSecrets'>; readonly rehearsal: Pick<Vault, 'fetchSecrets'> | null };

const PENDING = 'AWSPENDING';

/**
 * The secrets of a test at the stages that were chosen. A pending version is read for this test alone: it comes from no cache and stays in none.
 * @throws ResolverError as `Vault.fetchSecrets`, with the stage; `role_unavailable` where the store has no rehearsal role; `secret_not_found` where nothing is pending
 */
export async function fetchStaged(
  masks: readonly LocatedMask[],
  stage: StageChoice,
  { vaults: { vault, rehearsal }, fresh = false }: { readonly vaults: StagedVaults; readonly fresh?: boolean },
): Promise<FetchedSecrets> {
  if (stage === 'current') return vault.fetchSecrets(masks, { fresh });
  if (rehearsal === null) throw new ResolverError('role_unavailable', { stage: PENDING, expected: 'rehearsalRoleArn' });
  const pending = await pendingAmong(masks, stage, vault);
  const isPending = ({ secretArn }: { readonly secretArn: string }): boolean => pending.has(secretArn);
  const [next, now] = await Promise.allSettled([
    rehearsal.fetchSecrets(masks.filter(isPending), { fresh: true, versionStage: PENDING }).catch(tellStage),
    vault.fetchSecrets(
      masks.filter((mask) => !isPending(mask)),
      { fresh },
    ),
  ]);
  if (next.status === 'rejected') throw next.reason;
  if (now.status === 'rejected') throw now.reason;
  return joined(masks, isPending, { next: next.value, now: now.value });
}

/** @throws ResolverError `secret_not_found` where it is none: what is current would be tried, and taken for what is to come */
async function pendingAmong(masks: readonly LocatedMask[], stage: Exclude<StageChoice, 'current'>, vault: StagedVaults['vault']): Promise<ReadonlySet<string>> {
  const arns = [...new Set(masks.map(({ secretArn }) => secretArn))];
  const pending = new Set(stage === 'pending' ? await labelled(arns, vault) : arns.filter((arn) => arn === stage.pendingOf));
  if (pending.size > 0) return pending;
  const [only, ...others] = arns;
  throw new ResolverError('secret_not_found', { stage: PENDING, ...(only !== undefined && others.length === 0 && { arn: only }) });
}

/** Asked afresh: the label may have been set a moment ago. */
async function labelled(arns: readonly string[], vault: StagedVaults['vault']): Promise<readonly string[]> {
  const read = await Promise.all(arns.map((arn) => vault.tagsOf(arn, { fresh: true })));
  return arns.filter((_, at) => read[at]?.stages?.has(PENDING) === true);
}

function tellStage(error: unknown): never {
  throw error instanceof ResolverError ? new ResolverError(error.code, { ...error.where, stage: PENDING }) : error;
}

type Both = { readonly next: FetchedSecrets; readonly now: FetchedSecrets };

/** As if they had been fetched together: the uses are in the order of the masks. */
function joined(masks: readonly LocatedMask[], isPending: (reference: { readonly secretArn: string }) => boolean, { next, now }: Both): FetchedSecrets {
  const [nextUses, nowUses] = [next.uses.values(), now.uses.values()];
  return {
    valueOf: (reference) => (isPending(reference) ? next : now).valueOf(reference),
    uses: masks.flatMap((mask) => (isPending(mask) ? nextUses : nowUses).next().value ?? []),
    wasCached: next.wasCached || now.wasCached,
  };
}
