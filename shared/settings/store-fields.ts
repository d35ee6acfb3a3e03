import { parseHostEntry } from '../egress/host-entries.ts';
import type { Issue } from '../errors.ts';
import { isSecretArn } from '../masks/arn.ts';
import { AUTHORITY_FORM, readCertificateAuthority } from './certificate-authority.ts';
import type { Deployment } from './effective-store.ts';
import type { StoreFields } from './secret-store.ts';

/** `fields` with each account and region once, and the certificates as they are kept. */
export type ExaminedFields = { readonly issues: readonly Issue[]; readonly fields: StoreFields };

const ROLE = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/secret-mask-resolver\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;
const LONGEST_ROLE_ARN = 640;
const SECRETS_BEGINNING = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@!-]*\*$/;

/** What is wrong with well-formed fields, given what the operator has deployed. `nowMs` since the epoch. */
export function examineStoreFields(fields: StoreFields, deployment: Pick<Deployment, 'reader' | 'scope'>, nowMs: number): ExaminedFields {
  const { scope } = deployment;
  const authority = fields.certificateAuthority === null ? { pem: null } : readCertificateAuthority(fields.certificateAuthority, nowMs);
  const issues = [
    ...roleIssues('/roleArn', fields.roleArn, deployment),
    ...rehearsalRoleIssues(fields, deployment),
    ...outside('accounts', fields.accounts, scope.accounts),
    ...outside('regions', fields.regions, scope.regions),
    ...hostIssues(fields),
    ...('found' in authority ? [issue('/certificateAuthority', authority.found, AUTHORITY_FORM)] : []),
    ...ownerIssues(fields),
  ];
  const certificateAuthority = 'pem' in authority ? authority.pem : null;
  return { issues, fields: { ...fields, accounts: once(fields.accounts), regions: once(fields.regions), certificateAuthority } };
}

/** Under the path that function roles may assume, in an account and partition of the deployment. */
function roleIssues(pointer: string, roleArn: string, { reader, scope }: Pick<Deployment, 'reader' | 'scope'>): readonly Issue[] {
  const [, partition, account] = (roleArn.length <= LONGEST_ROLE_ARN && ROLE.exec(roleArn)) || [];
  const expected = `the ARN of a role under the path /secret-mask-resolver/ in account ${scope.accounts.join(', ')}`;
  if (partition === undefined || account === undefined) return [issue(pointer, 'is not the ARN of a reader role', expected)];
  const isOurs = reader.roleArn.startsWith(`arn:${partition}:`) && scope.accounts.includes(account);
  return isOurs ? [] : [issue(pointer, 'is the ARN of a role in an account that is not one of this deployment', expected)];
}

/** One role for both would let every test read what is not current yet. */
function rehearsalRoleIssues({ roleArn, rehearsalRoleArn }: StoreFields, deployment: Pick<Deployment, 'reader' | 'scope'>): readonly Issue[] {
  if (rehearsalRoleArn === null) return [];
  if (rehearsalRoleArn === roleArn) return [issue('/rehearsalRoleArn', 'is the role of "roleArn"', 'another role, which reads AWSPENDING only; or null')];
  return roleIssues('/rehearsalRoleArn', rehearsalRoleArn, deployment);
}

function outside(name: 'accounts' | 'regions', given: readonly string[], allowed: readonly string[]): readonly Issue[] {
  return given.flatMap((each, at) =>
    allowed.includes(each) ? [] : [issue(`/${name}/${at}`, 'is not one of this deployment', `one or more of ${allowed.join(', ')}`)],
  );
}

function hostIssues({ untaggedSecrets, listedHosts }: StoreFields): readonly Issue[] {
  if (untaggedSecrets !== 'listed' && listedHosts.length > 0)
    return [issue('/listedHosts', 'is not used', 'none, or "untaggedSecrets": "listed", which alone goes by them')];
  return listedHosts.flatMap((entry, at) =>
    parseHostEntry(entry) === null
      ? [issue(`/listedHosts/${at}`, 'is not an entry', 'host, host:port, host/path/ or host:port/path/, exact and in lower case')]
      : [],
  );
}

function ownerIssues({ secretOwners }: StoreFields): readonly Issue[] {
  return secretOwners.flatMap(({ secretArns }, owner) =>
    secretArns.flatMap((arn, at) =>
      isSecretArn(arn) || SECRETS_BEGINNING.test(arn)
        ? []
        : [
            issue(
              `/secretOwners/${owner}/secretArns/${at}`,
              'is not an ARN of secrets',
              'the ARN of a secret, or its beginning as far as the name and * at the end',
            ),
          ],
    ),
  );
}

function issue(pointer: string, found: string, expected: string): Issue {
  return { code: 'schema_invalid', where: { pointer, found, expected } };
}

function once(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
