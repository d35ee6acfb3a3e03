import { ACCOUNT, REGION } from './account.ts';
import { parsePolicyDocument } from './aws/policy-document.ts';
import type { LocalRole } from './aws/template-roles.ts';

const NAME = 'local-integration';
const ARN = `arn:aws:iam::${ACCOUNT}:role/${NAME}`;
const TRUST = policy({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' });
const CALL_API = policy({ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:${REGION}:${ACCOUNT}:local/*/*/iam/v1/*` });

/** The role of a program that calls the API with signed requests; the account's administrator may assume it. */
export const INTEGRATION_ROLE: LocalRole = {
  logicalId: NAME,
  arn: ARN,
  trust: parsePolicyDocument(TRUST),
  policies: [parsePolicyDocument(CALL_API)],
  boundary: null,
  declared: {
    description: 'Calls the API with signed requests, as an editor of the project demo.',
    trust: JSON.stringify(TRUST),
    policies: [{ name: 'call-api', document: JSON.stringify(CALL_API) }],
    boundaryArn: null,
    maxSessionSeconds: 3600,
  },
};

/** The setting that says what the role is to the product. */
export const IAM_ROLES = JSON.stringify({ [ARN]: ['demo:editor'] });

function policy(statement: object): { readonly Version: string; readonly Statement: readonly object[] } {
  return { Version: '2012-10-17', Statement: [statement] };
}
