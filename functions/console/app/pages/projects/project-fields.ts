const MOST = 40;

/** Why a text cannot be the id of a project, in words; null where it can. */
export function problemWithId(id: string): string | null {
  if (id === '') return 'A project needs an id.';
  if (!/^[a-z0-9-]+$/.test(id)) return `Lower-case letters, digits and hyphens only${suggestion(id)}.`;
  return id.length > MOST ? `At most ${MOST} characters; these are ${id.length}.` : null;
}

/** Whatever else it may not be, the API says. */
export function problemWithName(name: string): string | null {
  return name.trim() === '' ? 'Give it a name that people know it by.' : null;
}

function suggestion(text: string): string {
  const near = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, MOST);
  return near === '' ? '' : `: "${near}", say`;
}
