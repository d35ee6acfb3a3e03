/** What is known of one host, over all environments. Times in milliseconds. */
export type HostStanding = {
  /** 1, 2, …: the next write expects it. */
  readonly revision: number;
  /** About when it answered last; null where it never did, or asked to be left alone since. */
  readonly answeredAtMs: number | null;
  /** In a row. */
  readonly failures: number;
  /** The request that failed last: told once more, it changes nothing. */
  readonly failedBy: string | null;
  /** Nothing is to be sent before; whether it failed or asked for it, `failures` tells. */
  readonly closedUntilMs: number;
  /** Whoever is finding out now whether it answers. */
  readonly tries: readonly { readonly id: string; readonly untilMs: number }[];
  /** When it was tried, oldest first, as often as the limit of a minute goes by. */
  readonly triedAtMs: readonly number[];
  /** Until then it is known to take its time; 0 where it is not. */
  readonly slowUntilMs: number;
  /** How often in a row it did not take its time, since it is known to. */
  readonly quickAnswers: number;
  /** In whole seconds; nothing of it counts afterwards, whether the store still has it or not. */
  readonly expiresAt: number;
};

/** Hosts as "jira.example.com:8443". What is beyond 255 characters of one does not tell it from another. */
export type HostStore = {
  /** As last acknowledged. */
  read(host: string): Promise<HostStanding | null>;
  /** Whether it was written, because the stored revision was `expected`; 0: none was stored. */
  write(host: string, next: HostStanding, expected: number): Promise<boolean>;
};

const MOST_CHARACTERS = 255;

export function hostKey(host: string): string {
  return host.slice(0, MOST_CHARACTERS);
}
