import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Caller, grantsOf, may, NEEDS, type Privilege } from '../../../shared/connections/grants.ts';
import type { Api } from './api/api.ts';

/** Who has signed in. The token itself is known to the API client alone, and to nothing that outlives the page. */
export type Session = { readonly api: Api; readonly caller: Caller; readonly signOut: () => void };

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('Nobody has signed in.');
  return session;
}

/** What a token says of its holder. The API decides by it, too, after the gateway has verified it; here it only decides what to offer. */
export function callerIn(token: string, rolesClaim: string): Caller {
  const claims = claimsIn(token);
  const subject = claims['sub'];
  return { subject: typeof subject === 'string' ? subject : '', grants: grantsOf(claims[rolesClaim]) };
}

/**
 * Why somebody may not do something, null where they may: what a button says that is there and does nothing. Without a project: in any.
 */
export function reasonAgainst({ caller }: Pick<Session, 'caller'>, privilege: Privilege, project?: string): string | null {
  const projects = project === undefined ? caller.grants.map((grant) => grant.project) : [project];
  if (projects.some((each) => may(caller, privilege, each))) return null;
  return `This needs the role ${NEEDS[privilege]}${project === undefined ? '' : project === '*' ? ' in all projects' : ` in the project ${project}`}. Ask an admin for it.`;
}

function claimsIn(token: string): Readonly<Record<string, unknown>> {
  try {
    const text = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
    const claims: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (character) => character.charCodeAt(0))));
    return typeof claims === 'object' ? { ...claims } : {};
  } catch {
    return {};
  }
}
