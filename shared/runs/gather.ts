import type { ConnectionFilter, ConnectionPage, ConnectionStore } from '../connections/connection-store.ts';
import type { StoredConnection } from '../connections/stored-connection.ts';
import { completeRun, type CompleteDeps } from './complete-run.ts';
import type { Addressed, GatherMessage, GatherQueue, Queue } from './queue.ts';
import type { Run } from './run.ts';
import type { RunStore } from './run-store.ts';
import { sendAll } from './send-all.ts';

export type GatherDeps = {
  readonly connections: Pick<ConnectionStore, 'list'>;
  readonly runs: Pick<RunStore, 'members' | 'addMembers'>;
  readonly queue: Queue;
  readonly wait: (ms: number) => Promise<void>;
};
/** What `gather` needs besides, to go on and to end. */
export type GatheringDeps = Omit<GatherDeps, 'runs'> & CompleteDeps & { readonly gatherQueue: GatherQueue };

const PAGE = 100;
const MOST_ADDED = 25;

/** One piece of a run's gathering, and the message for the next one; after the last, the run is under way. A message that comes again does no harm. */
export async function gather({ runId, after }: Pick<GatherMessage, 'runId' | 'after'>, deps: GatheringDeps): Promise<void> {
  const run = await deps.runs.get(runId);
  if (run?.state !== 'gathering') return;
  const { next } = await gatherPage(run, after, deps);
  if (next !== null) return deps.gatherQueue.send({ v: 1, kind: 'gather', runId, after: next });
  await deps.runs.gathered(runId);
  // Its last member may have ended before it was known to be the last, or there is none.
  await completeRun(runId, deps);
}

/**
 * At most 100 connections that a run is to reach, disabled ones left out: each becomes a member, then its message is sent.
 * @throws Error where a message was not taken: the page is to be gathered again
 */
export async function gatherPage(run: Run, after: string | null, deps: GatherDeps): Promise<{ readonly next: string | null }> {
  const { items, next } = await (run.retryOf === null ? listed(run, after, deps) : failedBefore(run, run.retryOf, { after, deps }));
  const reached = items.filter(({ standing }) => standing.state !== 'disabled');
  await join(run, reached, deps);
  const messages = reached.map(({ id, project }): Addressed => ({ project, message: { v: 1, kind: 'run', connectionId: id, runId: run.id } }));
  const failed = await sendAll(messages, deps);
  if (failed.length > 0) throw new Error(`${failed.length} connections of a run could not be sent to the queue.`);
  return { next };
}

function listed(run: Run, after: string | null, { connections }: GatherDeps): Promise<ConnectionPage> {
  return connections.list(filterOf(run), { limit: PAGE, after });
}

type RetryPage = { readonly after: string | null; readonly deps: GatherDeps };

/** Those of them that still exist where the run may reach them. */
async function failedBefore(run: Run, retryOf: string, { after, deps }: RetryPage): Promise<ConnectionPage> {
  const { items, next } = await deps.runs.members(retryOf, 'failed', { limit: PAGE, after });
  if (items.length === 0) return { items: [], next };
  const ids = items.map(({ connectionId }) => connectionId);
  const found: StoredConnection[] = [];
  for (let from: string | null = null, isFirst = true; isFirst || from !== null; isFirst = false) {
    const page: ConnectionPage = await deps.connections.list({ projects: run.projects, ids }, { limit: PAGE, after: from });
    found.push(...page.items);
    from = page.next;
  }
  return { items: found, next };
}

/** Those without any are told too: the gathering goes on. */
async function join({ id }: Run, reached: readonly StoredConnection[], { runs }: GatherDeps): Promise<void> {
  const members = reached.map((connection) => ({ connectionId: connection.id, project: connection.project }));
  for (let from = 0; from === 0 || from < members.length; from += MOST_ADDED) await runs.addMembers(id, members.slice(from, from + MOST_ADDED));
}

/** What a selector asks for, within the projects that the run may reach. */
function filterOf({ projects, selector: { project, ...asked } }: Run): ConnectionFilter {
  const isReached = (one: string): boolean => projects === null || projects.includes(one);
  return { ...asked, projects: project === undefined ? projects : [project].filter(isReached) };
}
