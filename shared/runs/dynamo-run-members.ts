import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { StorePage } from '../connections/connection-store.ts';
import { isWritten, type Item, number, text } from '../tables/item.ts';
import { addToRun, changePart, expiryAt, isoNow, namesOf, queryParts, readPart, type RunTable } from './dynamo-run-table.ts';
import type { MemberEnd, RunMember, RunOutcome } from './run.ts';
import { remainingOf } from './run-counts.ts';
import { memberAfter } from './run-cursor.ts';
import { counterOf, MEMBER_PREFIX, memberIn, memberKey, runIn, runKey } from './run-item.ts';
import type { EndedMember, MemberPage, MembersAsked } from './run-store.ts';

const MOST_ADDED = 25;
/** What one page may cost where nearly none is asked for; each reads at most so many. */
const MOST_QUERIES = 10;
const QUERIED = 1_000;

/** A member is put once, whoever comes again; those that were new are added to the total. */
export async function addMembers(at: RunTable, id: string, members: readonly Pick<RunMember, 'connectionId' | 'project'>[]): Promise<void> {
  if (members.length > MOST_ADDED) throw new Error(`At most ${MOST_ADDED} members are added at a time.`);
  const put = ({ connectionId, project }: Pick<RunMember, 'connectionId' | 'project'>): Promise<boolean> =>
    isWritten(
      at.client.send(
        new PutItemCommand({
          TableName: at.table,
          Item: { ...memberKey(id, connectionId), project: text(project), expiresAt: number(expiryAt(at)) },
          ConditionExpression: 'attribute_not_exists(#run)',
          ExpressionAttributeNames: namesOf(['run']),
        }),
      ),
    );
  const added = (await Promise.all(members.map(put))).filter(Boolean).length;
  await addToRun(at, id, {
    update: 'ADD #total :added SET #movedAt = :now',
    condition: '#state = :gathering',
    names: ['total', 'movedAt', 'state'],
    values: { ':added': number(added), ':now': text(isoNow(at)), ':gathering': text('gathering') },
  });
}

export async function readMember(at: RunTable, id: string, connectionId: string): Promise<RunMember | null> {
  const item = await readPart(at, memberKey(id, connectionId));
  return item && memberIn(item);
}

/** Two writes, of the member and of the run's count; whoever dies between them leaves the count too low. */
export async function endMember(at: RunTable, key: Pick<RunMember, 'connectionId'> & { readonly id: string }, end: MemberEnd): Promise<EndedMember> {
  const { id, connectionId } = key;
  const isEnded = await changePart(at, memberKey(id, connectionId), {
    update: 'SET #end = :end, #outcome = :outcome',
    condition: 'attribute_exists(#run) AND attribute_not_exists(#end)',
    names: ['end', 'outcome', 'run'],
    values: { ':end': text(JSON.stringify(end)), ':outcome': text(end.outcome) },
  });
  if (isEnded) return { outcome: 'ended', remaining: remainingIn((await count(at, id, end.outcome)) ?? (await readPart(at, runKey(id)))) };
  const isThere = (await readMember(at, id, connectionId)) !== null;
  return { outcome: isThere ? 'already' : 'gone', remaining: remainingIn(await readPart(at, runKey(id))) };
}

/** A run that has finished has its counts already. */
function count(at: RunTable, id: string, outcome: RunOutcome): Promise<Item | null> {
  const counter = counterOf(outcome);
  return addToRun(at, id, {
    update: `ADD #${counter} :one SET #movedAt = :now`,
    condition: 'attribute_exists(#run) AND attribute_not_exists(#finishedAt)',
    names: [counter, 'movedAt', 'run', 'finishedAt'],
    values: { ':one': number(1), ':now': text(isoNow(at)) },
  });
}

function remainingIn(run: Item | null): number {
  return run ? remainingOf(runIn(run)) : 0;
}

const ONLY: Readonly<Record<MembersAsked, { readonly condition?: string; readonly names: readonly string[]; readonly values: Item }>> = {
  all: { names: [], values: {} },
  failed: {
    condition: '#outcome IN (:refused, :inconclusive, :notAttempted)',
    names: ['outcome'],
    values: { ':refused': text('refused'), ':inconclusive': text('inconclusive'), ':notAttempted': text('not_attempted') },
  },
  pending: { condition: 'attribute_not_exists(#outcome)', names: ['outcome'], values: {} },
};

/** One page, as acknowledged; a filtered one may end early, and goes on at `next`. */
export async function readMembers(at: RunTable, asked: { readonly id: string; readonly which: MembersAsked }, page: StorePage): Promise<MemberPage> {
  const found: RunMember[] = [];
  let reached = memberAfter(page.after);
  for (let queries = 0; queries < MOST_QUERIES; queries += 1) {
    const { items, next } = await readStretch(at, asked, { limit: asked.which === 'all' ? page.limit + 1 : QUERIED, after: reached });
    found.push(...items);
    reached = next;
    if (reached === null || found.length > page.limit) break;
  }
  const items = found.slice(0, page.limit);
  return { items, next: found.length > page.limit ? (items.at(-1)?.connectionId ?? null) : reached };
}

async function readStretch(
  at: RunTable,
  { id, which }: { readonly id: string; readonly which: MembersAsked },
  { limit, after }: StorePage,
): Promise<MemberPage> {
  const { condition, names, values } = ONLY[which];
  // "!" sorts before every character of an id, and "~" after: an id and "!" come between it and the next.
  const { items, last } = await queryParts(at, {
    ConsistentRead: true,
    KeyConditionExpression: '#run = :run AND #part BETWEEN :from AND :to',
    ...(condition !== undefined && { FilterExpression: condition }),
    ExpressionAttributeNames: namesOf(['run', 'part', ...names]),
    ExpressionAttributeValues: { ':run': text(id), ':from': text(`${MEMBER_PREFIX}${after ?? ''}!`), ':to': text(`${MEMBER_PREFIX}~`), ...values },
    Limit: limit,
  });
  return { items: items.map(memberIn), next: last ? (last['part']?.S ?? '').slice(MEMBER_PREFIX.length) : null };
}
