import type { JsonObject } from '../../../../shared/json.ts';
import { AwsError } from '../aws-error.ts';
import { newId } from '../keys.ts';
import { administratorOf } from '../principals.ts';
import { type IamDeps, noSuch, roleIn } from './find-role.ts';
import { createdRole, listedRole, pageOf } from './role-answers.ts';
import * as asked from './role-input.ts';
import { checkTrustPolicy } from './role-policies.ts';
import { ROLE_ID } from './role-record.ts';
import type { RoleStore } from './role-store.ts';

const MOST_ROLES = 1000;

export function createRole(form: JsonObject, deps: IamDeps): JsonObject {
  const { roles, account } = deps;
  const name = asked.roleNameIn(form);
  const trust = asked.documentIn(form, 'AssumeRolePolicyDocument');
  const boundaryArn = asked.boundaryIn(form);
  const details = { path: asked.pathIn(form), description: asked.descriptionIn(form), maxSessionSeconds: asked.maxSessionSecondsIn(form) };
  if (roles.isTaken(name)) throw new AwsError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
  if (roles.list().length >= MOST_ROLES) throw new AwsError('LimitExceeded', `Cannot exceed quota for RolesPerAccount: ${MOST_ROLES}`, 409);
  if (boundaryArn !== null && !roles.knowsManagedPolicy(boundaryArn)) throw noSuch(`Scope ARN: ${boundaryArn} does not exist or is not attachable.`);
  checkTrustPolicy(trust, (arn) => isThere(arn, roles, account));
  const id = newId(ROLE_ID.prefix, ROLE_ID.length);
  roles.put({ name, ...details, trust, boundaryArn, id, createdAtMs: deps.now(), policies: [] });
  return createdRole(roleIn(form, { roles }));
}

export function listRoles(form: JsonObject, { roles }: IamDeps): JsonObject {
  const prefix = form['PathPrefix'];
  const under = roles.list().filter(({ record }) => typeof prefix !== 'string' || record.path.startsWith(prefix));
  return pageOf(form, under, { list: 'Roles', name: ({ record }) => record.name, shown: listedRole });
}

export function deleteRole(form: JsonObject, { roles, keys }: IamDeps): null {
  const { record, role } = roleIn(form, { roles });
  if (record.policies.length > 0) throw new AwsError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
  roles.remove(record.name);
  keys.forgetRole(role);
  return null;
}

export function updateTrust(form: JsonObject, { roles, account }: IamDeps): null {
  const { record } = roleIn(form, { roles });
  const trust = asked.documentIn(form, 'PolicyDocument');
  checkTrustPolicy(trust, (arn) => isThere(arn, roles, account));
  roles.put({ ...record, trust });
  return null;
}

// Users and roles of other accounts are not known here, and taken as they are.
function isThere(arn: string, roles: RoleStore, account: string): boolean {
  if (!/^arn:aws[a-z-]*:(?:iam|sts)::\d{12}:(?:user|role|assumed-role)\/./.test(arn)) return false;
  const isOurs = arn.split(':')[4] === account;
  if (!isOurs || arn.includes(':assumed-role/')) return true;
  return arn === administratorOf(account).arn || roles.withArn(arn) !== undefined;
}
