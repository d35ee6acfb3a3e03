/** What a command may touch of the process it runs in; tests bring their own. */
export type World = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results. */
  readonly stdout: Output;
  /** Progress, and why a command could not run. */
  readonly stderr: Output;
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
};

export type Output = { readonly isTerminal: boolean; write(text: string): void };

/** The command cannot go on: it was called wrongly, or the API cannot be asked. Its sentences are ours, never a native error's. Exit code 2. */
export class StopError extends Error {
  override readonly name = 'StopError';
  /** What to do about it. */
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.fix = fix;
  }
}
