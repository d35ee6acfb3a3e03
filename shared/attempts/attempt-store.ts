/** An attempt that counts; `atMs` is when its outcome was known, or its lease ends. */
export type CountedAttempt = { readonly id: string; readonly atMs: number; readonly isRejected: boolean };

/** What is known of one credential at one host. Times in milliseconds. */
export type Attempts = {
  /** 1, 2, …: the next write expects it. */
  readonly revision: number;
  /** How many rejections there were: an acceptance that was on its way during one does not undo it. */
  readonly generation: number;
  readonly acceptedAtMs: number | null;
  /** Whoever is trying the credential, alone. */
  readonly lease: { readonly id: string; readonly untilMs: number } | null;
  /** Since the first rejection that no acceptance followed, oldest first, as many as can still decide. */
  readonly counted: readonly CountedAttempt[];
  readonly rejectedAtMs: number | null;
  readonly isSuspended: boolean;
  /** In whole seconds; nothing of it counts afterwards, whether the store still has it or not. */
  readonly expiresAt: number;
};

/** Attempts with credentials, by `credentialId`: no value, no ARN, no host. */
export type AttemptStore = {
  /** As last acknowledged. */
  read(credential: string): Promise<Attempts | null>;
  /** Whether it was written, because the stored revision was `expected`; 0: none was stored. */
  write(credential: string, next: Attempts, expected: number): Promise<boolean>;
};
