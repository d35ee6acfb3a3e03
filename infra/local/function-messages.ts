/** What the main thread and a function's worker thread tell each other. Events and results travel as JSON, as they do to Lambda. */
export type WorkerStart = {
  /** URL of handler.mjs. */
  readonly bundle: string;
  readonly functionArn: string;
  readonly clock: Int32Array<SharedArrayBuffer>;
  readonly trustedCertificates: readonly string[];
};

/** `deadlineMs` is on the stack's clock. */
export type FunctionCall = { readonly id: string; readonly event: string; readonly deadlineMs: number };

/** What comes back: first READY, once the bundle is loaded. `json` is null where the handler threw. */
export type FunctionAnswer = { readonly id: string; readonly json: string | null };
export const READY = 'ready';
