// What roles are and what each may. Runs in a browser too, where the console says beforehand what will be refused.

/** Roles of PRODUCT contract §6, each including the ones before it. */
const ROLES = ['viewer', 'tester', 'editor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The least role that has a privilege. */
export const NEEDS = {
  'connections:read': 'viewer',
  'connections:test': 'tester',
  'connections:create': 'editor',
  'connections:edit': 'editor',
  'connections:delete': 'editor',
  'secrets:use': 'editor',
  'settings:manage': 'admin',
} as const satisfies Record<string, Role>;
export type Privilege = keyof typeof NEEDS;

export type Grant = { readonly project: string; readonly role: Role };
export type Caller = { readonly subject: string; readonly grants: readonly Grant[] };

/** In place of a project: every one, those to come included. */
export const ALL_PROJECTS = '*';
/** `<project or *>:<role>` */
export const GRANT = /^(\*|[a-z0-9-]{1,40}):(viewer|tester|editor|admin)$/;

/** The grants of a roles claim: a list of `<project or *>:<role>`. Anything else in it grants nothing. */
export function grantsOf(claim: unknown): readonly Grant[] {
  if (!Array.isArray(claim)) return [];
  return claim.flatMap((entry: unknown) => {
    const [, project, name] = (typeof entry === 'string' && GRANT.exec(entry)) || [];
    const role = ROLES.find((each) => each === name);
    return project !== undefined && role !== undefined ? [{ project, role }] : [];
  });
}

export function may(caller: Caller, privilege: Privilege, project: string): boolean {
  return caller.grants.some(
    (grant) => (grant.project === ALL_PROJECTS || grant.project === project) && ROLES.indexOf(grant.role) >= ROLES.indexOf(NEEDS[privilege]),
  );
}
