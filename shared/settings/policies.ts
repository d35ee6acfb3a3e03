import { isInScope } from '../connections/scope.ts';
import { type Deployment, scopeOf } from './effective-store.ts';
import { permissionPolicies, type Permissions } from './permission-policies.ts';
import { type PolicyDocument, policyDocument } from './policy-document.ts';
import type { SecretStore } from './secret-store.ts';
import { trustPolicy } from './trust-policy.ts';
import type { UsesInScope } from './uses-in-scope.ts';

/** The policies to paste for the reader role of a store, and a sample for the people who may tag its secrets. */
export type StorePolicies = {
  readonly trust: PolicyDocument;
  /** Each to be attached; together they allow what is in use, nothing more. */
  readonly permissions: readonly PolicyDocument[];
  /** The same for its rehearsal role, whose trust is the same. */
  readonly rehearsal: readonly PolicyDocument[];
  readonly tagging: PolicyDocument;
  readonly basis: Permissions['basis'];
  /** False: there are more connections than were looked at. */
  readonly complete: boolean;
  readonly notes: readonly string[];
};
export type PolicyDeps = { readonly deployment: Deployment; readonly functionRoles: readonly string[] };

/** Written from the masks in use, not from what a caller asks for. Secrets outside the store's accounts and regions are never read, and left out. */
export function storePolicies(store: SecretStore, { uses, complete }: UsesInScope, { deployment, functionRoles }: PolicyDeps): StorePolicies {
  const scope = scopeOf(store, deployment);
  const secretArns = [...new Set(uses.map(({ secretArn }) => secretArn))].filter((arn) => isInScope(arn, scope)).toSorted();
  const { documents, rehearsal, basis } = permissionPolicies(secretArns, { ...store, ...scope });
  return {
    trust: trustPolicy({ ...store, functionRoles, workspace: deployment.workspace }),
    permissions: documents,
    rehearsal,
    tagging: taggingPolicy(store.roleArn, scope.accounts),
    basis,
    complete,
    notes: [
      ...(basis === 'accounts_and_regions' ? [secretArns.length === 0 ? NOTHING_IN_USE : TOO_MANY_IN_USE] : []),
      ...(complete ? [] : [INCOMPLETE]),
      ...(documents.length > 1 ? [SEVERAL] : []),
      ...(isElsewhere(store, basis === 'secrets_in_use' ? secretArns.map(accountOf) : scope.accounts) ? [OTHER_ACCOUNT] : []),
      SAMPLE,
    ],
  };
}

/** Whether one of these accounts is not the role's own. */
export function isElsewhere({ roleArn }: Pick<SecretStore, 'roleArn'>, accounts: readonly string[]): boolean {
  return accounts.some((account) => account !== accountOf(roleArn));
}

export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

/** As infra/aws/owner-tags-policy.yml: who may tag decides where a secret goes. */
function taggingPolicy(roleArn: string, accounts: readonly string[]): PolicyDocument {
  const partition = roleArn.split(':')[1] ?? 'aws';
  return policyDocument({
    Sid: 'OnlyOwnersSetConnectionTags',
    Effect: 'Deny',
    Action: ['secretsmanager:TagResource', 'secretsmanager:UntagResource', 'secretsmanager:CreateSecret'],
    Resource: '*',
    Condition: {
      'ForAnyValue:StringLike': { 'aws:TagKeys': ['connection-*'] },
      ArnNotLike: { 'aws:PrincipalArn': accounts.map((account) => `arn:${partition}:iam::${account}:role/SecretOwners`) },
    },
  });
}

const NOTHING_IN_USE = 'No mask names a secret of this store yet: the permissions are for all secrets of its accounts and regions.';
const TOO_MANY_IN_USE =
  'More secrets are in use than the policies of one role can name: the permissions are for all secrets of its accounts and regions. Replace them with patterns of your names.';
const INCOMPLETE = 'There are more connections than could be looked at: further secrets may be in use.';
const SEVERAL = 'Attach each document of "permissions" as a managed policy: one is too long for IAM.';
const OTHER_ACCOUNT =
  'A secret in another account than the role also needs a resource policy that allows the role, and a customer-managed key whose policy allows it too.';
const SAMPLE = 'In "tagging", put your owners in the place of role/SecretOwners, and attach it to everyone who may tag secrets.';
