import { type PolicyDocument, policyDocument, type Statement } from './policy-document.ts';

export type TrustOf = {
  /** ARNs of the roles that assume reader roles. */
  readonly functionRoles: readonly string[];
  readonly workspace: string;
  /** Null: the workspace's store, which every project without one of its own reads through. */
  readonly project: string | null;
  readonly externalId: string;
};

const TAG_KEYS = ['workspace', 'project'] as const;

/** Who may assume the reader role of a store: the functions, with its external ID, in sessions tagged with this workspace and project, and no other tag. */
export function trustPolicy({ functionRoles, workspace, project, externalId }: TrustOf): PolicyDocument {
  const tags = { 'aws:RequestTag/workspace': workspace, ...(project !== null && { 'aws:RequestTag/project': project }) };
  const further = {
    ...(project === null && { StringLike: { 'aws:RequestTag/project': '?*' } }),
    'ForAllValues:StringEquals': { 'aws:TagKeys': TAG_KEYS },
  };
  const letIn = (Sid: string, Action: string, equal: Readonly<Record<string, string>>): Statement => ({
    Sid,
    Effect: 'Allow',
    Principal: { AWS: functionRoles },
    Action,
    Condition: { StringEquals: equal, ...further },
  });
  return policyDocument(
    letIn('AssumeForOneProject', 'sts:AssumeRole', { 'sts:ExternalId': externalId, ...tags }),
    letIn('TagWithWorkspaceAndProject', 'sts:TagSession', tags),
  );
}
