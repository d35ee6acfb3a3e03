import { authorize, projectOf } from '../connections/access.ts';
import { checkConnection, examineConnection } from '../connections/check-connection.ts';
import type { Connection } from '../connections/connection.ts';
import { findConnection } from '../connections/find-connection.ts';
import { recordVerification } from '../connections/record-verification.ts';
import { logFailure } from '../log.ts';
import type { Stores } from '../stores.ts';
import { verifyConnection } from '../verify.ts';
import type { VerifyDeps } from '../verify-deps.ts';
import { verifyStored } from '../verify-stored.ts';
import { lintAnswer } from './lint-answer.ts';
import { hasKey, once } from './once.ts';
import { bodyOf, parseTestRequest } from './parse.ts';
import { parseStoredTest } from './parse-connection.ts';
import { parseJsonObject } from './parse-json.ts';
import { json, type Reply } from './reply.ts';
import { type CallerRequest, idOf, type Routes } from './route.ts';
import { verificationReply } from './verification-reply.ts';

export type TestDeps = Stores & { readonly verifyDepsFor: (project: string) => VerifyDeps; readonly now: () => number; readonly historyDays: number };

/** The routes that send a test request, and lint. */
export function testRoutes(deps: TestDeps): Routes {
  return {
    'POST /v1/connections/test': (request) => testUnsaved(request, deps),
    'POST /v1/connections/lint': async (request) => {
      const connection = askedBy(request);
      return json(200, lintAnswer(examineConnection(connection, deps.verifyDepsFor(connection.project))));
    },
    'POST /v1/connections/{id}/test': (request) => testStored(request, deps),
  };
}

async function testUnsaved(request: CallerRequest, deps: TestDeps): Promise<Reply> {
  const connection = askedBy(request);
  const { project } = connection;
  const verifyDeps = deps.verifyDepsFor(project);
  const work = async (): Promise<Reply> => verificationReply(request.event, await verifyConnection(connection, verifyDeps));
  if (!hasKey(request)) return work();
  checkConnection(connection, verifyDeps);
  return once({ ...request, project, body: parseJsonObject(bodyOf(request.event)) }, deps.idempotency, work);
}

/** As it is stored, by whoever may test it; a result that cannot be written is answered all the same, and says so. */
async function testStored({ event, caller }: CallerRequest, deps: TestDeps): Promise<Reply> {
  const connection = await findConnection(deps.connections, { id: idOf(event), caller, privilege: 'connections:test' });
  parseStoredTest(event);
  return once({ event, caller, project: connection.project, body: {} }, deps.idempotency, async () => {
    const verification = await verifyStored(connection, deps.verifyDepsFor(connection.project));
    const isRecorded = await recordVerification(connection, verification, deps).catch((error: unknown) => {
      logFailure(error, event.requestContext.requestId);
      return false;
    });
    return verificationReply(event, isRecorded ? verification : { ...verification, recorded: false });
  });
}

function askedBy({ event, caller }: CallerRequest): Connection {
  const asked = parseTestRequest(event);
  const project = projectOf(caller, asked.project);
  authorize(caller, 'secrets:use', project);
  return { ...asked, project };
}
