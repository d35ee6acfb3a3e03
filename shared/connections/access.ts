import { refuse } from '../errors.ts';
import type { SecretOwner } from '../settings/secret-store.ts';
import { ALL_PROJECTS, type Caller, may, type Privilege } from './grants.ts';

export { GRANT, grantsOf, may, type Caller, type Grant, type Privilege } from './grants.ts';

/** @throws RequestError `not_allowed` */
export function authorize(caller: Caller, privilege: Privilege, project: string): void {
  if (!may(caller, privilege, project)) refuse('not_allowed', { expected: `${privilege} in project ${project}` });
}

/**
 * For what concerns all projects, those to come included: only a role in `*` will do.
 * @throws RequestError `not_allowed`
 */
export function authorizeEverywhere(caller: Caller, privilege: Privilege): void {
  if (!may(caller, privilege, ALL_PROJECTS)) refuse('not_allowed', { expected: `${privilege} in all projects (*)` });
}

/**
 * The projects whose connections a caller sees, null for all of them. Every role reads.
 * @throws RequestError `not_allowed` for a caller without any role
 */
export function visibleProjects(caller: Caller): readonly string[] | null {
  const projects = new Set(caller.grants.filter((grant) => may(caller, 'connections:read', grant.project)).map((grant) => grant.project));
  if (projects.size === 0) refuse('not_allowed', { expected: 'connections:read in a project' });
  return projects.has(ALL_PROJECTS) ? null : [...projects];
}

/**
 * The project a request is about: the one it names, or the only one its caller has.
 * @throws RequestError `schema_invalid` where it names none and the caller has not exactly one
 */
export function projectOf(caller: Caller, asked: string | undefined): string {
  if (asked !== undefined) return asked;
  const projects = new Set(caller.grants.map((grant) => grant.project));
  const [only] = projects;
  if (only === undefined) refuse('not_allowed', { expected: 'a role in a project' });
  if (projects.size > 1 || only === ALL_PROJECTS)
    refuse('schema_invalid', { pointer: '/project', found: 'is missing', expected: 'the project, because you have a role in more than one' });
  return only;
}

/**
 * The project whose settings a request is about, null for those of all projects together. Who manages all of them means all where none is named.
 * @throws RequestError `not_allowed`, `schema_invalid`
 */
export function managedProject(caller: Caller, asked: string | undefined): string | null {
  if (asked === undefined && may(caller, 'settings:manage', ALL_PROJECTS)) return null;
  const project = projectOf(caller, asked);
  authorize(caller, 'settings:manage', project);
  return project;
}

/** Whether a caller is shown the use of a secret in every project, whatever its roles. */
export function ownsSecret({ subject }: Caller, secretArn: string, owners: readonly SecretOwner[]): boolean {
  return owners.some((owner) => owner.subject === subject && owner.secretArns.some((pattern) => isNamedBy(pattern, secretArn)));
}

/** `*` stands for any text, at the end alone. */
function isNamedBy(pattern: string, secretArn: string): boolean {
  return pattern.endsWith('*') ? secretArn.startsWith(pattern.slice(0, -1)) : secretArn === pattern;
}
