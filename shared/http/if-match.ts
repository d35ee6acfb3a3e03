import { refuse } from '../errors.ts';
import { etagOf } from './connection-reply.ts';
import type { CallerEvent } from './caller-event.ts';

/** What a precondition is about: anything with revisions. */
type Revised = { readonly revision: number };

/**
 * Whether `If-Match` names this revision; false where the header is missing. A weak tag matches nothing (RFC 9110 §13.1.1).
 * @throws RequestError `revision_conflict`
 */
export function isMatched(event: CallerEvent, revised: Revised, kind: 'connection' | 'project' | 'store' = 'connection'): boolean {
  const header = event.headers['if-match'];
  if (header === undefined) return false;
  const tags = new Set(header.split(',').map((tag) => tag.trim()));
  if (!tags.has(etagOf(revised)) && !tags.has('*')) refuse('revision_conflict', { found: kind });
  return true;
}
