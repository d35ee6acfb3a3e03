import { randomUUID } from 'node:crypto';
import type * as v from 'valibot';
import {
  ConnectionPage,
  type NewConnection as NewConnectionSchema,
  StoredConnection as StoredConnectionSchema,
  VerificationPage,
} from '../../shared/http/connection-schemas.ts';
import { SecretUsagePage } from '../../shared/http/secret-schemas.ts';
import { ConnectorPage, LintAnswer, Verification as VerificationSchema } from '../../shared/http/answer-schemas.ts';
import { type TestRequest as TestRequestSchema } from '../../shared/http/schemas.ts';
import { everyPage } from './every-page.ts';
import type { JsonMembers } from './merge-patch-to.ts';
import { makeRunsClient, type RunsClient } from './runs-client.ts';
import type { Transport } from './transport.ts';

export type TestRequest = v.InferInput<typeof TestRequestSchema>;
export type NewConnection = v.InferInput<typeof NewConnectionSchema>;
export type StoredConnection = v.InferOutput<typeof StoredConnectionSchema>;
export type Verification = v.InferOutput<typeof VerificationSchema>;
export type SecretUsage = v.InferOutput<typeof SecretUsagePage>['items'][number];
export type WatchFinding = v.InferOutput<typeof SecretUsagePage>['watch'];

export type ConnectorSummary = v.InferOutput<typeof ConnectorPage>['items'][number];

/** The API's routes as functions; shapes are those of its own schemas. Each @throws ApiProblem, StopError as the transport. */
export type Client = {
  lint(request: TestRequest): Promise<v.InferOutput<typeof LintAnswer>>;
  test(request: TestRequest): Promise<Verification>;
  /** The whole catalogue. */
  connectors(): Promise<readonly ConnectorSummary[]>;
  /** All stored connections the caller sees; of one project and with all these labels (name, value), where they are named. */
  connections(filter: { readonly project?: string | undefined; readonly labels?: readonly Label[] }): Promise<readonly StoredConnection[]>;
  create(connection: NewConnection): Promise<StoredConnection>;
  /** Refused with `revision_conflict` if the connection has changed since `read`. */
  change(read: Pick<StoredConnection, 'id' | 'revision'>, patch: JsonMembers): Promise<StoredConnection>;
  /** Tests a stored connection as it is. */
  verify(id: string): Promise<Verification>;
  /** All connections using a secret that the caller is shown, and what the watch last saw of it. */
  usage(secretArn: string): Promise<{ readonly items: readonly SecretUsage[]; readonly watch: WatchFinding }>;
  /** The newest verifications of a connection. */
  history(id: string): Promise<readonly Verification[]>;
  readonly runs: RunsClient;
};

export type Label = readonly [name: string, value: string];
export function makeClient(send: Transport): Client {
  return {
    lint: (body) => send({ method: 'POST', path: '/v1/connections/lint', body }, LintAnswer),
    test: (body) => send({ method: 'POST', path: '/v1/connections/test', body }, VerificationSchema),
    connectors: () => everyPage((query) => send({ method: 'GET', path: `/v1/connectors?${query.toString()}` }, ConnectorPage)),
    connections: ({ project, labels = [] }) =>
      everyPage((query) => {
        if (project !== undefined) query.set('project', project);
        for (const [name, value] of labels) query.append('label', `${name}:${value}`);
        return send({ method: 'GET', path: `/v1/connections?${query.toString()}` }, ConnectionPage);
      }),
    // The key makes a repeated request (after 429) the same request.
    create: (body) => send({ method: 'POST', path: '/v1/connections', body, headers: { 'idempotency-key': randomUUID() } }, StoredConnectionSchema),
    change: ({ id, revision }, body) =>
      send(
        { method: 'PATCH', path: pathOf(id), body, headers: { 'if-match': `"${revision}"`, 'content-type': 'application/merge-patch+json' } },
        StoredConnectionSchema,
      ),
    verify: (id) => send({ method: 'POST', path: `${pathOf(id)}/test` }, VerificationSchema),
    usage: async (arn) => {
      let watch: WatchFinding = null;
      const items = await everyPage(async (query) => {
        query.set('arn', arn);
        const page = await send({ method: 'GET', path: `/v1/secrets/usage?${query.toString()}` }, SecretUsagePage);
        watch = page.watch ?? watch;
        return page;
      });
      return { items, watch };
    },
    history: async (id) => (await send({ method: 'GET', path: `${pathOf(id)}/verifications?limit=20` }, VerificationPage)).items,
    runs: makeRunsClient(send),
  };
}

function pathOf(id: string): string {
  return `/v1/connections/${encodeURIComponent(id)}`;
}
