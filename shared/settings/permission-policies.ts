import { parseSecretArn } from '../masks/arn.ts';
import type { VersionStage } from '../secrets/secret-record.ts';
import { type PolicyDocument, policyDocument, type Statement } from './policy-document.ts';
import type { SecretStore } from './secret-store.ts';

/** What a reader role is to be allowed, and from what it was made out. */
export type Permissions = {
  readonly documents: readonly PolicyDocument[];
  /** Of the rehearsal role, for the same secrets. */
  readonly rehearsal: readonly PolicyDocument[];
  readonly basis: 'secrets_in_use' | 'accounts_and_regions';
};
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
  const documents = documentsOf(readable, readingPolicy, store);
  if (documents.length > 0 && documents.length <= MOST_DOCUMENTS)
    return { documents, rehearsal: documentsOf(readable, rehearsalPolicy, store), basis: 'secrets_in_use' };
  const everything = everythingOf(store);
  const rehearsal = documentsOf(everything, rehearsalPolicy, store);
  return { documents: documentsOf(everything, readingPolicy, store), rehearsal, basis: 'accounts_and_regions' };
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

type PolicyOf = (readable: readonly Readable[], store: ReadingStore) => PolicyDocument;

function documentsOf(readable: readonly Readable[], policyOf: PolicyOf, store: ReadingStore): readonly PolicyDocument[] {
  const documents: PolicyDocument[] = [];
  let some: readonly Readable[] = [];
  for (const each of readable) {
    const more = [...some, each];
    const isFull = some.length > 0 && JSON.stringify(policyOf(more, store)).length > MOST_CHARACTERS;
    if (isFull) documents.push(policyOf(some, store));
    some = isFull ? [each] : more;
  }
  return some.length > 0 ? [...documents, policyOf(some, store)] : documents;
}

function readingPolicy(readable: readonly Readable[], store: ReadingStore): PolicyDocument {
  return policyDocument(
    readValues(readable, { sid: 'ReadCurrentValues', stage: 'AWSCURRENT', ...store }),
    // Apart from the values: this action has no VersionStage, and an untagged secret must be told from a missing one.
    { Sid: 'ReadTags', Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: arnsOf(readable) },
    decryptSecrets(readable),
  );
}

/** The versions to come and nothing else: tags are read by the reader role, in a rehearsal too. */
function rehearsalPolicy(readable: readonly Readable[], store: ReadingStore): PolicyDocument {
  return policyDocument(readValues(readable, { sid: 'ReadPendingValues', stage: 'AWSPENDING', ...store }), decryptSecrets(readable));
}

type Values = { readonly sid: string; readonly stage: VersionStage; readonly untaggedSecrets: SecretStore['untaggedSecrets'] };

function readValues(readable: readonly Readable[], { sid, stage, untaggedSecrets }: Values): Statement {
  return {
    Sid: sid,
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: arnsOf(readable),
    Condition: {
      StringEquals: { 'secretsmanager:VersionStage': stage },
      ...(untaggedSecrets === 'denied' && { Null: { 'aws:ResourceTag/connection-hosts': 'false' } }),
    },
  };
}

function decryptSecrets(readable: readonly Readable[]): Statement {
  const regions = new Set(readable.map(({ region }) => region));
  const keys = new Set(readable.map(({ partition, region, account }) => `arn:${partition}:kms:${region}:${account}:key/*`));
  return {
    Sid: 'DecryptSecrets',
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: [...keys],
    Condition: { StringEquals: { 'kms:ViaService': [...regions].map((region) => `secretsmanager.${region}.amazonaws.com`) } },
  };
}

function arnsOf(readable: readonly Readable[]): readonly string[] {
  return readable.map(({ arn }) => arn);
}
