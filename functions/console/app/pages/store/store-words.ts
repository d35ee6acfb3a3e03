import type { Store, StoreTest } from '../../api/types.ts';
import type { Word } from '../../words.ts';

type Untagged = Store['untaggedSecrets'];
type Check = StoreTest['checks'][number];

/** Where a secret may go whose owner has said nothing by the tag connection-hosts. */
export const UNTAGGED: Readonly<Record<Untagged, { readonly label: string; readonly meaning: string }>> = {
  denied: { label: 'Nowhere', meaning: 'A secret without the tag connection-hosts is never used. Its owner has to tag it first.' },
  listed: { label: 'To the listed hosts', meaning: 'A secret without the tag connection-hosts may go to the hosts listed here, and to no other.' },
  vendor: {
    label: "To the vendor's own hosts",
    meaning: 'A secret without the tag connection-hosts may go to the fixed hosts of a service, as api.github.com is for GitHub; never to hosts of customers.',
  },
};

export const CHECKS: Readonly<Record<Check['name'], string>> = {
  role: 'Reader role',
  external_id: 'External ID',
  rehearsal_role: 'Rehearsal role',
  rehearsal_external_id: 'External ID of the rehearsal role',
  scope: 'Accounts and regions',
  tags: 'Tags',
  read: 'Reading',
  decrypt: 'Decryption',
};

export const ENDS: Readonly<Record<Check['status'], Word>> = {
  ok: { label: 'Passed', tone: 'good', meaning: 'It is as it should be.' },
  failed: { label: 'Failed', tone: 'bad', meaning: 'It is not as it should be.' },
  skipped: { label: 'Not tried', tone: 'calm', meaning: 'It was not tried, or could not be proven.' },
};

/** "the workspace" or the project's id, as the titles say it. */
export function storeTitle(project: string | null): string {
  return `Store of ${project ?? 'the workspace'}`;
}

/** Where the API has it. */
export function storePath(project: string | null): string {
  return project === null ? '/v1/stores/workspace' : `/v1/stores/projects/${encodeURIComponent(project)}`;
}
