import { parseSecretArn } from '../masks/arn.ts';
import { type PolicyDocument, policyDocument } from './policy-document.ts';
import type { SecretStore } from './secret-store.ts';

/** What a reader role is to be allowed, and from what it was made out. */
export type Permissions = { readonly documents: readonly PolicyDocument[]; readonly basis: 'secrets_in_use' | 'accounts_and_regions' };
/** A secret, or with `secret:*` all of an account and region. */
type Readable = { readonly arn: string; readonly partition: string; readonly region: string; readonly account: string };
type ReadingStore = Pick<SecretStore, 'roleArn' | 'accounts' | 'regions' | 'untaggedSecrets'>;

/** IAM takes 6,144 characters for a managed policy, and by default 10 of them for a role. */
const MOST_CHARACTERS = 6_144;
const MOST_DOCUMENTS = 10;
/** More than fit into as many documents, whatever their names. */
const MOST_ARNS = 600;

/**
 * What the reader role of a store needs to read these secrets: each document by itself fits a managed policy.
 * Without any secret, or with more than the policies of a role can name, all secrets of its accounts and regions.
 */
export function permissionPolicies(secretArns: readonly string[], store: ReadingStore): Permissions {
  const readable = secretArns.length <= MOST_ARNS ? secretArns.flatMap(readableOf) : [];
  const documents = documentsOf(readable, store);
  if (documents.length > 0 && documents.length <= MOST_DOCUMENTS) return { documents, basis: 'secrets_in_use' };
  return { documents: documentsOf(everythingOf(store), store), basis: 'accounts_and_regions' };
}

function readableOf(arn: string): readonly Readable[] {
  const parts = parseSecretArn(arn);
  return parts ? [{ arn, partition: parts.partition, region: parts.region, account: parts.account }] : [];
}

function everythingOf({ roleArn, accounts, regions }: ReadingStore): readonly Readable[] {
  const partition = roleArn.split(':')[1] ?? 'aws';
  return accounts.flatMap((account) =>
    regions.map((region) => ({ arn: `arn:${partition}:secretsmanager:${region}:${account}:secret:*`, partition, region, account })),
  );
}

function documentsOf(readable: readonly Readable[], store: ReadingStore): readonly PolicyDocument[] {
  const documents: PolicyDocument[] = [];
  let some: readonly Readable[] = [];
  for (const each of readable) {
    const more = [...some, each];
    const isFull = some.length > 0 && JSON.stringify(readingPolicy(more, store)).length > MOST_CHARACTERS;
    if (isFull) documents.push(readingPolicy(some, store));
    some = isFull ? [each] : more;
  }
  return some.length > 0 ? [...documents, readingPolicy(some, store)] : documents;
}

function readingPolicy(readable: readonly Readable[], { untaggedSecrets }: ReadingStore): PolicyDocument {
  const secrets = readable.map(({ arn }) => arn);
  const regions = new Set(readable.map(({ region }) => region));
  const keys = new Set(readable.map(({ partition, region, account }) => `arn:${partition}:kms:${region}:${account}:key/*`));
  return policyDocument(
    {
      Sid: 'ReadCurrentValues',
      Effect: 'Allow',
      Action: 'secretsmanager:GetSecretValue',
      Resource: secrets,
      Condition: {
        StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' },
        ...(untaggedSecrets === 'denied' && { Null: { 'aws:ResourceTag/connection-hosts': 'false' } }),
      },
    },
    // Apart from the values: this action has no VersionStage, and an untagged secret must be told from a missing one.
    { Sid: 'ReadTags', Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: secrets },
    {
      Sid: 'DecryptSecrets',
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: [...keys],
      Condition: { StringEquals: { 'kms:ViaService': [...regions].map((region) => `secretsmanager.${region}.amazonaws.com`) } },
    },
  );
}
