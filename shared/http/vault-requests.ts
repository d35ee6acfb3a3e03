import * as v from 'valibot';
import { Project } from './schemas.ts';

// What is asked of secrets and of stores that are tried.

export const SecretKeysRequest = v.strictObject({
  arn: v.pipe(v.string(), v.description('ARN of a secret, with its six characters at the end.')),
  project: v.optional(Project),
});

export const StoreTestRequest = v.strictObject({
  secretArns: v.optional(
    v.pipe(v.array(v.string()), v.maxLength(10), v.description('Secrets to try; without it, the first ten that stored connections name.')),
  ),
});
