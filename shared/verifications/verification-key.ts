import { refuse } from '../errors.ts';
import type { Intent } from './verification-store.ts';

const KEY = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#ver_[0-9A-Za-z_-]{1,64}$/;

/** Sorts as the verifications began; two of the same millisecond by id. */
export function verificationKeyOf({ at, id }: Pick<Intent, 'at' | 'id'>): string {
  return `${at}#${id}`;
}

export function verificationKeyParts(key: string): Pick<Intent, 'at' | 'id'> {
  const end = key.indexOf('#');
  return { at: key.slice(0, end), id: key.slice(end + 1) };
}

/** The key a page goes on after. @throws RequestError `schema_invalid` for a text that no page has given */
export function verificationKeyAfter(after: string | null): string | null {
  if (after !== null && !KEY.test(after))
    refuse('schema_invalid', { pointer: '?cursor', found: 'is not a cursor of ours', expected: 'the nextCursor of the page before' });
  return after;
}
