import type { SecretUsagePage } from '../../api/types.ts';
import type { Word } from '../../words.ts';

export type Watch = NonNullable<SecretUsagePage['watch']>;

/** What the watch may find, in a word; the sentences come from the API. */
export const FINDINGS: Readonly<Record<NonNullable<Watch['finding']>, Word>> = {
  pending_deletion: { label: 'To be deleted', tone: 'bad', meaning: 'It is scheduled for deletion.' },
  not_found: { label: 'Gone', tone: 'bad', meaning: 'There is no such secret any more.' },
  recreated: { label: 'Made again', tone: 'bad', meaning: 'It was deleted and made again, under another ARN.' },
  stage_missing: { label: 'No current version', tone: 'bad', meaning: 'No version is labelled AWSCURRENT.' },
  rotation_overdue: { label: 'Rotation overdue', tone: 'warning', meaning: 'It should have rotated by now.' },
};
