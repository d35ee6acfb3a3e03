import * as v from 'valibot';
import { Fix } from './answer-schemas.ts';
import { STATES } from './connection-schemas.ts';

// The shapes of requests and answers about secrets; none of them holds a value.

const FINDINGS = ['pending_deletion', 'not_found', 'recreated', 'stage_missing', 'rotation_overdue'] as const;

const Rewrite = v.strictObject({ field: v.string(), mask: v.string(), rewrite: v.string() });

const WatchFinding = v.strictObject({
  finding: v.pipe(v.nullable(v.picklist(FINDINGS)), v.description('null: nothing needs to be seen to.')),
  newArn: v.pipe(v.nullable(v.string()), v.description('Of `recreated`: the ARN under which the secret was made again.')),
  since: v.pipe(v.string(), v.description('When the finding, or that there is none, was first seen.')),
  message: v.string(),
  fix: v.nullable(Fix),
});

export const SecretUsage = v.strictObject({
  connectionId: v.string(),
  name: v.string(),
  project: v.string(),
  connector: v.string(),
  state: v.picklist(STATES),
  fields: v.pipe(v.array(v.string()), v.description('JSON Pointers of the fields whose masks name the secret.')),
  keys: v.pipe(v.array(v.string()), v.description('The keys that those masks name.')),
  rewrites: v.pipe(v.array(Rewrite), v.description('Of a secret that was made again: its masks, and what to write instead.')),
});

export const SecretUsagePage = v.strictObject({
  items: v.array(SecretUsage),
  nextCursor: v.nullable(v.string()),
  watch: v.pipe(
    v.nullable(WatchFinding),
    v.description('What the hourly watch last saw of the secret; null before its first look, and on a page that shows no use of it.'),
  ),
});

export const SecretKeys = v.strictObject({ arn: v.string(), keys: v.array(v.string()) });

const IntendedUse = v.strictObject({ arn: v.string(), key: v.nullable(v.string()), field: v.nullable(v.string()) });

const AuditResult = v.strictObject({
  status: v.picklist(['authorized', 'refused', 'inconclusive', 'not_attempted']),
  code: v.string(),
  httpStatus: v.nullable(v.number()),
  versionIds: v.array(v.string()),
});

export const AuditEntry = v.strictObject({
  id: v.pipe(v.string(), v.description('That of the verification, if it was one.')),
  at: v.string(),
  action: v.picklist(['test', 'list_keys', 'test_store']),
  caller: v.pipe(v.string(), v.description('Subject of the token, or ARN of the session.')),
  project: v.string(),
  connectionId: v.nullable(v.string()),
  connector: v.nullable(v.string()),
  method: v.nullable(v.string()),
  hosts: v.pipe(v.array(v.string()), v.description('Where the secrets were to go.')),
  secrets: v.array(IntendedUse),
  result: v.pipe(v.nullable(AuditResult), v.description('null while it is under way, and for good where the function died.')),
});

export const AuditPage = v.strictObject({ items: v.array(AuditEntry), nextCursor: v.nullable(v.string()) });
