import type { Reply } from './reply.ts';

/** Whose request it is: the same key of another caller, project or route is another key. */
export type IdempotencyKey = { readonly caller: string; readonly project: string; readonly route: string; readonly key: string };

export type Claim =
  | { readonly kind: 'new' }
  | { readonly kind: 'replay'; readonly reply: Reply }
  /** The key stands for another body. */
  | { readonly kind: 'mismatch' }
  | { readonly kind: 'in_progress' };

/** Answers kept for a day, so that a request sent twice is carried out once. */
export type IdempotencyStore = {
  /** Whoever gets `new` must complete or release; a claim that nobody ends frees itself after a minute. */
  claim(key: IdempotencyKey, bodyDigest: string): Promise<Claim>;
  /** Keeps the answer, which must be JSON and hold no secret value. Without effect where the claim has been lost. */
  complete(key: IdempotencyKey, reply: Reply): Promise<void>;
  /** Gives the key back, as if the request had never come. */
  release(key: IdempotencyKey): Promise<void>;
};
