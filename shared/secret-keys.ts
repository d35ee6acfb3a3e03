import { readDenialOf } from './egress/secret-destination.ts';
import { ResolverError, VERDICTS } from './errors.ts';
import type { StoreOpener } from './open-store.ts';
import type { UseJournal } from './settings/store-test.ts';
import type { Intent } from './verifications/verification-store.ts';

export type AskedKeys = { readonly secretArn: string; readonly project: string; readonly caller: string };
export type SecretKeysDeps = { readonly openStore: StoreOpener; readonly journal: UseJournal; readonly now: () => number; readonly uuid: () => string };

/**
 * The names of a secret's keys. Tags are read afresh and decide before the value is read; who asks is written down before, too.
 * @throws ResolverError `destination_denied` and what the vault says · RequestError `arn_out_of_scope`
 */
export async function secretKeys({ secretArn, project, caller }: AskedKeys, deps: SecretKeysDeps): Promise<readonly string[]> {
  const { store, vault } = await deps.openStore(project, [{ secretArn, keyName: '', path: null, start: 0, end: 0, pointer: '/arn' }]);
  const intent = intentOf({ secretArn, project, caller }, deps);
  try {
    const { tags } = await vault.tagsOf(secretArn, { fresh: true });
    const denial = readDenialOf({ project, tags, untagged: store.untaggedSecrets });
    if (denial) throw new ResolverError('destination_denied', { arn: secretArn, hint: denial.hint, ...(denial.tag && { tag: denial.tag }) });
    await deps.journal.begin(intent);
    const { names, versionId } = await vault.keysOf(secretArn);
    await deps.journal.end(intent, { status: 'authorized', code: 'ok', httpStatus: null, versionIds: [versionId] });
    return names;
  } catch (error) {
    if (error instanceof ResolverError)
      await deps.journal.end(intent, { status: VERDICTS[error.code].status, code: error.code, httpStatus: null, versionIds: [] });
    throw error;
  }
}

function intentOf({ secretArn, project, caller }: AskedKeys, { now, uuid }: Pick<SecretKeysDeps, 'now' | 'uuid'>): Intent {
  return {
    id: `ver_${uuid().replaceAll('-', '')}`,
    at: new Date(now()).toISOString(),
    action: 'list_keys',
    caller,
    project,
    connectionId: null,
    connector: null,
    method: null,
    hosts: [],
    secrets: [{ arn: secretArn, key: null, field: null }],
  };
}
