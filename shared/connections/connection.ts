import type { JsonObject } from '../json.ts';

/** What is to be tested: a connector, one of its methods (undefined: its first) and the fields; masks, not values. */
export type Connection = {
  readonly id: string | null;
  readonly connector: string;
  readonly method: string | undefined;
  readonly project: string;
  readonly config: JsonObject;
  /** Whom the credentials are to belong to. */
  readonly expectIdentity?: string | null | undefined;
};
