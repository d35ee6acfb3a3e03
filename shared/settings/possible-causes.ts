import { parseSecretArn } from '../masks/arn.ts';

const BOUNDARY = 'The permissions boundary of the reader role does not reach so far.';
const ORGANIZATION = 'A service control policy, or a resource control policy, of the organization denies it.';

/** Why STS may not have let us assume the role. It gives the same answer for all of them. */
export const ROLE_CAUSES: readonly string[] = [
  'There is no such role.',
  'The trust policy of the role does not name the function role, this external ID or these session tags, or does not allow sts:TagSession.',
  'The policy or the permissions boundary of the function role does not list this role.',
  ORGANIZATION,
];

/** Why the tags of a secret may have been denied to us. */
export function describeCauses(secretArn: string, roleArn: string): readonly string[] {
  return [
    'There is no such secret: AWS may say denied for that too.',
    'The permission policy of the reader role does not allow secretsmanager:DescribeSecret on this secret.',
    BOUNDARY,
    ORGANIZATION,
    resourcePolicy(secretArn, roleArn),
  ];
}

/** Why its value may have been denied to us. */
export function readCauses(secretArn: string, { roleArn, isTagged }: { readonly roleArn: string; readonly isTagged: boolean }): readonly string[] {
  return [
    'The permission policy of the reader role does not allow secretsmanager:GetSecretValue on this secret.',
    ...(isTagged ? [] : ['The secret has no tag "connection-hosts": the policy of the reader role allows reading only where that tag exists.']),
    BOUNDARY,
    ORGANIZATION,
    resourcePolicy(secretArn, roleArn),
    keyPolicy(secretArn, roleArn),
  ];
}

/** Why it may not have been decrypted for us. */
export function decryptCauses(secretArn: string, roleArn: string): readonly string[] {
  return [
    'The permission policy of the reader role does not allow kms:Decrypt on the key through Secrets Manager.',
    keyPolicy(secretArn, roleArn),
    'The key is disabled, or scheduled for deletion.',
    BOUNDARY,
    ORGANIZATION,
  ];
}

function resourcePolicy(secretArn: string, roleArn: string): string {
  return isElsewhere(secretArn, roleArn)
    ? 'The resource policy of the secret, which lies in another account than the role, does not allow the role to read it.'
    : 'The resource policy of the secret denies it.';
}

function keyPolicy(secretArn: string, roleArn: string): string {
  return isElsewhere(secretArn, roleArn)
    ? "The secret is encrypted with the key aws/secretsmanager, which no other account can use, or the policy of its customer-managed key does not allow the role's account."
    : 'The policy of the customer-managed key of the secret does not allow the role to decrypt with it.';
}

function isElsewhere(secretArn: string, roleArn: string): boolean {
  return parseSecretArn(secretArn)?.account !== roleArn.split(':')[4];
}
