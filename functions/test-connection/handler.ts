import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { readSettings } from '../../shared/config.ts';
import { authorize, projectOf } from '../../shared/connections/access.ts';
import { examineConnection } from '../../shared/connections/check-connection.ts';
import { callerOf } from '../../shared/http/caller.ts';
import { lintAnswer } from '../../shared/http/lint-answer.ts';
import { parseTestRequest } from '../../shared/http/parse.ts';
import { json, replying } from '../../shared/http/reply.ts';
import { verificationReply } from '../../shared/http/verification-reply.ts';
import { verifyConnection } from '../../shared/verify.ts';
import { makeVerifyDeps } from '../../shared/verify-deps.ts';

const settings = readSettings();
const verifyDepsFor = makeVerifyDeps(settings);

export const handler = replying(async (event: APIGatewayProxyEventV2WithJWTAuthorizer) => {
  const caller = callerOf(event, settings.rolesClaim);
  const asked = parseTestRequest(event);
  const connection = { ...asked, project: projectOf(caller, asked.project) };
  authorize(caller, 'secrets:use', connection.project);
  const deps = verifyDepsFor(connection.project);
  if (event.routeKey.endsWith('/lint')) return json(200, lintAnswer(examineConnection(connection, deps)));
  return verificationReply(event, await verifyConnection(connection, deps));
});
