import { refuse } from '../errors.ts';
import { effectiveStore } from '../settings/effective-store.ts';
import { newStore } from '../settings/new-store.ts';
import { storePolicies } from '../settings/policies.ts';
import type { SecretStore } from '../settings/secret-store.ts';
import type { StoreSettings } from '../settings/settings-store.ts';
import { effectOf, type Switch } from '../settings/switch.ts';
import { usesInScope } from '../settings/uses-in-scope.ts';
import { etagOf } from './connection-reply.ts';
import { isMatched } from './if-match.ts';
import { parseQuery } from './parse-query.ts';
import { parseDryRun, parseStoreFields } from './parse-settings.ts';
import { json, NO_CONTENT, type Reply } from './reply.ts';
import type { CallerRequest } from './route.ts';
import type { SettingsDeps } from './settings-deps.ts';
import { inheritedAnswer, storeAnswer } from './store-answer.ts';

/** About the store of this project, or of the workspace (null), by a caller who manages it. */
export type StoreRequest = CallerRequest & { readonly project: string | null };

/** GET: the store, or what a project without one uses, with the policies to paste. */
export async function readStore({ event, project }: StoreRequest, deps: SettingsDeps): Promise<Reply> {
  parseQuery(event, { once: [] });
  const read = await deps.settings.storesFor(project);
  const store = effectiveStore(read, deps.deployment);
  const uses = await usesInScope(project, deps);
  const isInherited = project !== null && read.projectStore === null;
  const answer = isInherited
    ? inheritedAnswer(project, { store, uses, revision: read.removedRevision }, deps)
    : storeAnswer(store, storePolicies(store, uses, deps));
  return json(200, answer, { headers: { etag: etagOf({ revision: revisionOf(project, read) }) } });
}

/** PUT: of the revision that `If-Match` names if it is sent. It is used from the next test on; no mask is rewritten. */
export async function putStore({ event, project }: StoreRequest, deps: SettingsDeps): Promise<Reply> {
  const isDryRun = parseDryRun(event);
  const fields = parseStoreFields(event, project, deps);
  const read = await deps.settings.storesFor(project);
  const standing = ownOf(project, read);
  const expected = revisionOf(project, read);
  isMatched(event, { revision: expected }, 'store');
  const store = newStore(fields, { project, standing, after: expected, at: new Date(deps.now()).toISOString() }, deps.deployment);
  if (isDryRun) return rehearse(project, { from: effectiveStore(read, deps.deployment), to: store }, deps);
  if ((await deps.settings.putStore(store, expected)) === 'conflict') refuse('revision_conflict', { found: 'store' });
  return json(standing ? 200 : 201, storeAnswer(store), { headers: { etag: etagOf(store) } });
}

/** DELETE: the project then uses the workspace's store again. */
export async function deleteStore({ event, project }: StoreRequest, deps: SettingsDeps): Promise<Reply> {
  const isDryRun = parseDryRun(event);
  const read = await deps.settings.storesFor(project);
  const standing = read.projectStore;
  if (project === null || standing === null) refuse('not_found');
  isMatched(event, standing, 'store');
  if (isDryRun) return rehearse(project, { from: standing, to: effectiveStore({ ...read, projectStore: null }, deps.deployment) }, deps);
  if ((await deps.settings.removeStore(project, standing.revision)) === 'conflict') refuse('revision_conflict', { found: 'store' });
  return NO_CONTENT;
}

/** What another store would mean; stores nothing. */
async function rehearse(project: string | null, change: Switch, deps: SettingsDeps): Promise<Reply> {
  const uses = await usesInScope(project, deps);
  const store = change.to;
  const answer =
    project !== null && store.project === null
      ? inheritedAnswer(project, { store, uses, revision: change.from.revision + 1 }, deps)
      : storeAnswer(store, storePolicies(store, uses, deps));
  return json(200, { store: answer, ...effectOf(change, uses, deps.deployment) });
}

function ownOf(project: string | null, { projectStore, workspaceStore }: StoreSettings): SecretStore | null {
  return project === null ? workspaceStore : projectStore;
}

/** Of the store that stands, or that was taken out last; 0: there never was one. */
function revisionOf(project: string | null, read: StoreSettings): number {
  return ownOf(project, read)?.revision ?? (project === null ? 0 : read.removedRevision);
}
