import { randomUUID } from 'node:crypto';
import type * as v from 'valibot';
import { RunConnectionPage, VerificationRun as VerificationRunSchema } from '../../shared/http/run-schemas.ts';
import { everyPage } from './every-page.ts';
import type { Transport } from './transport.ts';

export type VerificationRun = v.InferOutput<typeof VerificationRunSchema>;
export type RunConnection = v.InferOutput<typeof RunConnectionPage>['items'][number];
/** What of it is wrong, the API says. */
export type AskedSelector = Readonly<Record<string, unknown>>;

/** The API's routes of runs as functions. Each @throws ApiProblem, StopError as the transport. */
export type RunsClient = {
  begin(selector: AskedSelector): Promise<VerificationRun>;
  rehearse(asked: { readonly secretArn: string; readonly connections?: readonly string[] }): Promise<VerificationRun>;
  read(id: string): Promise<VerificationRun>;
  cancel(id: string): Promise<VerificationRun>;
  /** A new run of those that failed. */
  retryFailed(id: string): Promise<VerificationRun>;
  /** All connections of a run, or those that failed. */
  connections(id: string, which: 'all' | 'failed'): Promise<readonly RunConnection[]>;
};

export function makeRunsClient(send: Transport): RunsClient {
  // The key makes a repeated request (after 429) the same request.
  const post = (path: string, body?: unknown): Promise<VerificationRun> =>
    send({ method: 'POST', path, ...(body !== undefined && { body }), headers: { 'idempotency-key': randomUUID() } }, VerificationRunSchema);
  return {
    begin: (selector) => post('/v1/verification-runs', { selector }),
    rehearse: (asked) => post('/v1/rehearsals', asked),
    read: (id) => send({ method: 'GET', path: pathOf(id) }, VerificationRunSchema),
    cancel: (id) => post(`${pathOf(id)}/cancel`),
    retryFailed: (id) => post(`${pathOf(id)}/retry-failed`),
    connections: (id, which) =>
      everyPage((query) => {
        if (which === 'failed') query.set('outcome', which);
        return send({ method: 'GET', path: `${pathOf(id)}/connections?${query.toString()}` }, RunConnectionPage);
      }),
  };
}

function pathOf(id: string): string {
  return `/v1/verification-runs/${encodeURIComponent(id)}`;
}
