import { createContext } from 'preact';

/** Where one is in the console: "#/connections/con_1?state=refused" is the parts ["connections", "con_1"] and the query. */
export type Route = { readonly parts: readonly string[]; readonly query: URLSearchParams };

export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  return {
    parts: path
      .split('/')
      .filter((part) => part !== '')
      .map(decoded),
    query: new URLSearchParams(query),
  };
}

/** The link to a place: hashOf(['connections', id]). Names without a text are left out. */
export function hashOf(parts: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  const text = new URLSearchParams(given).toString();
  return `#/${parts.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

/** Asked before the console goes to another place; null: there is nothing to lose. The one that is asked decides whether to go there after all. */
export type LeaveGuard = { current: ((wanted: string) => void) | null };

export const LeaveGuardContext = createContext<LeaveGuard>({ current: null });

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
