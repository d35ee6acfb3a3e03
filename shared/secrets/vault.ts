import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import type { LocatedMask } from '../masks/secret-reference.ts';
import { clientBehaviour } from './aws-calls.ts';
import type { SecretFate } from './fate-reader.ts';
import { type FetchedSecrets, fetchSecrets } from './fetch-secrets.ts';
import { Lifetimes } from './lifetimes.ts';
import type { Reader } from './reader-session.ts';
import { ReaderVault, type SharedDeps } from './reader-vault.ts';
import { makeTryRole, type TryRole } from './role-attempt.ts';
import type { VersionStage } from './secret-record.ts';
import type { SecretTags } from './tag-reader.ts';

export type { FetchedSecrets, Reader, SecretFate, SecretTags };

type Freshness = { readonly fresh?: boolean };

/** The names of the top level of a secret, and the version they were read from. */
export type SecretKeys = { readonly names: readonly string[]; readonly versionId: string };

/** A store's secrets as one reader session sees them. */
export type Vault = {
  /** @throws ResolverError with a `secret_*`, `vault_*` or `role_unavailable` code */
  tagsOf(arn: string, options?: Freshness): Promise<SecretTags>;
  /** @throws ResolverError as `tagsOf`, and `key_not_found`, `value_not_text`, `value_empty` */
  fetchSecrets(masks: readonly LocatedMask[], options?: Freshness & { readonly versionStage?: VersionStage }): Promise<FetchedSecrets>;
  /** Read afresh, so that a key that was just added is there. @throws ResolverError as `tagsOf`, and `secret_not_key_value` */
  keysOf(arn: string): Promise<SecretKeys>;
  /** How the secret stands at this moment: never from a cache. @throws ResolverError as `tagsOf`, but not for a secret that is scheduled for deletion */
  fateOf(arn: string): Promise<SecretFate>;
  /** The ARN that the name of a missing secret stands for by now; null where nothing has it, or it lies in another account. @throws ResolverError as `tagsOf` */
  successorOf(arn: string): Promise<string | null>;
  /** Values and tags together, of one secret or of all. What is in the air then is not cached. */
  forget(arn?: string): void;
};

export type VaultDeps = {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 0 to 1, exclusive. */
  readonly random: () => number;
  /** Added to the clients' own: an endpoint, credentials for STS. Without it the SDK reads its environment variables. */
  readonly secretsManager?: SecretsManagerClientConfig;
  readonly sts?: STSClientConfig;
};
export type Vaults = { vaultFor(reader: Reader): Vault; forget(arn?: string): void };
/** Vaults of reader roles, and whether such a role can be assumed at all. */
export type TryingVaults = Vaults & { readonly tryRole: TryRole };

/** A secret is at most 64 KiB, kept once as text and once parsed. */
const MAX_VALUES = 1_000;
const MAX_TAGS = 2_000;
const MAX_READERS = 200;

/** The vaults of all readers of this process. No session, client or value is shared between two readers, though role and secret be the same. */
export function makeVaults(deps: VaultDeps): TryingVaults {
  const shared = sharedBy(deps);
  const readers = new Map<string, ReaderVault>(); // least recently used first

  const vaultOf = (identity: string, reader: Reader): ReaderVault => {
    const vault = readers.get(identity) ?? new ReaderVault(reader, shared);
    readers.delete(identity);
    readers.set(identity, vault);
    const [oldest] = readers.keys();
    if (oldest !== undefined && readers.size > MAX_READERS) {
      readers.get(oldest)?.forget();
      readers.delete(oldest);
    }
    return vault;
  };

  return {
    vaultFor: (reader) => {
      const identity = JSON.stringify([reader.roleArn, reader.externalId, reader.workspace, reader.project]);
      // Looked up at each call: a vault in somebody's hand must not outlive what `forget` reaches.
      return {
        tagsOf: (arn, { fresh = false } = {}) => vaultOf(identity, reader).tagsOf(arn, fresh),
        fetchSecrets: (masks, { fresh = false, versionStage = 'AWSCURRENT' } = {}) => {
          const vault = vaultOf(identity, reader);
          return fetchSecrets(masks, fresh, {
            kept: (arn) => vault.kept(arn, versionStage),
            read: (arn, isFresh) => vault.read(arn, versionStage, isFresh),
          });
        },
        keysOf: async (arn) => {
          const { keyNames, version } = await vaultOf(identity, reader).read(arn, 'AWSCURRENT', true);
          return { names: keyNames, versionId: version.versionId };
        },
        fateOf: (arn) => vaultOf(identity, reader).fateOf(arn),
        successorOf: (arn) => vaultOf(identity, reader).successorOf(arn),
        forget: (arn) => vaultOf(identity, reader).forget(arn),
      };
    },
    forget: (arn) => readers.forEach((vault) => vault.forget(arn)),
    tryRole: makeTryRole(shared.sts),
  };
}

function sharedBy({ now, random, secretsManager = {}, sts = {} }: VaultDeps): SharedDeps {
  let client: STSClient | undefined;
  return {
    values: new Lifetimes({ limit: MAX_VALUES, now }),
    lifetimes: new Lifetimes({ limit: MAX_TAGS, now }),
    secretsManager,
    sts: () => (client ??= new STSClient({ ...sts, ...clientBehaviour(random) })),
    now,
    random,
  };
}
