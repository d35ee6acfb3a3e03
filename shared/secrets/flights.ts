import { ResolverError, type VerdictCode } from '../errors.ts';
import { ExpiringCache } from './expiring-cache.ts';
import type { Lifetimes } from './lifetimes.ts';

type Flight<T> = { readonly isFresh: boolean; readonly result: Promise<T> };
type Trip<T> = { readonly isFresh: boolean; readonly start: () => Promise<T>; readonly land: (value: T) => void };
export type FlightDeps = {
  readonly lifetimes: Lifetimes;
  readonly now: () => number;
  /** Told when AWS refused a secret: whatever is cached of it may not be used any more. */
  readonly refused: (arn: string) => void;
};

/** Long enough for a burst, short enough that nobody waits for a repair to show. */
const REFUSAL_MS = 1_000;
const HELD: ReadonlySet<VerdictCode> = new Set<VerdictCode>(['secret_not_found', 'secret_access_denied']);
const OUTAGES: ReadonlySet<VerdictCode> = new Set<VerdictCode>(['vault_throttled', 'vault_timeout']);

/** One request in the air per secret: who comes while it flies shares its result, and for a second its refusal. */
export class Flights<T> {
  readonly #deps: FlightDeps;
  readonly #running = new Map<string, Flight<T>>();
  readonly #refusals: ExpiringCache<ResolverError>;

  constructor(deps: FlightDeps) {
    this.#deps = deps;
    this.#refusals = new ExpiringCache(deps);
  }

  /** A fresh trip joins only a fresh one: a flight that left earlier for another reason may carry the old version. */
  join(arn: string, trip: Trip<T>): Promise<T> {
    const running = this.#running.get(arn);
    if (running !== undefined && (running.isFresh || !trip.isFresh)) return running.result;
    const refusal = trip.isFresh ? undefined : this.#refusals.get(arn);
    if (refusal !== undefined) return Promise.reject(refusal);
    const flight = { isFresh: trip.isFresh, result: trip.start() };
    this.#running.set(arn, flight);
    // First in line, so that who joins finds the value landed.
    flight.result.then(
      (value) => this.#ends(arn, flight) && trip.land(value),
      (error: unknown) => this.#ends(arn, flight) && this.#refuse(arn, error),
    );
    return flight.result;
  }

  /** What is in the air still reaches those who wait for it, and nobody else: it does not land. */
  forget(arn?: string): void {
    if (arn === undefined) {
      this.#running.clear();
      this.#refusals.clear();
    } else {
      this.#running.delete(arn);
      this.#refusals.delete(arn);
    }
  }

  /** False where the flight was forgotten or overtaken. */
  #ends(arn: string, flight: Flight<T>): boolean {
    const isCurrent = this.#running.get(arn) === flight;
    if (isCurrent) this.#running.delete(arn);
    return isCurrent;
  }

  #refuse(arn: string, error: unknown): void {
    if (!(error instanceof ResolverError) || OUTAGES.has(error.code)) return;
    this.#deps.refused(arn);
    if (HELD.has(error.code)) this.#refusals.set(arn, error, this.#deps.now() + REFUSAL_MS);
  }
}
