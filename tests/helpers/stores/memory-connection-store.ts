import { isListed } from '../../../shared/connections/connection-filter.ts';
import type { ConnectionFilter, ConnectionPage, ConnectionStore, StorePage } from '../../../shared/connections/connection-store.ts';
import { cursorOf, positionOf } from '../../../shared/connections/cursor.ts';
import type { Standing, StoredConnection } from '../../../shared/connections/stored-connection.ts';
import { slotOf } from '../../../shared/runs/slot.ts';

/** Kept as JSON, so that nobody holds what is stored. */
export function makeMemoryConnectionStore(): ConnectionStore {
  const documents = new Map<string, string>();
  const get = (id: string): StoredConnection | null => {
    const stored: StoredConnection | null = JSON.parse(documents.get(id) ?? 'null');
    return stored;
  };
  // The projects by id, of each slot.
  const slots = new Map<string, Map<string, string>>();
  const enter = (connection: StoredConnection | null, enters: boolean): void => {
    const slot = connection && slotOf(connection);
    if (!slot) return;
    const projects = slots.get(slot) ?? new Map<string, string>();
    slots.set(slot, projects);
    if (enters) projects.set(connection.id, connection.project);
    else projects.delete(connection.id);
  };
  const put = (connection: StoredConnection): void => {
    enter(get(connection.id), false);
    documents.set(connection.id, JSON.stringify(connection));
    enter(connection, true);
  };
  /** The slot follows from all but the standing, and from whether that is disabled. */
  const putStanding = (stored: StoredConnection, standing: Standing): void => {
    if ((stored.standing.state === 'disabled') === (standing.state === 'disabled')) documents.set(stored.id, JSON.stringify({ ...stored, standing }));
    else put({ ...stored, standing });
  };
  const stands = (stored: StoredConnection | null, revision: number | null): 'yes' | 'conflict' | 'gone' => {
    if (!stored) return 'gone';
    return revision === null || stored.revision === revision ? 'yes' : 'conflict';
  };
  const isStanding = (stored: StoredConnection | null, standing: Standing): boolean => JSON.stringify(stored?.standing) === JSON.stringify(standing);
  return {
    create: async (connection) => {
      if (documents.has(connection.id)) return 'exists';
      put(connection);
      return 'created';
    },
    get: async (id) => get(id),
    replace: async (connection, expected, standing = 'given') => {
      const stored = get(connection.id);
      const found = stands(stored, expected);
      if (found !== 'yes') return found;
      if (typeof standing === 'object' && !isStanding(stored, standing.insteadOf)) return 'conflict';
      put(standing === 'kept' ? { ...connection, standing: stored!.standing } : connection);
      return 'replaced';
    },
    setStanding: async (...[id, revision, standing, before]) => {
      const stored = get(id);
      const found = stands(stored, revision);
      if (found === 'gone') return 'gone';
      if (isStanding(stored, standing)) return 'set';
      if (found === 'conflict' || !isStanding(stored, before)) return 'conflict';
      putStanding(stored!, standing);
      return 'set';
    },
    remove: async (id, expected) => {
      const stored = get(id);
      const found = stands(stored, expected);
      if (found !== 'yes') return found;
      enter(stored, false);
      documents.delete(id);
      return 'removed';
    },
    list: async (filter, page) =>
      pageOf(
        [...documents.keys()].map((id) => get(id)!),
        filter,
        page,
      ),
    due: async (slot, { limit, after }) => {
      const rest = [...(slots.get(slot) ?? [])].filter(([id]) => after === null || id > after).toSorted(([a], [b]) => compare(a, b));
      const items = rest.slice(0, Math.min(limit, 1_000)).map(([id, project]) => ({ id, project }));
      return { items, next: rest.length > items.length ? (items.at(-1)?.id ?? null) : null };
    },
  };
}

function pageOf(stored: readonly StoredConnection[], filter: ConnectionFilter, { limit, after }: StorePage): ConnectionPage {
  const isByProject = filter.projects !== null && filter.secretArn === undefined && filter.ids === undefined;
  const partOf = (connection: StoredConnection): string => (isByProject ? connection.project : '');
  const start = positionOf(after);
  const isAfter = (connection: StoredConnection): boolean =>
    start === null || partOf(connection) > start.part || (partOf(connection) === start.part && connection.id > start.id);
  const walk = stored.filter((one) => isListed(one, filter)).toSorted((a, b) => compare(partOf(a), partOf(b)) || compare(a.id, b.id));
  const rest = walk.filter(isAfter);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last && rest.length > limit ? cursorOf({ part: partOf(last), id: last.id }) : null };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
