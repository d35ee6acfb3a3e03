import { isConnectionId } from '../connections/cursor.ts';
import type { AuditFilter } from '../verifications/verification-store.ts';
import { arnIn, parseQuery, projectIn, wrong } from './parse-query.ts';
import type { CallerEvent } from './caller-event.ts';

/** `project` is still to be decided by the caller's rights. */
export type AskedAudit = Omit<AuditFilter, 'project'> & { readonly project: string | undefined };

const NAMES = { once: ['limit', 'cursor', 'project', 'secretArn', 'connectionId', 'caller'] };
/** In the place of a project: what was done for the workspace itself. */
const WORKSPACE = '*';
const LONGEST_SUBJECT = 2_048;

/**
 * The filters of the audit, ANDed.
 * @throws RequestError `schema_invalid` for a parameter that is unknown, malformed or given twice
 */
export function parseAuditFilter(event: CallerEvent): AskedAudit {
  const query = parseQuery(event, NAMES);
  const [secretArn, connectionId, caller] = [arnIn(query, 'secretArn'), connectionIn(query), subjectIn(query)];
  return {
    project: query.get('project') === WORKSPACE ? WORKSPACE : projectIn(query),
    ...(secretArn !== undefined && { secretArn }),
    ...(connectionId !== null && { connectionId }),
    ...(caller !== null && { caller }),
  };
}

function connectionIn(query: URLSearchParams): string | null {
  const id = query.get('connectionId');
  if (id !== null && !isConnectionId(id)) wrong('connectionId', 'is not the id of a connection', 'con_ and 32 hexadecimal digits');
  return id;
}

function subjectIn(query: URLSearchParams): string | null {
  const subject = query.get('caller');
  if (subject !== null && (subject === '' || subject.length > LONGEST_SUBJECT))
    wrong('caller', 'is not a subject', `1 to ${LONGEST_SUBJECT} characters, as in the entries`);
  return subject;
}
