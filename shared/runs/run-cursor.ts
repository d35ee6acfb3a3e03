import { isConnectionId } from '../connections/cursor.ts';
import { refuse } from '../errors.ts';

const POSITION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#run_[0-9a-f]{32}$/;

/** @throws RequestError `schema_invalid` for a text that no list of runs has given */
export function runPositionAfter(after: string | null): string | null {
  return after === null || POSITION.test(after) ? after : foreign();
}

/** @throws RequestError `schema_invalid` for a text that no list of members has given */
export function memberAfter(after: string | null): string | null {
  return after === null || isConnectionId(after) ? after : foreign();
}

function foreign(): never {
  return refuse('schema_invalid', { pointer: '?cursor', found: 'is not a cursor of ours', expected: 'the nextCursor of the page before' });
}
