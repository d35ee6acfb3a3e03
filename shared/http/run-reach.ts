import { authorize, authorizeEverywhere, type Caller, may, type Privilege, visibleProjects } from '../connections/access.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import type { StoredConnection } from '../connections/stored-connection.ts';
import { type Issue, refuse, refuseAny } from '../errors.ts';
import type { Run } from '../runs/run.ts';
import type { RunStore } from '../runs/run-store.ts';

const ID = /^run_[0-9a-f]{32}$/;
const MOST_NAMED = 100;

/**
 * The projects in which a caller may do this; null: all.
 * @throws RequestError `not_allowed` where there is none
 */
export function projectsWith(caller: Caller, privilege: Privilege): readonly string[] | null {
  const projects = new Set(caller.grants.map(({ project }) => project).filter((project) => may(caller, privilege, project)));
  if (projects.size === 0) refuse('not_allowed', { expected: `${privilege} in a project` });
  return projects.has('*') ? null : [...projects].toSorted();
}

/** Connections that a request names; `pointer` is that of their list. */
export type Named = { readonly ids: readonly string[]; readonly pointer: string; readonly caller: Caller; readonly privilege: Privilege };

/**
 * The connections of ids, for a caller who may do this with each. One that is not shown to it is as absent as one that never was.
 * @throws RequestError `not_found` for each of them, `not_allowed`
 */
export async function namedConnections(
  connections: Pick<ConnectionStore, 'list'>,
  { ids, pointer, caller, privilege }: Named,
): Promise<readonly StoredConnection[]> {
  const { items } = await connections.list({ projects: visibleProjects(caller), ids }, { limit: MOST_NAMED, after: null });
  const found = new Set(items.map(({ id }) => id));
  refuseAny(ids.flatMap((id, at): readonly Issue[] => (found.has(id) ? [] : [{ code: 'not_found', where: { pointer: `${pointer}/${at}` } }])));
  for (const { project } of items) authorize(caller, privilege, project);
  return items;
}

export type WantedRun = { readonly id: string; readonly caller: Caller };

/**
 * The run of an id, for a caller who sees every project that it may reach: its counts tell of them all. To others it is as absent as one
 * that never was.
 * @throws RequestError `not_found`
 */
export async function findRun(runs: Pick<RunStore, 'get'>, { id, caller }: WantedRun): Promise<Run> {
  const run = ID.test(id) ? await runs.get(id) : null;
  if (!run || !(run.projects ?? ['*']).every((project) => may(caller, 'connections:read', project))) refuse('not_found');
  return run;
}

/** @throws RequestError `not_allowed` where there is a project of the run in which the caller may not do this */
export function authorizeRun(caller: Caller, privilege: Privilege, { projects }: Run): void {
  if (projects === null) authorizeEverywhere(caller, privilege);
  else for (const project of projects) authorize(caller, privilege, project);
}

/** What it takes to begin a run of a kind, or to change one: a rehearsal reads a version that nobody uses yet. */
export function privilegeOf({ kind }: Pick<Run, 'kind'>): Privilege {
  return kind === 'rehearsal' ? 'secrets:use' : 'connections:test';
}
