import type { ConnectionState, Standing, StoredConnection } from './stored-connection.ts';

/** What a connection must have to be listed; all that is given holds. */
export type ConnectionFilter = {
  /** Null: all projects. */
  readonly projects: readonly string[] | null;
  readonly connector?: string;
  readonly state?: ConnectionState;
  readonly secretArn?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ids?: readonly string[];
};

/** `after` is the `next` of the page before, or null for the first page. */
export type StorePage = { readonly limit: number; readonly after: string | null };

export type ConnectionPage = {
  /** At most `limit`, and fewer than there are where much had to be left out: only `next` says whether it goes on. */
  readonly items: readonly StoredConnection[];
  /** Opaque, at most 380 characters; null on the last page. */
  readonly next: string | null;
};

/** What the index of what is due knows of a connection; a project never changes. */
export type DueConnection = Pick<StoredConnection, 'id' | 'project'>;
/** `next` is an id; null on the last page. */
export type DuePage = { readonly items: readonly DueConnection[]; readonly next: string | null };
/** What becomes of the standing when a connection is replaced; with `insteadOf` it is written only if the stored one still is that. */
export type Replacing = 'given' | 'kept' | { readonly insteadOf: Standing };

/** Where connections are kept. Whatever is asked of one connection is answered by what was last acknowledged for it. */
export type ConnectionStore = {
  create(connection: StoredConnection): Promise<'created' | 'exists'>;
  get(id: string): Promise<StoredConnection | null>;
  /** Only if the stored revision is `expected`; `connection.revision` is one more. With `kept`, its standing is not written: the stored one stays, whatever it has become. */
  replace(connection: StoredConnection, expected: number, standing?: Replacing): Promise<'replaced' | 'conflict' | 'gone'>;
  /**
   * Leaves the revision alone; only if it is the stored one, so that a verdict never lands on fields it was not about, and only if the stored
   * standing still is `before`, as it was read, so that each change of state happens once. What stands there already is `set`.
   */
  setStanding(id: string, revision: number, standing: Standing, before: Standing): Promise<'set' | 'conflict' | 'gone'>;
  /** Null: whatever its revision. */
  remove(id: string, expected: number | null): Promise<'removed' | 'conflict' | 'gone'>;
  /**
   * By id; where several projects are named, project by project unless `secretArn` or `ids` is given. A `secretArn` never misses a connection;
   * other lists may be a moment behind a change, but show each connection as it is, and only what the filter asks for.
   * @throws RequestError `schema_invalid` for an `after` that is not of this store
   */
  list(filter: ConnectionFilter, page: StorePage): Promise<ConnectionPage>;
  /**
   * Those of a slot (shared/runs/slot.ts), in the order of their ids, at most 1,000 a page. May be a moment behind a change, and hold a disabled connection
   * that was edited: whoever acts on an id reads the connection and its schedule. None is missed that has stood there for a moment.
   */
  due(slot: string, page: StorePage): Promise<DuePage>;
};
