import { hearTime } from './clock.ts';
import { failureOf, UNREACHED } from './failure.ts';
import { send } from './send.ts';
import type { Page } from './types.ts';

/** An answer, and the revision it is of where it has one. */
export type Answer<Body> = { readonly body: Body; readonly etag: string | null };
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Asked = {
  readonly query?: Query;
  readonly body?: unknown;
  /** Of what is to be changed: refused with `revision_conflict` where somebody else has changed it since. */
  readonly etag?: string | null;
  /** Carried out once, however often it is sent. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
};

/**
 * The API as the console knows it: the routes that everybody has, with the token of whoever signed in. Bodies are what the schemas in
 * shared/http say; they come from our own origin, so they are not checked again.
 * @throws ApiFailure
 */
export type Api = {
  /** "GET /v1/connections" */
  ask<Body>(route: string, asked?: Asked): Promise<Answer<Body>>;
  page<Item>(path: string, asked?: Asked): Promise<Page<Item>>;
  /** All pages, one after the other: for lists that are short. */
  every<Item>(path: string, asked?: Asked): Promise<readonly Item[]>;
};

const LARGEST_PAGE = '100';

export function makeApi(token: () => string, onSignedOut: () => void): Api {
  const ask = async <Body>(route: string, asked: Asked = {}): Promise<Answer<Body>> => {
    const [method = 'GET', path = '/'] = route.split(' ');
    const response = await send(`${path}${queryText(asked.query)}`, { method, ...carried(asked, token()) }).catch((error: unknown) => {
      throw asked.signal?.aborted ? error : UNREACHED;
    });
    hearTime(response.headers.get('date'));
    if (response.status === 401) onSignedOut();
    if (!response.ok) throw await failureOf(response);
    const text = await response.text();
    return { body: text === '' ? null : JSON.parse(text), etag: response.headers.get('etag') };
  };
  const page = async <Item>(path: string, asked: Asked = {}): Promise<Page<Item>> => (await ask<Page<Item>>(`GET ${path}`, asked)).body;
  const every = async <Item>(path: string, asked: Asked = {}): Promise<readonly Item[]> => {
    const items: Item[] = [];
    let cursor: string | undefined;
    do {
      const { items: more, nextCursor } = await page<Item>(path, { ...asked, query: { ...asked.query, limit: LARGEST_PAGE, cursor } });
      items.push(...more);
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    return items;
  };
  return { ask, page, every };
}

function carried({ body, etag, idempotencyKey, signal }: Asked, token: string): RequestInit {
  return {
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(etag && { 'if-match': etag }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  };
}

function queryText(query: Query = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((text: string | undefined) => [name, text ?? ''] as const),
  );
  const given = pairs.filter(([, text]) => text !== '').map(([name, text]) => `${name}=${encodeURIComponent(text)}`);
  return given.length === 0 ? '' : `?${given.join('&')}`;
}
