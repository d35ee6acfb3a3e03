import type { JsonObject } from '../../../shared/json.ts';
import { AwsError } from './aws-error.ts';
import { constraint, field, invalid } from './form-field.ts';
import { parsePolicyDocument, type PolicyDocument } from './policy-document.ts';
import type { SessionTags } from './principals.ts';

export type AssumeRoleInput = {
  readonly roleArn: string;
  readonly sessionName: string;
  /** 900 to 43200; what the role allows may be less. */
  readonly durationSeconds: number;
  readonly externalId: string | undefined;
  readonly tags: SessionTags;
  readonly transitiveTagKeys: readonly string[];
  readonly sessionPolicies: readonly PolicyDocument[];
};

const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 900;
const MAX_SECONDS = 43_200;
const MAX_CHAINED_SECONDS = 3600;
const MAX_TAGS = 50;
const UNSUPPORTED = new Set(['PolicyArns', 'SerialNumber', 'TokenCode', 'SourceIdentity', 'ProvidedContexts']);
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Reads the form fields of AssumeRole. @throws AwsError ValidationError and kin */
export function parseAssumeRole(form: JsonObject): AssumeRoleInput {
  const unsupported = Object.keys(form).find((name) => UNSUPPORTED.has(name.split('.')[0] ?? ''));
  // Ignoring a policy or an identity would grant more than was asked for.
  if (unsupported !== undefined) throw invalid(`The local STS does not know the parameter ${unsupported.split('.')[0]}.`);
  const tags = tagsOf(form);
  return {
    roleArn: field(form, 'RoleArn', { min: 20, max: 2048, pattern: /^arn:/ }),
    sessionName: field(form, 'RoleSessionName', { min: 2, max: 64, pattern: /^[\w+=,.@-]*$/ }),
    durationSeconds: durationOf(form),
    externalId: form['ExternalId'] === undefined ? undefined : field(form, 'ExternalId', { min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/ }),
    tags,
    transitiveTagKeys: transitiveKeysOf(form, tags),
    sessionPolicies: policiesOf(form),
  };
}

/** `isChained`: a role session is asking, which AWS limits to an hour. @throws AwsError ValidationError for more than the role allows */
export function limitDuration(input: AssumeRoleInput, limits: { readonly isChained: boolean; readonly roleSeconds: number }): void {
  if (limits.isChained && input.durationSeconds > MAX_CHAINED_SECONDS)
    throw invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  if (input.durationSeconds > limits.roleSeconds) throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
}

function durationOf(form: JsonObject): number {
  const text = form['DurationSeconds'];
  if (text === undefined) return DEFAULT_SECONDS;
  const seconds = Number(text);
  if (!Number.isSafeInteger(seconds)) throw invalid('DurationSeconds is not an integer.');
  if (seconds < MIN_SECONDS) throw constraint('DurationSeconds', `Member must have value greater than or equal to ${MIN_SECONDS}`);
  if (seconds > MAX_SECONDS) throw constraint('DurationSeconds', `Member must have value less than or equal to ${MAX_SECONDS}`);
  return seconds;
}

function tagsOf(form: JsonObject): SessionTags {
  const tags = new Map<string, string>();
  for (let index = 1; form[`Tags.member.${index}.Key`] !== undefined; index += 1) {
    const key = field(form, `Tags.member.${index}.Key`, { min: 1, max: 128, pattern: TAG_TEXT });
    const value = field(form, `Tags.member.${index}.Value`, { min: 0, max: 256, pattern: TAG_TEXT });
    if ([...tags.keys()].some((other) => other.toLowerCase() === key.toLowerCase())) {
      throw new AwsError('InvalidParameterValue', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.');
    }
    tags.set(key, value);
  }
  if (tags.size > MAX_TAGS) throw constraint('Tags', `Member must have length less than or equal to ${MAX_TAGS}`);
  return tags;
}

function transitiveKeysOf(form: JsonObject, tags: SessionTags): readonly string[] {
  const keys = Object.entries(form).flatMap(([name, value]) => (name.startsWith('TransitiveTagKeys.member.') && typeof value === 'string' ? [value] : []));
  if (keys.some((key) => !tags.has(key)))
    throw new AwsError('InvalidParameterValue', 'The specified transitive tag key must be included in the requested tags.');
  return keys;
}

function policiesOf(form: JsonObject): readonly PolicyDocument[] {
  const text = form['Policy'];
  if (text === undefined) return [];
  try {
    return [parsePolicyDocument(JSON.parse(typeof text === 'string' ? text : ''))];
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'The policy is not a JSON policy document of this version.');
  }
}
