import type { StorePage } from '../connections/connection-store.ts';
import { text, textIn } from '../tables/item.ts';
import { namesOf, queryParts, readPart, type RunTable } from './dynamo-run-table.ts';
import type { RunKind } from './run.ts';
import { runPositionAfter } from './run-cursor.ts';
import { runIn, runKey, shownOf } from './run-item.ts';
import type { OpenRun, OpenRunPage, RunPage } from './run-store.ts';

type Index = { readonly name: string; readonly attribute: string; readonly value: string };
type Found = { readonly id: string; readonly position: string };

const KINDS: readonly RunKind[] = ['bulk', 'rotation', 'rehearsal'];

/** Newest first: one query for each project, and each run of the page is read as it stands. */
export async function listRuns(at: RunTable, projects: readonly string[] | null, { limit, after }: StorePage): Promise<RunPage> {
  const before = runPositionAfter(after);
  const indexes = projects ? projects.map((value) => indexOf('RunsByProject', 'listing', value)) : KINDS.map((kind) => indexOf('RunsByKind', 'kind', kind));
  const found = await Promise.all(indexes.map((index) => readKeys(at, index, { limit: limit + 1, before })));
  const newest = found.flat().toSorted((one, other) => (one.position < other.position ? 1 : -1));
  const page = newest.slice(0, limit);
  const runs = (await readRuns(at, page)).map(shownOf);
  const isSeen = (project: string): boolean => projects === null || projects.includes(project);
  const items = runs.filter((run) => projects === null || (run.projects?.every(isSeen) ?? false));
  return { items, next: newest.length > limit ? (page.at(-1)?.position ?? null) : null };
}

/** Oldest first. */
export async function listOpenRuns(at: RunTable, { limit, after }: StorePage): Promise<OpenRunPage> {
  const found = await readKeys(at, indexOf('OpenRuns', 'open', 'open'), { limit: limit + 1, after: runPositionAfter(after) ?? '!' });
  const page = found.slice(0, limit);
  return { items: await readRuns(at, page), next: found.length > limit ? (page.at(-1)?.position ?? null) : null };
}

function indexOf(name: string, attribute: string, value: string): Index {
  return { name, attribute, value };
}

type Range = { readonly limit: number } & ({ readonly before: string | null } | { readonly after: string });

async function readKeys(at: RunTable, { name, attribute, value }: Index, range: Range): Promise<readonly Found[]> {
  const isForward = 'after' in range;
  // "~" sorts after every time of ours.
  const bound = isForward ? range.after : (range.before ?? '~');
  const { items } = await queryParts(at, {
    IndexName: name,
    KeyConditionExpression: `#${attribute} = :value AND #createdAtAndId ${isForward ? '>' : '<'} :bound`,
    ExpressionAttributeNames: namesOf([attribute, 'createdAtAndId']),
    ExpressionAttributeValues: { ':value': text(value), ':bound': text(bound) },
    ScanIndexForward: isForward,
    Limit: range.limit,
  });
  return items.map((item) => ({ id: textIn(item, 'run'), position: textIn(item, 'createdAtAndId') }));
}

async function readRuns(at: RunTable, found: readonly Found[]): Promise<readonly OpenRun[]> {
  const items = await Promise.all(found.map(({ id }) => readPart(at, runKey(id))));
  return items.flatMap((item) => (item ? runIn(item) : []));
}
