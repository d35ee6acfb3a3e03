import * as v from 'valibot';
import { Fix } from './answer-schemas.ts';

// The shapes of requests that try the secrets of a store, and of their answers.

const StoreCheck = v.strictObject({
  name: v.picklist(['role', 'external_id', 'rehearsal_role', 'rehearsal_external_id', 'scope', 'tags', 'read', 'decrypt']),
  secretArn: v.nullable(v.string()),
  status: v.picklist(['ok', 'failed', 'skipped']),
  code: v.nullable(v.string()),
  message: v.string(),
  fix: v.nullable(Fix),
  possibleCauses: v.pipe(v.array(v.string()), v.description('What AWS may have meant where it only says denied.')),
});

export const StoreTest = v.strictObject({
  scope: v.picklist(['workspace', 'project']),
  project: v.nullable(v.string()),
  status: v.pipe(v.picklist(['ok', 'failed']), v.description('ok where nothing failed and the external ID is proven to guard the roles.')),
  checks: v.array(StoreCheck),
  testedAt: v.string(),
});
