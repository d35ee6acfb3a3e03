import type { JsonObject } from '../json.ts';

export type ConnectionState = 'untested' | 'connected' | 'degraded' | 'refused' | 'unreachable' | 'blocked' | 'suspended' | 'disabled';

/** A change of state; `code` is null where an edit voided the verdict. */
export type Transition = { readonly from: ConnectionState; readonly to: ConnectionState; readonly code: string | null; readonly at: string };

/** Where a connection stands; the last real verdict. Times are ISO 8601 in UTC. */
export type Standing = {
  readonly state: ConnectionState;
  readonly since: string;
  readonly lastVerifiedAt: string | null;
  readonly lastOkAt: string | null;
  readonly code: string | null;
  readonly versionIds: readonly string[];
  /** The first failure that a scheduled test has met, until a second of the same class follows, or a success. */
  readonly failing?: { readonly state: ConnectionState; readonly code: string; readonly since: string };
  /** What the last tests found: read and written by recent-outcomes.ts alone. Absent before the first, and where none came since there was such a field. */
  readonly recent?: string;
  /** Changes of state of which nobody has been told yet, oldest first. Our own bookkeeping: never shown. */
  readonly unannounced?: readonly Transition[];
};

/** A connection as stored: masks, never values. */
export type StoredConnection = {
  /** con_ and 32 hexadecimal digits in lower case; made once, never used for another connection. */
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly connector: string;
  readonly method: string;
  readonly config: JsonObject;
  /** Whom the credentials are to belong to; null where that is not said. */
  readonly expectIdentity: string | null;
  readonly schedule: { readonly every: string; readonly enabled: boolean } | null;
  readonly labels: Readonly<Record<string, string>>;
  /** 1, 2, …: the ETag is `"<revision>"`. */
  readonly revision: number;
  readonly standing: Standing;
  readonly createdAt: string;
  readonly updatedAt: string;
};
