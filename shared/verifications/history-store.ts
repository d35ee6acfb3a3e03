import type { StorePage } from '../connections/connection-store.ts';
import type { Verification } from './verification.ts';

/** `next` is opaque, at most 380 characters; null on the last page. */
export type HistoryPage = { readonly items: readonly Verification[]; readonly next: string | null };

/** The verifications of stored connections, each until its time has come. */
export type HistoryStore = {
  /** The same verification twice is kept once. */
  append(connectionId: string, verification: Verification, expiresAtSeconds: number): Promise<void>;
  /**
   * Newest first, none that has expired.
   * @throws RequestError `schema_invalid` for an `after` that is not of this store
   */
  list(connectionId: string, page: StorePage): Promise<HistoryPage>;
};
