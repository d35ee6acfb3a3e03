import type { Timers } from './clock-timers.ts';

/** Those who wait for something to happen in a queue. */
export class Waiters {
  readonly #timers: Timers;
  readonly #waiting = new Map<string, Set<() => void>>();
  #isClosed = false;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Resolves when the queue is woken, when the clock has reached `atMs`, when the waiter gives up, or when all is closed. */
  async wait(name: string, { atMs, signal }: { readonly atMs: number; readonly signal?: AbortSignal | undefined }): Promise<void> {
    const waiting = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, waiting);
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        callOff();
        waiting.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const callOff = this.#timers.at(atMs, wake);
      waiting.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  wake(name: string): void {
    for (const wake of this.#waiting.get(name) ?? []) wake();
  }

  close(): void {
    this.#isClosed = true;
    for (const name of this.#waiting.keys()) this.wake(name);
  }
}
