import type { Attempts } from './attempt-store.ts';

/** Leave to send one credential. */
export type Permit = {
  readonly credential: string;
  readonly generation: number;
  /** What stood there when it was permitted. */
  readonly standing: Attempts | null;
  /** It was accepted in the last half of a window, so that another acceptance is no news. */
  readonly isProven: boolean;
};

/** What is known for a second to be good: hundreds of tests of one secret in one environment read it once. What another environment learns meanwhile comes a second late. */
export class ProvenCredentials {
  static readonly #FRESH_MS = 1_000;
  static readonly #MOST = 5_000;
  readonly #known = new Map<string, { readonly permit: Permit; readonly untilMs: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get(credential: string): Permit | null {
    const known = this.#known.get(credential);
    const leftMs = (known?.untilMs ?? 0) - this.#now();
    return known && leftMs > 0 && leftMs <= ProvenCredentials.#FRESH_MS ? known.permit : null;
  }

  keep(permit: Permit): void {
    if (this.#known.size >= ProvenCredentials.#MOST) this.#known.clear();
    this.#known.set(permit.credential, { permit, untilMs: this.#now() + ProvenCredentials.#FRESH_MS });
  }

  forget(credential: string): void {
    this.#known.delete(credential);
  }
}
