import { AwsError } from './aws-error.ts';
import { contextOf } from './policy-conditions.ts';
import { reasonOfDenial } from './policies.ts';
import { grantsOf, principalContext } from './principals.ts';
import type { AwsCall } from './service.ts';

export type Permission = {
  /** "secretsmanager:GetSecretValue" */
  readonly action: string;
  readonly resource: string;
  /** The condition keys of this action; undefined: the request has no such key. */
  readonly context: Iterable<readonly [string, string | readonly string[] | undefined]>;
};

/** Why the sender may not do this, in AWS's sentence, or null where it may. An administrator may do all. */
export function denialOf(call: Pick<AwsCall, 'principal' | 'region'>, permission: Permission): string | null {
  const { session, arn } = call.principal;
  if (!session) return null;
  const context = contextOf([...principalContext(call.principal, call.region), ...permission.context]);
  const reason = reasonOfDenial(grantsOf(session), { action: permission.action, resource: permission.resource, context });
  return reason === null ? null : sentenceOf(arn, permission, reason);
}

/** @throws AwsError AccessDeniedException */
export function authorize(call: Pick<AwsCall, 'principal' | 'region'>, permission: Permission): void {
  const denial = denialOf(call, permission);
  if (denial !== null) throw new AwsError('AccessDeniedException', denial);
}

export function sentenceOf(principalArn: string, permission: Pick<Permission, 'action' | 'resource'>, reason: string): string {
  const resource = permission.resource === '*' ? '' : ` on resource: ${permission.resource}`;
  return `User: ${principalArn} is not authorized to perform: ${permission.action}${resource} ${reason}`;
}
