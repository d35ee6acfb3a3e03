import type { Grants } from './policies.ts';
import type { PrincipalPattern } from './policy-document.ts';
import type { LocalRole } from './template-roles.ts';

export type SessionTags = ReadonlyMap<string, string>;

/** Who sends a request. An administrator may do anything in its own account; a role session what its role may. */
export type Principal = {
  /** "arn:aws:sts::137149879143:assumed-role/ReaderRole/session" */
  readonly arn: string;
  readonly account: string;
  readonly userId: string;
  readonly session: RoleSession | null;
};
export type RoleSession = {
  readonly role: LocalRole;
  readonly sessionPolicies: Grants['sessionPolicies'];
  readonly tags: SessionTags;
  readonly transitiveTags: SessionTags;
};
/** `userId`: the role's unique id. */
export type NewSession = RoleSession & { readonly name: string; readonly userId: string };

/** The account's administrator: an IAM user, because a root user may not assume roles. */
export function administratorOf(account: string): Principal {
  return { arn: `arn:aws:iam::${account}:user/administrator`, account, userId: 'AIDALOCALADMINISTRATO', session: null };
}

export function sessionPrincipal(start: NewSession): Principal {
  const { role, name, userId, tags, transitiveTags, sessionPolicies } = start;
  const [, partition = 'aws', , , account = '', path = ''] = role.arn.split(':');
  const arn = `arn:${partition}:sts::${account}:assumed-role/${path.split('/').at(-1) ?? ''}/${name}`;
  return { arn, account, userId: `${userId}:${name}`, session: { role, sessionPolicies, tags, transitiveTags } };
}

/** What a session may do now: what is taken from its role is taken from it at once. */
export function grantsOf({ role, sessionPolicies }: RoleSession): Grants {
  return { policies: role.policies, boundary: role.boundary, sessionPolicies };
}

/** aws:PrincipalArn: a session's is its role's. */
export function principalArn(principal: Principal): string {
  return principal.session?.role.arn ?? principal.arn;
}

/** True where a Principal element means this caller. */
export function isMeant(pattern: PrincipalPattern, principal: Principal): boolean {
  if (pattern.kind !== 'AWS') return false;
  const account = [principal.account, `arn:aws:iam::${principal.account}:root`];
  return pattern.value === '*' || [...account, principal.arn, principalArn(principal)].includes(pattern.value);
}

/** The condition keys every request has from its sender. */
export function principalContext(principal: Principal, region: string): readonly (readonly [string, string])[] {
  return [
    ['aws:PrincipalArn', principalArn(principal)],
    ['aws:PrincipalAccount', principal.account],
    ['aws:userid', principal.userId],
    ['aws:RequestedRegion', region],
    // The loopback connection stands in for TLS: a policy that demands TLS must behave here as it does there.
    ['aws:SecureTransport', 'true'],
    ...[...(principal.session?.tags ?? [])].map(([key, value]) => [`aws:PrincipalTag/${key}`, value] as const),
  ];
}
