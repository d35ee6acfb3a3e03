/** What the audit is narrowed to, as the address of the page says it, and the API asks for it; an empty text narrows nothing. */
export type AuditFilter = Readonly<Record<(typeof NAMES)[number], string>>;

const NAMES = ['project', 'secretArn', 'connectionId', 'caller'] as const;
/** In the place of a project: what was done for the workspace itself. */
export const WORKSPACE = '*';

/** `managed`: the projects that whoever asks manages by name; the only one need not be said. */
export function auditFilterIn(query: URLSearchParams, managed: readonly string[]): AuditFilter {
  const of = (name: (typeof NAMES)[number]): string => (query.get(name) ?? '').trim();
  const [only = ''] = managed.length === 1 ? managed : [];
  return { project: of('project') || only, secretArn: of('secretArn'), connectionId: of('connectionId'), caller: of('caller') };
}

/** Whether anything besides the project narrows it. */
export function isNarrowed(filter: AuditFilter): boolean {
  return NAMES.some((name) => name !== 'project' && filter[name] !== '');
}
