import * as v from 'valibot';
import { STATES } from './connection-schemas.ts';

// The shapes of requests and answers about secrets; none of them holds a value.

export const SecretUsage = v.strictObject({
  connectionId: v.string(),
  name: v.string(),
  project: v.string(),
  connector: v.string(),
  state: v.picklist(STATES),
  fields: v.pipe(v.array(v.string()), v.description('JSON Pointers of the fields whose masks name the secret.')),
  keys: v.pipe(v.array(v.string()), v.description('The keys that those masks name.')),
});

export const SecretUsagePage = v.strictObject({ items: v.array(SecretUsage), nextCursor: v.nullable(v.string()) });

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
