import type { JsonObject } from '../../../shared/json.ts';
import { limitDuration, parseAssumeRole, type AssumeRoleInput } from './assume-role-input.ts';
import { AwsError } from './aws-error.ts';
import { denialOf, sentenceOf } from './authorize.ts';
import type { KeyRing } from './keys.ts';
import { contextOf } from './policy-conditions.ts';
import { evaluateTrust } from './policies.ts';
import { isMeant, principalContext, sessionPrincipal, type SessionTags } from './principals.ts';
import type { AwsCall, Service } from './service.ts';
import type { AssumableRole } from './iam/role-store.ts';
import type { LocalRole } from './template-roles.ts';

export type StsDeps = {
  /** As it is now, with its unique id and its MaxSessionDuration. */
  roleWith(arn: string): AssumableRole | undefined;
  readonly keys: KeyRing;
  now(): number;
};

type ContextEntries = readonly (readonly [string, string | readonly string[] | undefined])[];

/** STS: AssumeRole and GetCallerIdentity. */
export function stsService(deps: StsDeps): Service {
  const handle = (call: AwsCall): JsonObject => (call.action === 'AssumeRole' ? assumeRole(call, deps) : callerIdentity(call));
  return { name: 'sts', protocol: 'query', target: '2011-06-15', actions: new Set(['AssumeRole', 'GetCallerIdentity']), handle };
}

// Anyone may ask who they are; AWS checks no permission.
function callerIdentity({ principal }: AwsCall): JsonObject {
  return { UserId: principal.userId, Account: principal.account, Arn: principal.arn };
}

function assumeRole(call: AwsCall, deps: StsDeps): JsonObject {
  const input = parseAssumeRole(call.input);
  const found = deps.roleWith(input.roleArn);
  if (found) call.note(found.role.arn);
  permit(call, input, found?.role);
  if (!found) throw denied(call, 'sts:AssumeRole', input.roleArn);
  limitDuration(input, { isChained: call.principal.session !== null, roleSeconds: found.maxSessionSeconds });
  const { sessionName: name, sessionPolicies } = input;
  const principal = sessionPrincipal({ role: found.role, name, userId: found.id, ...tagsOf(call, input), sessionPolicies });
  const expiresAtMs = Math.floor(deps.now() / 1000 + input.durationSeconds) * 1000;
  const key = deps.keys.issueTemporary(principal, { expiresAtMs, keepFromMs: deps.now() - 3_600_000 });
  return {
    Credentials: { AccessKeyId: key.accessKeyId, SecretAccessKey: key.secretAccessKey, SessionToken: key.sessionToken, Expiration: secondsText(expiresAtMs) },
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
  };
}

function tagsOf({ principal }: AwsCall, input: AssumeRoleInput): Record<'tags' | 'transitiveTags', SessionTags> {
  const inherited = principal.session?.transitiveTags ?? new Map<string, string>();
  const tags = merged(inherited, input);
  return { tags, transitiveTags: new Map([...tags].filter(([key]) => inherited.has(key) || input.transitiveTagKeys.includes(key))) };
}

/**
 * Both the sender's own policies and the role's trust policy must allow it, tagging apart. AWS asks for both across accounts;
 * within one account a trust policy that names the sender is enough there. Both are wanted here, so that a local run finds what would fail in two accounts.
 */
function permit(call: AwsCall, input: AssumeRoleInput, role: LocalRole | undefined): void {
  const resource = input.roleArn;
  const context: ContextEntries = [
    ['sts:ExternalId', input.externalId],
    ['sts:RoleSessionName', input.sessionName],
    ...(input.tags.size > 0 ? [['aws:TagKeys', [...input.tags.keys()]] as const] : []),
    ...(input.transitiveTagKeys.length > 0 ? [['sts:TransitiveTagKeys', input.transitiveTagKeys] as const] : []),
    ...[...input.tags].map(([key, value]) => [`aws:RequestTag/${key}`, value] as const),
  ];
  for (const action of input.tags.size > 0 ? ['sts:AssumeRole', 'sts:TagSession'] : ['sts:AssumeRole']) {
    const denial = denialOf(call, { action, resource, context });
    if (denial !== null) throw new AwsError('AccessDenied', denial, 403);
    if (!role || !isTrusted(call, role, { action, context })) throw denied(call, action, resource);
  }
}

function isTrusted(call: AwsCall, role: LocalRole, asked: { readonly action: string; readonly context: ContextEntries }): boolean {
  const context = contextOf([...principalContext(call.principal, call.region), ...asked.context]);
  return evaluateTrust(role.trust, { action: asked.action, resource: role.arn, context }, (pattern) => isMeant(pattern, call.principal)) === 'allow';
}

// The same sentence for a role that does not exist: AWS does not tell.
function denied(call: AwsCall, action: string, resource: string): AwsError {
  return new AwsError('AccessDenied', sentenceOf(call.principal.arn, { action, resource }, '').trimEnd(), 403);
}

function merged(inherited: SessionTags, input: AssumeRoleInput): SessionTags {
  const clash = [...input.tags.keys()].find((key) => [...inherited.keys()].some((other) => other.toLowerCase() === key.toLowerCase()));
  if (clash !== undefined)
    throw new AwsError(
      'AccessDenied',
      'One of the specified transitive tag keys can’t be set because it conflicts with a transitive tag key from the calling session.',
      403,
    );
  return new Map([...inherited, ...input.tags]);
}

function secondsText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
