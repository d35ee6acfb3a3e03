import type { CallerBudgets } from '../budgets/caller-budgets.ts';
import { authorize, type Caller } from '../connections/access.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { secretArnsOf } from '../connections/secret-arns.ts';
import { type Issue, refuse, refuseAny } from '../errors.ts';
import type { GatherQueue } from '../runs/queue.ts';
import type { Run, RunSelector } from '../runs/run.ts';
import { NO_COUNTS } from '../runs/run-counts.ts';
import type { RunStore } from '../runs/run-store.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import { type KeyedRequest, once } from './once.ts';
import { parseNothing, parseRehearsalRequest, parseRunRequest } from './parse-run.ts';
import { json, type Reply } from './reply.ts';
import { type CallerRequest, idOf } from './route.ts';
import { runAnswer } from './run-answer.ts';
import { authorizeRun, findRun, namedConnections, privilegeOf, projectsWith } from './run-reach.ts';

/** `now` in milliseconds. */
export type RunDeps = {
  readonly runs: RunStore;
  readonly connections: Pick<ConnectionStore, 'list'>;
  readonly gatherQueue: GatherQueue;
  readonly idempotency: IdempotencyStore;
  readonly budgets: CallerBudgets;
  readonly now: () => number;
  readonly uuid: () => string;
};
type Draft = Pick<Run, 'kind' | 'projects' | 'selector' | 'retryOf' | 'secret'>;

const HEX_DIGITS = 32;

/** POST: verifies what a selector asks for, wherever the caller may test. */
export async function beginBulkRun(request: CallerRequest, deps: RunDeps): Promise<Reply> {
  const { selector, body } = parseRunRequest(request.event);
  const projects = await reachOf(selector, request.caller, deps);
  return begin({ ...request, body, project: scopeOf(projects) }, { kind: 'bulk', projects, selector, retryOf: null, secret: null }, deps);
}

/** POST: tries the version of a secret that is to become the current one with the connections that use it. */
export async function beginRehearsal(request: CallerRequest, deps: RunDeps): Promise<Reply> {
  const { caller, event } = request;
  const { secretArn, ids, body } = parseRehearsalRequest(event);
  const reach = projectsWith(caller, 'secrets:use');
  const projects = ids ? await projectsOfUsers(ids, { secretArn, caller }, deps) : reach;
  const selector = { secretArn, ...(ids && { ids }) };
  const draft: Draft = { kind: 'rehearsal', projects, selector, retryOf: null, secret: { arn: secretArn, versionId: null, movedAt: null } };
  return begin({ ...request, body, project: scopeOf(projects) }, draft, deps);
}

/** POST: verifies those connections of a run again that failed in it. */
export async function retryFailed(request: CallerRequest, deps: RunDeps): Promise<Reply> {
  const { event, caller } = request;
  const before = await findRun(deps.runs, { id: idOf(event), caller });
  authorizeRun(caller, privilegeOf(before), before);
  parseNothing(event);
  const { projects, kind, secret, id: retryOf } = before;
  const isRehearsal = kind === 'rehearsal';
  const draft: Draft = { kind: isRehearsal ? 'rehearsal' : 'bulk', projects, selector: {}, retryOf, secret: isRehearsal ? secret : null };
  return begin({ ...request, body: {}, project: scopeOf(projects) }, draft, deps);
}

/** With an Idempotency-Key its id follows from the request, so that a request that is sent again after a crash finds the run of the first one. */
function begin(request: KeyedRequest, draft: Draft, deps: RunDeps): Promise<Reply> {
  return once(request, deps.idempotency, async (seed) => {
    await deps.budgets.spend('runs', request.caller.subject);
    const id = `run_${(seed ?? deps.uuid().replaceAll('-', '')).slice(0, HEX_DIGITS)}`;
    const fresh: Run = { id, ...draft, caller: request.caller.subject, ...BEGUN, createdAt: new Date(deps.now()).toISOString() };
    const isNew = (await deps.runs.create(fresh)) === 'created';
    await deps.gatherQueue.send({ v: 1, kind: 'gather', runId: id, after: null });
    const run = isNew ? fresh : ((await deps.runs.get(id)) ?? refuse('internal_error'));
    return json(202, runAnswer(run), { headers: { location: `/v1/verification-runs/${id}` } });
  });
}

const BEGUN = { state: 'gathering', finishedAt: null, total: 0, counts: NO_COUNTS } as const;

/** In place of one project, for the keys of requests. */
function scopeOf(projects: readonly string[] | null): string {
  return projects?.join(',') ?? '*';
}

/** No wider than it need be: whoever is to see the run must see all of it. */
async function reachOf({ project, ids }: RunSelector, caller: Caller, { connections }: RunDeps): Promise<readonly string[] | null> {
  if (project !== undefined) authorize(caller, 'connections:test', project);
  const reach = project === undefined ? projectsWith(caller, 'connections:test') : [project];
  if (!ids) return reach;
  const named = await namedConnections(connections, { ids, pointer: '/selector/ids', caller, privilege: 'connections:test' });
  return project === undefined ? distinct(named) : reach;
}

type User = { readonly secretArn: string; readonly caller: Caller };

/** A connection that does not use the secret would not be tried, and would not keep a bad version from being promoted. */
async function projectsOfUsers(ids: readonly string[], { secretArn, caller }: User, { connections }: RunDeps): Promise<readonly string[]> {
  const named = await namedConnections(connections, { ids, pointer: '/connections', caller, privilege: 'secrets:use' });
  const users = new Set(named.filter(({ config }) => secretArnsOf(config).includes(secretArn)).map(({ id }) => id));
  const strangers = ids.flatMap((id, at): readonly Issue[] => (users.has(id) ? [] : [stranger(at)]));
  refuseAny(strangers);
  return distinct(named);
}

function stranger(at: number): Issue {
  return {
    code: 'schema_invalid',
    where: { pointer: `/connections/${at}`, found: 'does not use this secret', expected: 'a connection that names secretArn in a mask' },
  };
}

function distinct(connections: readonly { readonly project: string }[]): readonly string[] {
  return [...new Set(connections.map(({ project }) => project))].toSorted();
}
