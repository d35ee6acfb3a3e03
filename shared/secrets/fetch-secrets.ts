import { ResolverError } from '../errors.ts';
import type { LocatedMask, SecretReference } from '../masks/secret-reference.ts';
import type { SecretUse } from '../verifications/verification.ts';
import { nameOf } from './look-up.ts';
import type { SecretRecord } from './secret-record.ts';
import { Secret } from './secret.ts';

export type FetchedSecrets = {
  /** For the references of the masks; any other is a ResolverError. */
  valueOf(reference: SecretReference): Secret;
  /** One per mask, in their order. */
  readonly uses: readonly SecretUse[];
  /** True where a value was read for an earlier call. */
  readonly wasCached: boolean;
};
type FetchDeps = {
  readonly kept: (arn: string) => SecretRecord | undefined;
  readonly read: (arn: string, isFresh: boolean) => Promise<SecretRecord>;
};
type Reads = Map<string, { readonly record: SecretRecord; readonly wasCached: boolean }>;

/**
 * Reads each secret once, all in parallel, and looks every mask up in them.
 * A key that a cached version lacks, or holds no text, may have been put right meanwhile: that secret is read afresh once.
 * @throws ResolverError for the first secret, else the first mask, that cannot be had
 */
export async function fetchSecrets(masks: readonly LocatedMask[], isFresh: boolean, deps: FetchDeps): Promise<FetchedSecrets> {
  const reads: Reads = new Map();
  const missing = new Set<string>();
  for (const { secretArn } of masks) {
    if (reads.has(secretArn) || missing.has(secretArn)) continue;
    const record = isFresh ? undefined : deps.kept(secretArn);
    if (record === undefined) missing.add(secretArn);
    else reads.set(secretArn, { record, wasCached: true });
  }
  if (missing.size > 0) await readInto(reads, missing, (arn) => deps.read(arn, isFresh));
  const doubtful = doubtfulOf(masks, reads);
  if (doubtful.size > 0) await readInto(reads, doubtful, (arn) => deps.read(arn, true));
  return {
    valueOf: (reference) => valueIn(recordOf(reference, reads), reference),
    uses: masks.map((mask) => useOf(mask, reads)),
    wasCached: [...reads.values()].some((read) => read.wasCached),
  };
}

/** Waits for all of them: which failure is told must not depend on which came first. */
async function readInto(reads: Reads, arns: ReadonlySet<string>, read: (arn: string) => Promise<SecretRecord>): Promise<void> {
  const order = [...arns];
  const settled = await Promise.allSettled(order.map(read));
  for (const result of settled) {
    if (result.status === 'rejected') throw result.reason;
    reads.set(result.value.version.arn, { record: result.value, wasCached: false });
  }
}

/** The secrets whose cached version does not give what a mask asks for. */
function doubtfulOf(masks: readonly LocatedMask[], reads: Reads): ReadonlySet<string> {
  const doubtful = new Set<string>();
  for (const mask of masks) {
    const read = reads.get(mask.secretArn);
    if (read === undefined || read.record.lookUp(mask) instanceof Secret) continue;
    if (read.wasCached) doubtful.add(mask.secretArn);
  }
  return doubtful;
}

function recordOf({ secretArn: arn }: SecretReference, reads: Reads): SecretRecord {
  const read = reads.get(arn);
  if (read === undefined) throw new ResolverError('secret_not_found', { arn });
  return read.record;
}

/** @throws ResolverError `key_not_found`, `value_not_text`, `value_empty` */
function valueIn(record: SecretRecord, reference: SecretReference & { readonly pointer?: string }): Secret {
  const found = record.lookUp(reference);
  if (found instanceof Secret) return found;
  const { code, ...facts } = found;
  const field = reference.pointer === undefined ? {} : { pointer: reference.pointer };
  throw new ResolverError(code, { arn: reference.secretArn, keyName: nameOf(reference), ...field, ...facts });
}

function useOf(mask: LocatedMask, reads: Reads): SecretUse {
  const record = recordOf(mask, reads);
  valueIn(record, mask);
  const { arn, versionId, versionStage } = record.version;
  return { arn, key: nameOf(mask), field: mask.pointer, versionId, versionStage };
}
