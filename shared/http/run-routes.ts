import { authorize, may } from '../connections/access.ts';
import { refuse } from '../errors.ts';
import type { Run, RunMember } from '../runs/run.ts';
import { beginBulkRun, beginRehearsal, retryFailed, type RunDeps } from './begin-run.ts';
import { once } from './once.ts';
import { cursorTo, parsePage } from './page.ts';
import { parseNothing, parseOutcome, parseRunsFilter } from './parse-run.ts';
import { json, type Reply } from './reply.ts';
import { type CallerRequest, idOf, type Routes } from './route.ts';
import { memberAnswer, runAnswer } from './run-answer.ts';
import { authorizeRun, findRun, privilegeOf, projectsWith } from './run-reach.ts';

/** The routes of runs: they begin, show and cancel them, and test nothing themselves. */
export function runRoutes(deps: RunDeps): Routes {
  return {
    'POST /v1/verification-runs': (request) => beginBulkRun(request, deps),
    'GET /v1/verification-runs': (request) => listRuns(request, deps),
    'GET /v1/verification-runs/{id}': (request) => readRun(request, deps),
    'GET /v1/verification-runs/{id}/connections': (request) => listMembers(request, deps),
    'POST /v1/verification-runs/{id}/cancel': (request) => cancelRun(request, deps),
    'POST /v1/verification-runs/{id}/retry-failed': (request) => retryFailed(request, deps),
    'POST /v1/rehearsals': (request) => beginRehearsal(request, deps),
  };
}

/** GET: newest first, the runs that reach no project but those the caller may test in. To ask for another project's is to find none. */
async function listRuns({ event, caller }: CallerRequest, { runs }: RunDeps): Promise<Reply> {
  const reach = projectsWith(caller, 'connections:test');
  const [project, page] = [parseRunsFilter(event), parsePage(event)];
  if (project !== undefined && !may(caller, 'connections:read', project)) return json(200, { items: [], nextCursor: null });
  if (project !== undefined) authorize(caller, 'connections:test', project);
  const { items, next } = await runs.list(project === undefined ? reach : [project], page);
  return json(200, { items: items.map(runAnswer), nextCursor: cursorTo(next) });
}

async function readRun({ event, caller }: CallerRequest, { runs }: RunDeps): Promise<Reply> {
  const run = await findRun(runs, { id: idOf(event), caller });
  authorizeRun(caller, 'connections:test', run);
  return json(200, runAnswer(run));
}

/** GET: its connections by id, with what came of each. */
async function listMembers({ event, caller }: CallerRequest, { runs, connections }: RunDeps): Promise<Reply> {
  const run = await findRun(runs, { id: idOf(event), caller });
  authorizeRun(caller, 'connections:test', run);
  const { items, next } = await runs.members(run.id, parseOutcome(event), parsePage(event));
  const names = await namesOf(items, run, connections);
  return json(200, { items: items.map((member) => memberAnswer(member, names)), nextCursor: cursorTo(next) });
}

/** Within the run's reach: whoever is shown the run may read what is there. */
async function namesOf(members: readonly RunMember[], { projects }: Run, connections: RunDeps['connections']): Promise<ReadonlyMap<string, string>> {
  if (members.length === 0) return new Map();
  const ids = members.map(({ connectionId }) => connectionId);
  const { items } = await connections.list({ projects, ids }, { limit: ids.length, after: null });
  return new Map(items.map(({ id, name }) => [id, name]));
}

/** POST: no further test of it begins. One that is over is answered as it is. */
async function cancelRun(request: CallerRequest, { runs, idempotency, now }: RunDeps): Promise<Reply> {
  const { event, caller } = request;
  const run = await findRun(runs, { id: idOf(event), caller });
  authorizeRun(caller, privilegeOf(run), run);
  parseNothing(event);
  return once({ ...request, project: run.projects?.join(',') ?? '*', body: {} }, idempotency, async () => {
    await runs.cancel(run.id, new Date(now()).toISOString());
    return json(200, runAnswer((await runs.get(run.id)) ?? refuse('not_found')));
  });
}
