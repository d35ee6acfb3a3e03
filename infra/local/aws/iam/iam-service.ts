import type { JsonObject } from '../../../../shared/json.ts';
import { denialOf } from '../authorize.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsCall, Service } from '../service.ts';
import { type IamDeps, roleIn } from './find-role.ts';
import { deletePolicy, getPolicy, listPolicies, putPolicy } from './policy-actions.ts';
import { createRole, deleteRole, listRoles, updateTrust } from './role-actions.ts';
import { shownRole } from './role-answers.ts';
import { pathIn, refuseOthers, roleNameIn } from './role-input.ts';
import type { RoleStore, StoredRole } from './role-store.ts';

type Action = { readonly parameters: readonly string[]; run(form: JsonObject, deps: IamDeps): JsonObject | null; readonly changes?: true };

const ACTIONS: Readonly<Record<string, Action>> = {
  CreateRole: { parameters: ['RoleName', 'Path', 'AssumeRolePolicyDocument', 'Description', 'MaxSessionDuration', 'PermissionsBoundary'], run: createRole },
  GetRole: { parameters: ['RoleName'], run: (form, deps) => shownRole(roleIn(form, deps)) },
  ListRoles: { parameters: ['PathPrefix', 'Marker', 'MaxItems'], run: listRoles },
  DeleteRole: { parameters: ['RoleName'], run: deleteRole, changes: true },
  UpdateAssumeRolePolicy: { parameters: ['RoleName', 'PolicyDocument'], run: updateTrust, changes: true },
  PutRolePolicy: { parameters: ['RoleName', 'PolicyName', 'PolicyDocument'], run: putPolicy, changes: true },
  GetRolePolicy: { parameters: ['RoleName', 'PolicyName'], run: getPolicy },
  ListRolePolicies: { parameters: ['RoleName', 'Marker', 'MaxItems'], run: listPolicies },
  DeleteRolePolicy: { parameters: ['RoleName', 'PolicyName'], run: deletePolicy, changes: true },
};

/** IAM: the roles of the account and their inline policies. */
export function iamService(deps: IamDeps): Service {
  return {
    name: 'iam',
    protocol: 'query',
    target: '2010-05-08',
    actions: new Set(Object.keys(ACTIONS)),
    handle: (call) => {
      const action = ACTIONS[call.action];
      if (!action) throw new AwsError('InvalidAction', 'The embedded AWS endpoint does not know this action.');
      permit(call, deps);
      refuseOthers(call.input, action.parameters);
      if (action.changes) refuseDeclared(roleIn(call.input, deps));
      return action.run(call.input, deps);
    },
  };
}

function permit(call: AwsCall, { roles }: IamDeps): void {
  const resource = call.action === 'ListRoles' ? '*' : arnMeant(call.input, roles);
  if (resource !== '*') call.note(resource);
  const denial = denialOf(call, { action: `iam:${call.action}`, resource, context: [] });
  if (denial !== null) throw new AwsError('AccessDenied', denial, 403);
}

function arnMeant(form: JsonObject, roles: RoleStore): string {
  const name = roleNameIn(form);
  return roles.find(name)?.role.arn ?? roles.arnOf({ name, path: pathIn(form) });
}

// The code that IAM answers for roles which only their service may change; here, the template.
function refuseDeclared({ record, isDeclared }: StoredRole): void {
  if (!isDeclared) return;
  throw new AwsError('UnmodifiableEntity', `Cannot perform the operation on the protected role '${record.name}' - this role is only modifiable by its stack`);
}
