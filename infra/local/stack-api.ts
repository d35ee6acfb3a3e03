import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFaults } from './aws/faults.ts';
import type { AwsEndpoint } from './aws/endpoint.ts';
import { deployedFunctions } from './deployed-functions.ts';
import { areLoopback, endpointsOf } from './function-environment.ts';
import { runFunctions } from './functions.ts';
import { startGateway } from './gateway.ts';
import { makeIamAuthorizer } from './iam-authorizer.ts';
import { IAM_ROLES } from './integration-role.ts';
import { CLIENT_ID, openIssuer, type Issuer } from './issuer.ts';
import { makeJwtVerifier, refuseEveryToken } from './jwt-verifier.ts';
import { limitFactorOf, stageLimitsOf } from './limits.ts';
import { makeLocalRoutes, type LocalParts } from './local-routes.ts';
import type { Mail } from './events/mail.ts';
import { startTriggers } from './events/triggers.ts';
import { ROOT } from './packaged.ts';
import { functionNamesOf } from './routes.ts';
import { makeCodes } from './sign-in/codes.ts';
import { makeThrottle } from './throttle.ts';
import type { EmbeddedAws } from './stack-aws.ts';
import type { Opening } from './stack.ts';

const KEPT_MAIL = 10_000;
const SERVERLESS_FILE = new URL('serverless.yml', ROOT);

/** The API on its port, with the functions behind it and the issuer beside it. */
export async function openApi(opening: Opening, embedded: EmbeddedAws, localTargets: readonly string[]): Promise<{ url: string; issuer: Issuer | null }> {
  const { options, data, clock, log, closers } = opening;
  const { shell = {}, settings = {}, trustedCertificates = [], hasSchedules = true } = options;
  const endpoints = endpointsOf(shell, embedded.aws.url);
  const limitFactor = limitFactorOf(shell);
  const isIssuing = areLoopback(endpoints) || shell['LOCAL_ISSUER'] === '1';
  // Known once the gateway listens, and asked for by requests alone.
  let url = '';
  const names = functionNamesOf(readFileSync(SERVERLESS_FILE, 'utf8')).filter(embedded.roles.hasFunction);
  const functions = runFunctions({
    functions: deployedFunctions({
      ...embedded,
      names,
      endpoints,
      localTargets,
      shell,
      limitFactor,
      settings: () => ({ IAM_ROLES, ...consoleSettings(url, isIssuing), ...settings }),
    }),
    clock,
    trustedCertificates,
    log,
  });
  closers.push(functions.close);
  const mail: Mail[] = [];
  const triggers = startTriggers({
    ...embedded,
    template: embedded.packaged.template,
    hasSchedules,
    now: clock.now,
    dataDirectory: data.path === null ? null : join(data.path, 'aws'),
    roleOf: embedded.roles.roleOf,
    invoke: (functionName, event) => functions.invoke(nameIn(functionName, names), event),
    mail: keepMail(mail, log),
    log,
  });
  closers.push(triggers.close);
  embedded.onEvent(triggers.route);
  const issuer = isIssuing ? await openIssuer(data, { url: () => `${url}/local/issuer`, now: clock.now }) : null;
  const gateway = await startGateway({
    port: options.port,
    serverlessFile: SERVERLESS_FILE,
    authorize: issuer ? makeJwtVerifier(issuer, clock.now) : refuseEveryToken,
    // The embedded STS gives anybody a session of the caller role, as the issuer gives anybody a token.
    ...(isIssuing && { authorizeIam: makeIamAuthorizer(embedded.aws) }),
    invoke: functions.invoke,
    throttle: makeThrottle(stageLimitsOf(embedded.packaged.template, limitFactor), clock.now),
    local: makeLocalRoutes({ issuer, codes: makeCodes(clock.now), clock, faults: faultsOf(embedded.aws), events: embedded.events, mail: () => mail }),
    now: clock.now,
    log,
  });
  closers.push(gateway.close);
  url = gateway.url;
  return { url, issuer };
}

/** Users of the console sign in at the stack's own issuer, or nowhere. */
function consoleSettings(url: string, isIssuing: boolean): Readonly<Record<string, string>> {
  return { OIDC_ISSUER: `${url}/local/issuer`, CONSOLE_CLIENT_ID: isIssuing ? CLIENT_ID : '', CONSOLE_TOKEN_ORIGIN: '' };
}

function keepMail(kept: Mail[], log: Opening['log']): (mail: Mail) => void {
  return (mail) => {
    kept.push(mail);
    if (kept.length > KEPT_MAIL) kept.shift();
    log(`[mail] to ${mail.to}: ${mail.text}`);
  };
}

/** The name in serverless.yml of a FunctionName ("<service>-<stage>-<name>"); the longest that fits. */
function nameIn(functionName: string, names: readonly string[]): string {
  return names.toSorted((one, other) => other.length - one.length).find((name) => functionName.endsWith(`-${name}`)) ?? functionName;
}

function faultsOf(aws: AwsEndpoint): LocalParts['faults'] {
  return {
    list: () => aws.faults.list(),
    clear: () => aws.faults.clear(),
    set: (json) => {
      const faults = parseFaults(json);
      for (const fault of faults ?? []) aws.faults.set(fault);
      return faults !== null;
    },
  };
}
