import { refuse } from '../errors.ts';

const ID = /^con_[0-9a-f]{32}$/;

/** How far a walk has come: the last id, and the part of the walk (a project, a shard, or '') it was found in. */
export type Position = { readonly part: string; readonly id: string };

/** Whether a text has the form of a connection's id. */
export function isConnectionId(text: string): boolean {
  return ID.test(text);
}

export function cursorOf({ part, id }: Position): string {
  return `${id}.${part}`;
}

/** @throws RequestError `schema_invalid` for a text that no walk has given */
export function positionOf(cursor: string | null): Position | null {
  if (cursor === null) return null;
  const [id = '', ...rest] = cursor.split('.');
  const part = rest.join('.');
  if (!isConnectionId(id) || rest.length === 0 || part.length > 40)
    refuse('schema_invalid', { pointer: '?cursor', found: 'is not a cursor of ours', expected: 'the nextCursor of the page before' });
  return { part, id };
}
