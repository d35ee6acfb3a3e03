import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { refuse } from '../errors.ts';

/** `after` is the id of the last item of the page before, or null for the first page. */
export type PageRequest = { readonly limit: number; readonly after: string | null };
export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;

/** @throws RequestError `schema_invalid` for a limit outside 1..100 or a cursor that is not ours */
export function parsePage(event: APIGatewayProxyEventV2): PageRequest {
  const { limit = String(DEFAULT_LIMIT), cursor } = event.queryStringParameters ?? {};
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > MAX_LIMIT)
    refuse('schema_invalid', { pointer: '?limit', found: 'is out of range', expected: `1 to ${MAX_LIMIT}` });
  if (cursor === undefined) return { limit: Number(limit), after: null };
  const after = Buffer.from(cursor, 'base64url').toString('utf8');
  if (cursor.length > 512 || Buffer.from(after, 'utf8').toString('base64url') !== cursor)
    refuse('schema_invalid', { pointer: '?cursor', found: 'is not a cursor of ours', expected: 'the nextCursor of the page before' });
  return { limit: Number(limit), after };
}

/** One page of items sorted by id. */
export function pageOf<Item extends { readonly id: string }>(sorted: readonly Item[], { limit, after }: PageRequest): Page<Item> {
  const start = after === null ? 0 : sorted.findIndex((item) => item.id > after);
  const items = start === -1 ? [] : sorted.slice(start, start + limit);
  const last = items.at(-1);
  const isMore = last !== undefined && last !== sorted.at(-1);
  return { items, nextCursor: cursorTo(isMore ? last.id : null) };
}

/** What a caller sends as `cursor` to go on from there; null where nothing follows. */
export function cursorTo(next: string | null): string | null {
  return next === null ? null : Buffer.from(next, 'utf8').toString('base64url');
}
