import { randomUUID } from 'node:crypto';
import type * as v from 'valibot';
import { ConnectionPage, type NewConnection as NewConnectionSchema, StoredConnection as StoredConnectionSchema } from '../../shared/http/connection-schemas.ts';
import { SecretUsagePage } from '../../shared/http/secret-schemas.ts';
import { ConnectorPage, LintAnswer, type TestRequest as TestRequestSchema, Verification as VerificationSchema } from '../../shared/http/schemas.ts';
import type { JsonMembers } from './merge-patch-to.ts';
import type { Transport } from './transport.ts';
import { StopError } from './world.ts';

export type TestRequest = v.InferInput<typeof TestRequestSchema>;
export type NewConnection = v.InferInput<typeof NewConnectionSchema>;
export type StoredConnection = v.InferOutput<typeof StoredConnectionSchema>;
export type Verification = v.InferOutput<typeof VerificationSchema>;
export type SecretUsage = v.InferOutput<typeof SecretUsagePage>['items'][number];
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
  /** All connections using a secret that the caller is shown. */
  usage(secretArn: string): Promise<readonly SecretUsage[]>;
};

export type Label = readonly [name: string, value: string];
type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };

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
    usage: (arn) =>
      everyPage((query) => {
        query.set('arn', arn);
        return send({ method: 'GET', path: `/v1/secrets/usage?${query.toString()}` }, SecretUsagePage);
      }),
  };
}

function pathOf(id: string): string {
  return `/v1/connections/${encodeURIComponent(id)}`;
}

async function everyPage<Item>(read: (query: URLSearchParams) => Promise<Page<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    if (seen.has(cursor)) throw new StopError('The API answers the same page again and again.', 'Report it with the address of the API.');
    seen.add(cursor);
    const page: Page<Item> = await read(new URLSearchParams({ limit: '100', ...(cursor !== '' && { cursor }) }));
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}
