import type { JsonObject } from '../../../../shared/json.ts';
import { type IamDeps, noSuch, roleIn } from './find-role.ts';
import { encodedDocument, pageOf } from './role-answers.ts';
import { documentIn, policyNameIn } from './role-input.ts';
import { checkIdentityPolicy, checkSize } from './role-policies.ts';
import type { InlinePolicy, RoleRecord } from './role-record.ts';

export function putPolicy(form: JsonObject, { roles }: IamDeps): null {
  const { record } = roleIn(form, { roles });
  const policy = { name: policyNameIn(form), document: documentIn(form, 'PolicyDocument') };
  checkIdentityPolicy(policy.document);
  const policies = [...record.policies.filter(({ name }) => name !== policy.name), policy];
  checkSize(
    record.name,
    policies.map(({ document }) => document),
  );
  roles.put({ ...record, policies });
  return null;
}

export function getPolicy(form: JsonObject, { roles }: IamDeps): JsonObject {
  const { record } = roleIn(form, { roles });
  const { name, document } = policyIn(form, record);
  return { RoleName: record.name, PolicyName: name, PolicyDocument: encodedDocument(document) };
}

export function listPolicies(form: JsonObject, { roles }: IamDeps): JsonObject {
  const names = roleIn(form, { roles }).record.policies.map(({ name }) => name);
  return pageOf(form, names.toSorted(), { list: 'PolicyNames', name: (name) => name, shown: (name) => name });
}

export function deletePolicy(form: JsonObject, { roles }: IamDeps): null {
  const { record } = roleIn(form, { roles });
  const gone = policyIn(form, record);
  roles.put({ ...record, policies: record.policies.filter((policy) => policy !== gone) });
  return null;
}

function policyIn(form: JsonObject, record: RoleRecord): InlinePolicy {
  const name = policyNameIn(form);
  const found = record.policies.find((policy) => policy.name === name);
  if (!found) throw noSuch(`The role policy with name ${name} cannot be found.`);
  return found;
}
