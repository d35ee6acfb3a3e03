import { type Caller, type Grant, grantsOf } from '../connections/access.ts';
import { refuse } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import type { CallerEvent } from './caller-event.ts';

/** The grants of a principal, by what its ARN as a caller tells of its role. */
export type IamGrants = ReadonlyMap<string, readonly Grant[]>;

const NAME = String.raw`[\w+=,.@-]{1,64}`;
/** Source: AWS, "IAM identifiers" and the STS API reference: a session's ARN leaves the path of its role out, and a session name holds no slash. */
const ROLE = new RegExp(String.raw`^arn:(aws[a-z-]*):iam::(\d{12}):role/(?:[!-~]*/)?(${NAME})$`);
const SESSION = new RegExp(String.raw`^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role/(${NAME})/${NAME}$`);
const PRINCIPAL = /^arn:aws[a-z-]*:(?:iam|sts)::\d{12}:[!-~]{1,1024}$/;

/** An account has no two roles of one name. Where the map names one under two paths, nobody can say which is meant, and neither counts. */
export function iamGrantsOf(iamRoles: Readonly<Record<string, readonly string[]>>): IamGrants {
  const grants = new Map<string, readonly Grant[]>();
  for (const [arn, roles] of Object.entries(iamRoles)) {
    const role = keyIn(ROLE, arn);
    if (role !== null) grants.set(role, grants.has(role) ? [] : grantsOf(roles));
  }
  return grants;
}

/**
 * Who calls with a signature that the gateway has verified. Only sessions of mapped roles have grants: users, roots and federated users have none.
 * Source: AWS, "Create AWS Lambda proxy integrations for HTTP APIs", payload format 2.0, requestContext.authorizer.iam.
 * @throws RequestError `not_allowed` where no verified principal stands behind the request
 */
export function iamCallerOf(event: CallerEvent, grants: IamGrants): Caller {
  const principal = verifiedPrincipal(event.requestContext.authorizer) ?? refuse('not_allowed', { expected: "a signature of an IAM role's session" });
  return { subject: principal, grants: grants.get(keyIn(SESSION, principal) ?? '') ?? [] };
}

function verifiedPrincipal(authorizer: unknown): string | null {
  if (!isJsonObject(authorizer) || (authorizer['jwt'] ?? null) !== null || !isJsonObject(authorizer['iam'])) return null;
  const arn = authorizer['iam']['userArn'];
  return typeof arn === 'string' && PRINCIPAL.test(arn) ? arn : null;
}

/** Partition, account and name of a role, exactly as written. */
function keyIn(form: RegExp, arn: string): string | null {
  const [, partition, account, name] = form.exec(arn) ?? [];
  return name === undefined ? null : `${partition} ${account} ${name}`;
}
