import type { AuditEntry } from '../api/types.ts';
import { OUTCOMES, type Word } from '../words.ts';

const UNENDED: Word = { label: 'Not ended', tone: 'calm', meaning: 'It is under way, or the function died before it ended.' };
const DONE: Word = { label: 'Done', tone: 'good', meaning: 'It was carried out.' };
const FAILED: Word = { label: 'Failed', tone: 'bad', meaning: 'It could not be carried out; the code says why.' };

/** What was done, as an entry of the audit says it. */
export function actionText({ action, connectionId }: Pick<AuditEntry, 'action' | 'connectionId'>): string {
  if (action === 'list_keys') return 'Listed the key names';
  if (action === 'test_store') return 'Tested the store';
  return connectionId === null ? 'Tested an unsaved config' : 'Tested the connection';
}

/** What came of it: only a test has an outcome at a target. */
export function resultWord({ action, result }: Pick<AuditEntry, 'action' | 'result'>): Word {
  if (result === null) return UNENDED;
  if (action === 'test') return OUTCOMES[result.status];
  return result.status === 'authorized' ? DONE : FAILED;
}

/** The secrets of an entry, each key once, however many fields it went into. */
export function secretsOnce(secrets: AuditEntry['secrets']): readonly Pick<AuditEntry['secrets'][number], 'arn' | 'key'>[] {
  return [...new Map(secrets.map(({ arn, key }) => [JSON.stringify([arn, key]), { arn, key }])).values()];
}
