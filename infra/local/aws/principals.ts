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
  readonly grants: Grants;
  readonly tags: SessionTags;
  readonly transitiveTags: SessionTags;
};
export type NewSession = { readonly role: LocalRole; readonly name: string; readonly userId: string } & Omit<RoleSession, 'role' | 'grants'> &
  Pick<Grants, 'sessionPolicies'>;

/** The account's administrator: an IAM user, because a root user may not assume roles. */
export function administratorOf(account: string): Principal {
  return { arn: `arn:aws:iam::${account}:user/administrator`, account, userId: 'AIDALOCALADMINISTRATO', session: null };
}

export function sessionPrincipal(start: NewSession): Principal {
  const { role, tags, transitiveTags, sessionPolicies } = start;
  const [, partition = 'aws', , , account = '', path = ''] = role.arn.split(':');
  const grants = { policies: role.policies, boundary: role.boundary, sessionPolicies };
  const arn = `arn:${partition}:sts::${account}:assumed-role/${path.split('/').at(-1) ?? ''}/${start.name}`;
  return { arn, account, userId: `${start.userId}:${start.name}`, session: { role, grants, tags, transitiveTags } };
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
