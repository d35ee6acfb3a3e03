import { isInScope, type Scope } from '../connections/scope.ts';
import { hostsOf } from '../egress/host-tags.ts';
import { readDenialOf } from '../egress/secret-destination.ts';
import { PROBLEMS, ResolverError } from '../errors.ts';
import type { Vault } from '../secrets/vault.ts';
import { decryptCauses, describeCauses, readCauses } from './possible-causes.ts';
import type { SecretStore } from './secret-store.ts';
import { type CheckName, failed, orTrouble, passed, skipped, type StoreCheck, troubleOf } from './store-check.ts';

/** For whom a secret is tried: `project` is null for the workspace. */
export type SecretTrial = { readonly vault: Vault; readonly store: SecretStore; readonly scope: Scope; readonly project: string | null };
export type TriedSecret = { readonly checks: readonly StoreCheck[]; readonly versionId: string | null };

type Tags = ReadonlyMap<string, string>;

/** Tries one secret as far as it may be tried: what its tags refuse to the project is not read. Its value goes nowhere. */
export async function trySecret(secretArn: string, trial: SecretTrial): Promise<TriedSecret> {
  const about = (name: CheckName) => ({ name, secretArn });
  if (!isInScope(secretArn, trial.scope)) {
    const { message, fix } = PROBLEMS.arn_out_of_scope;
    const trouble = { code: 'arn_out_of_scope', message: message({ arn: secretArn }), fix: fix?.({ arn: secretArn }) ?? null } as const;
    return { checks: [failed(about('scope'), trouble), ...notTried(secretArn, ['tags', 'read', 'decrypt'], OUT_OF_SCOPE)], versionId: null };
  }
  const inScope = passed(about('scope'), 'It lies in an account and a region of the store.');
  const read = await orTrouble(trial.vault.tagsOf(secretArn, { fresh: true }));
  const tags = tagsCheck(secretArn, read instanceof ResolverError ? read : read.tags, trial);
  if (read instanceof ResolverError || tags.status === 'failed')
    return { checks: [inScope, tags, ...notTried(secretArn, ['read', 'decrypt'], TAGS_FIRST)], versionId: null };
  const { checks, versionId } = await readValue(secretArn, read.tags, trial);
  return { checks: [inScope, tags, ...checks], versionId };
}

/** Every check of a secret, for the reason that none could be made. */
export function notTried(secretArn: string | null, names: readonly CheckName[], why: string): readonly StoreCheck[] {
  return names.map((name) => skipped({ name, secretArn }, why));
}

const OUT_OF_SCOPE = 'Not tried: the secret is outside the scope of the store.';
const TAGS_FIRST = 'Not read: its tags do not allow it, or cannot be read.';

function tagsCheck(secretArn: string, read: Tags | ResolverError, { project, store }: SecretTrial): StoreCheck {
  const about = { name: 'tags', secretArn } as const;
  if (read instanceof ResolverError) return failed(about, troubleOf(read), isDenial(read) ? describeCauses(secretArn, store.roleArn) : []);
  const denial = readDenialOf({ project, tags: read, untagged: store.untaggedSecrets });
  if (denial) {
    const { hint, tag } = denial;
    return failed(about, troubleOf(new ResolverError('destination_denied', { arn: secretArn, hint, ...(tag && { tag }) })));
  }
  const isTagged = hostsOf(read).kind === 'list';
  return passed(about, isTagged ? 'Its tag "connection-hosts" reads as a list of hosts.' : UNTAGGED);
}

const UNTAGGED = 'It has no tag "connection-hosts"; what the store allows for untagged secrets decides where it may go.';

async function readValue(secretArn: string, tags: Tags, { vault, store }: SecretTrial): Promise<TriedSecret> {
  const [reading, decrypting] = [
    { name: 'read', secretArn },
    { name: 'decrypt', secretArn },
  ] as const;
  const keys = await orTrouble(vault.keysOf(secretArn));
  if (!(keys instanceof ResolverError))
    return { checks: [passed(reading, 'Its value can be read.'), passed(decrypting, DECRYPTED)], versionId: keys.versionId };
  const trouble = troubleOf(keys);
  if (keys.code === 'secret_decryption_failed')
    return { checks: [passed(reading, READ_ONLY), failed(decrypting, trouble, decryptCauses(secretArn, store.roleArn))], versionId: null };
  const causes = isDenial(keys) ? readCauses(secretArn, { roleArn: store.roleArn, isTagged: tags.has('connection-hosts') }) : [];
  // What is no list of keys has been decrypted before anybody could see that.
  const decrypt = keys.code === 'secret_not_key_value' ? passed(decrypting, DECRYPTED) : skipped(decrypting, 'Not tried: the value was not handed out.');
  return { checks: [failed(reading, trouble, causes), decrypt], versionId: null };
}

const DECRYPTED = 'Its value can be decrypted.';
const READ_ONLY = 'Secrets Manager would hand it out to the role; what fails is the decryption.';

function isDenial({ code }: ResolverError): boolean {
  return code === 'secret_access_denied' || code === 'secret_not_found';
}
