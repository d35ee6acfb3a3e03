/** One request that was answered, by names only: never a value, never a body. */
export type CallRecord = {
  readonly action: string;
  /** ARN of the sender. */
  readonly principal: string;
  /** ARN of the secret or role that was meant, where it is known. */
  readonly secretId?: string;
  /** "ok", an error's code, or the fault that was played: "hang", "html". */
  readonly outcome: string;
  /** Where an SDK says that it asks again, as it does when an answer came too late for it: 2 and more. */
  readonly attempt?: number;
};

const KEPT = 10_000;

/** Counts calls since the last reset and keeps the newest records, so that a long run does not grow. */
export class CallLog {
  readonly #counts = new Map<string, number>();
  #records: CallRecord[] = [];

  add(record: CallRecord): void {
    this.#counts.set(record.action, this.count(record.action) + 1);
    this.#records.push(record);
    if (this.#records.length > 2 * KEPT) this.#records = this.#records.slice(-KEPT);
  }

  count(action: string): number {
    return this.#counts.get(action) ?? 0;
  }

  /** Oldest first. */
  list(): readonly CallRecord[] {
    return this.#records.slice(-KEPT);
  }

  reset(): void {
    this.#counts.clear();
    this.#records = [];
  }
}
