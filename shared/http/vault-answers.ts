import { authorize, projectOf } from '../connections/access.ts';
import { ResolverError } from '../errors.ts';
import { logFailure } from '../log.ts';
import { secretKeys } from '../secret-keys.ts';
import { testStore, type UseJournal } from '../settings/store-test.ts';
import { parseKeysRequest, parseStoreTest } from './parse-vault.ts';
import { namedProject } from './named-project.ts';
import { json, type Reply } from './reply.ts';
import type { CallerRequest } from './route.ts';
import type { VaultRoutesDeps } from './vault-routes.ts';
import { verdictProblem } from './verdict-problem.ts';

/** POST /v1/secrets/keys: the names of a secret's keys. */
export async function listKeys({ event, caller }: CallerRequest, deps: VaultRoutesDeps): Promise<Reply> {
  const { arn, project: asked } = parseKeysRequest(event);
  const project = projectOf(caller, asked);
  authorize(caller, 'secrets:use', project);
  await deps.budgets.spend('keyReads', caller.subject);
  const { requestId } = event.requestContext;
  try {
    const keys = await secretKeys({ secretArn: arn, project, caller: caller.subject }, { ...deps, journal: journalOf(deps.verifications, requestId) });
    return json(200, { arn, keys });
  } catch (error) {
    if (error instanceof ResolverError) return verdictProblem(error, { requestId, pointer: '/arn' });
    throw error;
  }
}

/** POST /v1/stores/workspace/test */
export async function tryWorkspaceStore(request: CallerRequest, deps: VaultRoutesDeps): Promise<Reply> {
  authorize(request.caller, 'settings:manage', '*');
  return tryStore(request, null, deps);
}

/** POST /v1/stores/projects/{id}/test */
export async function tryProjectStore(request: CallerRequest, deps: VaultRoutesDeps): Promise<Reply> {
  return tryStore(request, namedProject(request, 'settings:manage'), deps);
}

async function tryStore({ event, caller }: CallerRequest, project: string | null, deps: VaultRoutesDeps): Promise<Reply> {
  const secretArns = parseStoreTest(event);
  await deps.budgets.spend('storeTests', caller.subject);
  const journal = journalOf(deps.verifications, event.requestContext.requestId);
  return json(200, await testStore({ project, secretArns, caller: caller.subject }, { ...deps, journal }));
}

/** What was done is answered, where only the record of how it ended fails. */
function journalOf(verifications: VaultRoutesDeps['verifications'], requestId: string): UseJournal {
  return {
    begin: (intent) => verifications.begin(intent),
    end: async (intent, result) => {
      await verifications.end(intent, result, null).catch((error: unknown) => logFailure(error, requestId));
    },
  };
}
