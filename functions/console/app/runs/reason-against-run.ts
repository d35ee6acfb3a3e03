import type { Run } from '../api/types.ts';
import { reasonAgainst, type Session } from '../session.ts';

/** Why somebody may not cancel or repeat a run: it takes what beginning it took, in every project that it reaches. Null where they may. */
export function reasonAgainstRun(session: Pick<Session, 'caller'>, { kind, projects }: Pick<Run, 'kind' | 'projects'>): string | null {
  const privilege = kind === 'rehearsal' ? 'secrets:use' : 'connections:test';
  const reasons = (projects ?? ['*']).map((project) => reasonAgainst(session, privilege, project));
  return reasons.find((reason) => reason !== null) ?? null;
}
