import { authorize, projectOf } from '../connections/access.ts';
import { type CheckDeps, checkConnection, examineConnection } from '../connections/check-connection.ts';
import type { Connection } from '../connections/connection.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { findConnection } from '../connections/find-connection.ts';
import { recordVerification } from '../connections/record-verification.ts';
import type { TestOf } from '../journal.ts';
import { logFailure } from '../log.ts';
import { verifyConnection } from '../verify.ts';
import type { VerifyDeps } from '../verify-deps.ts';
import { verifyStored } from '../verify-stored.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import { lintAnswer } from './lint-answer.ts';
import { hasKey, once } from './once.ts';
import { bodyOf, parseTestRequest } from './parse.ts';
import { parseStoredTest } from './parse-connection.ts';
import { parseJsonObject } from './parse-json.ts';
import { json, type Reply } from './reply.ts';
import { type CallerRequest, idOf, type Routes } from './route.ts';
import { verificationReply } from './verification-reply.ts';

export type TestDeps = {
  readonly connections: Pick<ConnectionStore, 'get' | 'setStanding'>;
  readonly idempotency: IdempotencyStore;
  /** What a config is checked against before any store is opened. */
  readonly check: CheckDeps;
  readonly verifyDepsFor: (test: TestOf) => VerifyDeps;
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
  const connection = askedBy(request);
  const { project } = connection;
  const work = async (): Promise<Reply> => verificationReply(request.event, await verifyConnection(connection, deps.verifyDepsFor(testOf(request, project))));
  if (!hasKey(request)) return work();
  checkConnection(connection, deps.check);
  return once({ ...request, project, body: parseJsonObject(bodyOf(request.event)) }, deps.idempotency, work);
}

/** As it is stored, by whoever may test it; a result that cannot be written is answered all the same, and says so. */
async function testStored(request: CallerRequest, deps: TestDeps): Promise<Reply> {
  const { event, caller } = request;
  const connection = await findConnection(deps.connections, { id: idOf(event), caller, privilege: 'connections:test' });
  parseStoredTest(event);
  const { project } = connection;
  return once({ event, caller, project, body: {} }, deps.idempotency, async () => {
    const verification = await verifyStored(connection, deps.verifyDepsFor(testOf(request, project)));
    const isRecorded = await recordVerification(connection, verification, deps).catch((error: unknown) => {
      logFailure(error, event.requestContext.requestId);
      return false;
    });
    return verificationReply(event, isRecorded ? verification : { ...verification, recorded: false });
  });
}

function testOf({ event, caller }: CallerRequest, project: string): TestOf {
  return { project, caller: caller.subject, requestId: event.requestContext.requestId };
}

function askedBy({ event, caller }: CallerRequest): Connection {
  const asked = parseTestRequest(event);
  const project = projectOf(caller, asked.project);
  authorize(caller, 'secrets:use', project);
  return { ...asked, project };
}
