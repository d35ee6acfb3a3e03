import type { CallerBudgets } from '../budgets/caller-budgets.ts';
import { authorize, may, projectOf } from '../connections/access.ts';
import { type CheckDeps, checkConnection, examineConnection } from '../connections/check-connection.ts';
import type { Connection } from '../connections/connection.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { findConnection } from '../connections/find-connection.ts';
import { recordVerification } from '../connections/record-verification.ts';
import type { EventBus } from '../events/event.ts';
import type { TestOf } from '../journal.ts';
import { logFailure } from '../log.ts';
import type { StageChoice } from '../secrets/stage-choice.ts';
import { verifyConnection } from '../verify.ts';
import type { VerifyDeps } from '../verify-deps.ts';
import { verifyStored } from '../verify-stored.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import { lintAnswer } from './lint-answer.ts';
import { hasKey, once } from './once.ts';
import { bodyOf, parseTestRequest } from './parse.ts';
import { parseStoredTest } from './parse-stored-test.ts';
import { parseJsonObject } from './parse-json.ts';
import { json, type Reply } from './reply.ts';
import { type CallerRequest, idOf, type Routes } from './route.ts';
import { verificationReply } from './verification-reply.ts';

export type TestDeps = {
  readonly connections: Pick<ConnectionStore, 'get' | 'setStanding'>;
  readonly idempotency: IdempotencyStore;
  readonly events: EventBus;
  readonly budgets: CallerBudgets;
  /** What a config is checked against before any store is opened. */
  readonly check: CheckDeps;
  readonly verifyDepsFor: (test: TestOf & { readonly stage: StageChoice }) => VerifyDeps;
  readonly now: () => number;
};

/** The routes that send a test request, and lint. */
export function testRoutes(deps: TestDeps): Routes {
  return {
    'POST /v1/connections/test': (request) => testUnsaved(request, deps),
    'POST /v1/connections/lint': async (request) => json(200, lintAnswer(examineConnection(askedBy(request), deps.check))),
    'POST /v1/connections/{id}/test': (request) => testStored(request, deps),
  };
}

async function testUnsaved(request: CallerRequest, deps: TestDeps): Promise<Reply> {
  const { stage, ...connection } = askedBy(request);
  const { project } = connection;
  const test = { ...testOf(request, project), stage };
  const work = async (): Promise<Reply> => {
    await deps.budgets.spend('tests', test.caller);
    return verificationReply(request.event, await verifyConnection(connection, deps.verifyDepsFor(test)));
  };
  if (!hasKey(request)) return work();
  checkConnection(connection, deps.check);
  return once({ ...request, project, body: parseJsonObject(bodyOf(request.event)) }, deps.idempotency, work);
}

/** As it is stored, by whoever may test it; a result that cannot be written is answered all the same, and says so. */
async function testStored(request: CallerRequest, deps: TestDeps): Promise<Reply> {
  const { event, caller } = request;
  const connection = await findConnection(deps.connections, { id: idOf(event), caller, privilege: 'connections:test' });
  const { stage, body } = parseStoredTest(event);
  const { project } = connection;
  if (stage !== 'current') authorize(caller, 'secrets:use', project);
  return once({ event, caller, project, body }, deps.idempotency, async () => {
    await deps.budgets.spend('tests', caller.subject);
    const verification = await verifyStored(
      connection,
      deps.verifyDepsFor({ ...testOf(request, project), stage, changedAtMs: Date.parse(connection.updatedAt) }),
    );
    const { warnings: _, ...unwarned } = verification;
    const shown = may(caller, 'secrets:use', project) ? verification : unwarned;
    // How it would stand with another version is not how it stands.
    if (stage !== 'current') return verificationReply(event, shown);
    const log = (error: unknown): void => logFailure(error, event.requestContext.requestId);
    const isRecorded = await recordVerification(connection, verification, 'hand', { ...deps, log }).catch((error: unknown) => {
      log(error);
      return false;
    });
    return verificationReply(event, isRecorded ? shown : { ...shown, recorded: false });
  });
}

function testOf({ event, caller }: CallerRequest, project: string): TestOf {
  return { project, caller: caller.subject, requestId: event.requestContext.requestId };
}

function askedBy({ event, caller }: CallerRequest): Connection & { readonly stage: StageChoice } {
  const asked = parseTestRequest(event);
  const project = projectOf(caller, asked.project);
  authorize(caller, 'secrets:use', project);
  return { ...asked, project };
}
