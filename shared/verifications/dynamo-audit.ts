import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import type { StorePage } from '../connections/connection-store.ts';
import { type Item, numberIn, text, textIn } from '../tables/item.ts';
import { auditEntryIn, projectShard, SHARDS } from './verification-item.ts';
import { verificationKeyAfter } from './verification-key.ts';
import { pageOf, queryDown, type Stretch, type VerificationTable } from './verification-query.ts';
import type { AuditFilter, AuditPage } from './verification-store.ts';

/** What DynamoDB takes in one BatchGetItem. */
const MOST_READ = 100;
/** Large items come in several answers. */
const MOST_ANSWERS = 10;
/** What one page may cost: this many times four queries and up to 100 entries read. Then it ends, and goes on at the next one. */
const MOST_ROUNDS = 5;

/** One page of the entries of a project, newest first; the table leads to those of one connection, other filters are applied to what was read. */
export async function readAudit(at: VerificationTable, filter: AuditFilter, { limit, after }: StorePage): Promise<AuditPage> {
  const size = isExact(filter) ? Math.min(MOST_READ, limit + 1) : MOST_READ;
  const { items, next } = await pageOf({
    page: { limit, after: verificationKeyAfter(after) },
    mostStretches: MOST_ROUNDS,
    read: async (reached) => {
      const stretch = await readStretch(at, filter, { limit: size, after: reached });
      return { ...stretch, items: stretch.items.filter((item) => numberIn(item, 'auditUntil') > at.now() / 1_000 && isAsked(item, filter)) };
    },
  });
  return { items: items.map(auditEntryIn), next };
}

/** Whether the filter asks for every entry of its project, or of its connection. */
function isExact({ secretArn, caller }: AuditFilter): boolean {
  return secretArn === undefined && caller === undefined;
}

function isAsked(item: Item, { project, secretArn, connectionId, caller }: AuditFilter): boolean {
  const entry = auditEntryIn(item);
  return (
    entry.project === project &&
    (secretArn === undefined || entry.secrets.some(({ arn }) => arn === secretArn)) &&
    (connectionId === undefined || entry.connectionId === connectionId) &&
    (caller === undefined || entry.caller === caller)
  );
}

function readStretch(at: VerificationTable, { project, connectionId }: AuditFilter, page: StorePage): Promise<Stretch> {
  return connectionId === undefined ? readProject(at, project, page) : queryDown(at, { of: ['subject', connectionId] }, page);
}

/** Of each part as many as are asked for: so many of them all are the newest of the project, whatever part they are of. */
async function readProject(at: VerificationTable, project: string, page: StorePage): Promise<Stretch> {
  const parts = await Promise.all(SHARDS.map((shard) => queryDown(at, { of: ['projectShard', projectShard(project, shard)] }, page)));
  const all = parts.flatMap(({ items }) => items).toSorted((a, b) => (textIn(a, 'startedAtAndId') < textIn(b, 'startedAtAndId') ? 1 : -1));
  const newest = all.slice(0, page.limit);
  const last = newest.at(-1);
  const isMore = all.length > newest.length || parts.some(({ reached }) => reached !== null);
  return { items: await readEntries(at, newest), reached: last && isMore ? textIn(last, 'startedAtAndId') : null };
}

/** The entries of at most 100 keys that are still there, in the order of the keys. @throws Error where DynamoDB keeps leaving some out */
async function readEntries({ client, table }: VerificationTable, wanted: readonly Item[]): Promise<readonly Item[]> {
  const entries = new Map<string, Item>();
  let keys: Item[] = wanted.map((key) => ({ subject: text(textIn(key, 'subject')), startedAtAndId: text(textIn(key, 'startedAtAndId')) }));
  for (let answer = 0; keys.length > 0; answer += 1) {
    if (answer === MOST_ANSWERS) throw new Error('DynamoDB did not read all the entries of a page.');
    const request = { RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } };
    const { Responses: responses = {}, UnprocessedKeys: left = {} } = await client.send(new BatchGetItemCommand(request));
    for (const item of responses[table] ?? []) entries.set(textIn(item, 'startedAtAndId'), item);
    keys = left[table]?.Keys ?? [];
  }
  return wanted.flatMap((key): readonly Item[] => {
    const entry = entries.get(textIn(key, 'startedAtAndId'));
    return entry ? [entry] : [];
  });
}
