import { authorize, projectOf } from '../connections/access.ts';
import { ResolverError } from '../errors.ts';
import { logFailure } from '../log.ts';
import { secretKeys, type SecretKeysDeps } from '../secret-keys.ts';
import type { StoreTestDeps, UseJournal } from '../settings/store-test.ts';
import type { VerificationStore } from '../verifications/verification-store.ts';
import { parseKeysRequest, parseStoreTest } from './parse-vault.ts';
import { namedProject } from './named-project.ts';
import { json, type Reply } from './reply.ts';
import type { CallerRequest, Routes } from './route.ts';
import { verdictProblem } from './verdict-problem.ts';

export type VaultRoutesDeps = Omit<SecretKeysDeps & StoreTestDeps, 'journal'> & { readonly verifications: Pick<VerificationStore, 'begin' | 'end'> };

/** The routes that open a store and send nothing anywhere. */
export function vaultRoutes(deps: VaultRoutesDeps): Routes {
  return {
    'POST /v1/secrets/keys': (request) => listKeys(request, deps),
    'POST /v1/stores/workspace/test': (request) => tryWorkspaceStore(request, deps),
    'POST /v1/stores/projects/{id}/test': (request) => tryProjectStore(request, deps),
  };
}

async function listKeys({ event, caller }: CallerRequest, deps: VaultRoutesDeps): Promise<Reply> {
  const { arn, project: asked } = parseKeysRequest(event);
  const project = projectOf(caller, asked);
  authorize(caller, 'secrets:use', project);
  const { requestId } = event.requestContext;
  try {
    const keys = await secretKeys({ secretArn: arn, project, caller: caller.subject }, { ...deps, journal: journalOf(deps.verifications, requestId) });
    return json(200, { arn, keys });
  } catch (error) {
    if (error instanceof ResolverError) return verdictProblem(error, { requestId, pointer: '/arn' });
    throw error;
  }
}

async function tryWorkspaceStore(request: CallerRequest, deps: VaultRoutesDeps): Promise<Reply> {
  authorize(request.caller, 'settings:manage', '*');
  return tryStore(request, null, deps);
}

async function tryProjectStore(request: CallerRequest, deps: VaultRoutesDeps): Promise<Reply> {
  return tryStore(request, namedProject(request, 'settings:manage'), deps);
}

async function tryStore({ event, caller }: CallerRequest, project: string | null, deps: VaultRoutesDeps): Promise<Reply> {
  const secretArns = parseStoreTest(event);
  const journal = journalOf(deps.verifications, event.requestContext.requestId);
  // Settings managers try a store now and then; what it takes stays out of the entry that every cold start reads.
  const { testStore } = await import('../settings/store-test.ts');
  return json(200, await testStore({ project, secretArns, caller: caller.subject }, { ...deps, journal }));
}

/** What was done is answered, where only the record of how it ended fails. */
function journalOf(verifications: VaultRoutesDeps['verifications'], requestId: string): UseJournal {
  return {
    begin: (intent) => verifications.begin(intent),
    end: (intent, result) => verifications.end(intent, result, null).catch((error: unknown) => logFailure(error, requestId)),
  };
}
