import { type Item, number, numberIn, text, textIn } from '../tables/item.ts';
import type { MemberEnd, Run, RunCounts, RunMember, RunState } from './run.ts';
import { NO_COUNTS, OUTCOMES } from './run-counts.ts';
import type { OpenRun } from './run-store.ts';

/** The range key of a run itself, and what stands before the id of a member in its own. */
export const RUN_PART = 'run';
export const MEMBER_PREFIX = 'm#';
/** Where the index of runs by project has those that may reach all of them. */
export const ALL_PROJECTS = '*';

type Document = Omit<Run, 'state' | 'finishedAt' | 'total' | 'counts'>;
type Written = { readonly writeId: string; readonly movedAt: string; readonly expiresAt: number };

export function runKey(id: string): Item {
  return { run: text(id), part: text(RUN_PART) };
}

export function memberKey(id: string, connectionId: string): Item {
  return { run: text(id), part: text(`${MEMBER_PREFIX}${connectionId}`) };
}

/** Sorts as the runs were made; two of the same millisecond by id. */
export function runPosition({ createdAt, id }: Pick<Run, 'createdAt' | 'id'>): string {
  return `${createdAt}#${id}`;
}

/** The attribute that counts members with this outcome. */
export function counterOf(outcome: keyof RunCounts): string {
  return `n_${outcome}`;
}

/** What changes stands in attributes of its own; the rest is one text. */
export function runItem(run: Run, { writeId, movedAt, expiresAt }: Written): Item {
  const { state, finishedAt, total, counts, ...document } = run;
  return {
    ...runKey(run.id),
    document: text(JSON.stringify(document)),
    kind: text(run.kind),
    listing: text(listingOf(run)),
    open: text('open'),
    createdAtAndId: text(runPosition(run)),
    state: text(state),
    ...(finishedAt !== null && { finishedAt: text(finishedAt) }),
    total: number(total),
    ...counters(counts),
    movedAt: text(movedAt),
    expiresAt: number(expiresAt),
    writeId: text(writeId),
  };
}

/** One project is enough to find a run by: whoever may not see them all may not see the run. */
function listingOf({ projects }: Run): string {
  return projects?.toSorted()[0] ?? ALL_PROJECTS;
}

export function counters(counts: RunCounts): Item {
  return Object.fromEntries(OUTCOMES.map((outcome) => [counterOf(outcome), number(counts[outcome])]));
}

/** @throws Error for an item that this file did not make */
export function runIn(item: Item): OpenRun {
  const document: Document = JSON.parse(textIn(item, 'document'));
  const counts = OUTCOMES.map((outcome) => [outcome, numberIn(item, counterOf(outcome))] as const);
  return {
    ...document,
    state: stateIn(item),
    finishedAt: item['finishedAt']?.S ?? null,
    total: numberIn(item, 'total'),
    counts: { ...NO_COUNTS, ...Object.fromEntries(counts) },
    movedAt: textIn(item, 'movedAt'),
  };
}

export function shownOf(run: OpenRun): Run {
  const { movedAt: _, ...shown } = run;
  return shown;
}

const STATES: readonly RunState[] = ['gathering', 'running', 'cancelled', 'done'];

function stateIn(item: Item): RunState {
  const state = STATES.find((each) => each === item['state']?.S);
  if (!state) throw new Error('A run has no state.');
  return state;
}

export function memberIn(item: Item): RunMember {
  const end: MemberEnd | null = JSON.parse(item['end']?.S ?? 'null');
  return { connectionId: textIn(item, 'part').slice(MEMBER_PREFIX.length), project: textIn(item, 'project'), end };
}
