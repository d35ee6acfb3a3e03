import type { Privilege } from '../../../../../shared/connections/grants.ts';
import { reasonAgainst, type Session } from '../../session.ts';

/** Why somebody may do this in none of these projects; null where they may in one. */
export function reasonAmong(session: Pick<Session, 'caller'>, privilege: Privilege, projects: readonly string[]): string | null {
  const reasons = projects.map((project) => reasonAgainst(session, privilege, project));
  return reasons.includes(null) ? null : (reasons[0] ?? reasonAgainst(session, privilege));
}
