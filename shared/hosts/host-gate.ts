/**
 * What an answer, or its absence, says of a host. `late` is an answer that took its time, `silent` a failure that did. `retryAfterMs` is
 * what a 429 or 503 asked for.
 * `unknown`: it may have been sent, and nothing came of it that says anything of the host; `unsent`: it was not.
 */
export type HostSign =
  | { readonly kind: 'answered' | 'late' | 'failed' | 'silent' | 'unknown' | 'unsent' }
  | { readonly kind: 'closed'; readonly retryAfterMs: number };

/** `closed`: nothing may be sent before `untilMs`. `busy`: others are finding out whether it answers; to be asked again at `untilMs`. */
export type Admission = { readonly kind: 'open'; readonly pass: HostPass } | { readonly kind: 'busy' | 'closed'; readonly untilMs: number };
/** Leave to send one request; to be given back by `tell`, whatever came of it. */
export type HostPass = { readonly host: string; readonly id: string; readonly isTry: boolean };

/** Whether a host may be asked now, over all environments: scheduled tests and runs go by it. Hosts as "jira.example.com:8443". */
export type HostGate = {
  /** @throws whatever kept it from being found out: nothing may be sent then */
  enter(host: string): Promise<Admission>;
  /** Does not throw: a gate that cannot be told is as if it had not been. */
  tell(pass: HostPass, sign: HostSign): Promise<void>;
  /** Whether a host takes its time with answers. @throws whatever kept it from being found out */
  isSlow(host: string): Promise<boolean>;
};
