import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as v from 'valibot';
import { examineConnection } from '../../shared/connections/check-connection.ts';
import { secretUsageOf } from '../../shared/connections/secret-usage.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { type Issue, PROBLEMS } from '../../shared/errors.ts';
import { NewConnection, StoredConnection as StoredConnectionSchema } from '../../shared/http/connection-schemas.ts';
import { lintAnswer } from '../../shared/http/lint-answer.ts';
import { mergePatch } from '../../shared/http/merge-patch.ts';
import { projectIssue } from '../../shared/http/problem.ts';
import { type Verification as VerificationSchema } from '../../shared/http/answer-schemas.ts';
import { TestRequest } from '../../shared/http/schemas.ts';
import type { JsonObject } from '../../shared/json.ts';
import type { ToldFinding } from '../../shared/watch/told-finding.ts';
import { isSecretArn } from '../../shared/masks/arn.ts';
import { ACCOUNT, REGION } from '../../infra/local/account.ts';
import { RehearsalRequest, VerificationRunRequest } from '../../shared/http/run-schemas.ts';
import { freshToken } from './canary.ts';
import { FakeRuns } from './fake-runs.ts';

type StoredConnection = v.InferOutput<typeof StoredConnectionSchema>;
type Verification = v.InferOutput<typeof VerificationSchema>;
type Answer = { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> };
type Asked = {
  readonly route: string;
  readonly id: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: JsonObject;
};

const PROJECT = 'demo';
const catalogue = makeCatalogue();
const scope = { accounts: [ACCOUNT], regions: [REGION] };

/** The API of the contract as the CLI sees it, with its store in memory; strict about headers, queries and bodies. */
export class FakeApi {
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly stored = new Map<string, StoredConnection>();
  /** "POST /v1/connections", in the order they came. */
  readonly requests: string[] = [];
  readonly token = freshToken();
  readonly #planned: Answer[] = [];
  readonly #beforehand = new Map<string, () => void>();
  readonly #keys = new Map<string, string>();
  #running = 0;
  atOnce = 0;
  pageSize = 100;
  /** What the watch last saw of every secret. */
  watch: ToldFinding | null = null;
  /** How a test of this connection ends, by its name; others are authorized. */
  readonly verdicts = new Map<string, Partial<Verification>>();
  readonly runs = new FakeRuns(() => [...this.stored.values()], this.verdicts);

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The next requests are answered like this, whatever they are. */
  answerNext(...answers: readonly Answer[]): void {
    this.#planned.push(...answers);
  }

  /** Something happens to the store just before the first request of this route. */
  before(route: string, happens: () => void): void {
    this.#beforehand.set(route, happens);
  }

  edit(name: string, change: Partial<StoredConnection>): void {
    for (const connection of this.stored.values())
      if (connection.name === name) this.stored.set(connection.id, { ...connection, ...change, revision: connection.revision + 1 });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#running += 1;
    this.atOnce = Math.max(this.atOnce, this.#running);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = this.#answer(request, Buffer.concat(chunks).toString('utf8'));
    // Requests that come together are answered together, so that how many run at once can be seen.
    await new Promise((resolve) => setImmediate(resolve));
    this.#running -= 1;
    const type = answer.status >= 400 && answer.status !== 401 ? 'application/problem+json' : 'application/json';
    response
      .writeHead(answer.status, { 'content-type': type, ...answer.headers })
      .end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  }

  #answer(request: IncomingMessage, text: string): Answer {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', this.url);
    const [, id = ''] = /^\/v1\/(?:connections|verification-runs)\/((?:con|run)_[0-9a-f]{32})/.exec(pathname) ?? [];
    const route = `${request.method} ${id === '' ? pathname : pathname.replace(id, '{id}')}`;
    this.requests.push(route);
    return this.#planned.shift() ?? turnedAway(request, this.token, text) ?? this.#routed({ route, id, query, headers: request.headers }, text);
  }

  #routed({ route, ...request }: Omit<Asked, 'body'>, text: string): Answer {
    this.#beforehand.get(route)?.();
    this.#beforehand.delete(route);
    const asked = { route, ...request, body: text === '' ? {} : JSON.parse(text) };
    return this.#routes[route]?.(asked, text) ?? { status: 404, body: { message: 'Not Found' }, headers: { 'content-type': 'application/json' } };
  }

  readonly #routes: Readonly<Record<string, (asked: Asked, text: string) => Answer>> = {
    'GET /v1/connectors': () => ({ status: 200, body: { items: catalogue.list(), nextCursor: null } }),
    'POST /v1/connections/lint': (asked) => checked(TestRequest, asked) ?? { status: 200, body: lintAnswer(examined(asked.body)) },
    'POST /v1/connections/test': (asked) => checked(TestRequest, asked) ?? refusal(examined(asked.body).issues) ?? this.#verified(null, asked.body),
    'GET /v1/connections': ({ query }) => this.#list(query),
    'POST /v1/connections': (asked) => checked(NewConnection, asked) ?? refusal(examined(asked.body).issues) ?? this.#create(asked),
    'PATCH /v1/connections/{id}': (asked) => this.#patch(asked),
    'POST /v1/connections/{id}/test': ({ id }, text) => {
      if (text !== '') return problem('schema_invalid');
      const connection = this.stored.get(id);
      return connection ? this.#verified(connection, connection) : problem('not_found');
    },
    'GET /v1/secrets/usage': ({ query }) => this.#usage(query),
    'GET /v1/connections/{id}/verifications': ({ id }) => ({ status: 200, body: { items: this.#history(id), nextCursor: null } }),
    'POST /v1/verification-runs': (asked) => checked(VerificationRunRequest, asked) ?? { status: 202, body: this.runs.begin(asked.body['selector']) },
    'POST /v1/rehearsals': (asked) => checked(RehearsalRequest, asked) ?? { status: 202, body: this.runs.rehearse(asked.body) },
    'GET /v1/verification-runs/{id}': ({ id }) => found(this.runs.read(id), 200),
    'POST /v1/verification-runs/{id}/cancel': ({ id }, text) => (text === '' ? found(this.runs.cancel(id), 200) : problem('schema_invalid')),
    'POST /v1/verification-runs/{id}/retry-failed': ({ id }, text) => (text === '' ? found(this.runs.retry(id), 202) : problem('schema_invalid')),
    'GET /v1/verification-runs/{id}/connections': ({ id, query }) => ({
      status: 200,
      body: this.#page(this.runs.connections(id, query.get('outcome')), query),
    }),
  };

  /** What a run's test of the connection found, older than one by hand. */
  #history(id: string): readonly unknown[] {
    const connection = this.stored.get(id);
    if (!connection) return [];
    const [byHand, byRun] = [0, 1].map(() => JSON.parse(JSON.stringify(this.#verified(connection, connection).body)));
    return [
      { ...byHand, message: 'By hand.' },
      { ...byRun, id: this.runs.verificationIdOf(id) },
    ];
  }

  #usage(query: URLSearchParams): Answer {
    const unknown = [...query.keys()].find((name) => !['limit', 'cursor', 'arn'].includes(name));
    const arn = query.get('arn') ?? '';
    if (unknown !== undefined || !isSecretArn(arn)) return problem('schema_invalid', { pointer: `?${unknown ?? 'arn'}`, found: 'is not the ARN of a secret' });
    const all = [...this.stored.values()]
      .map((connection) => secretUsageOf(JSON.parse(JSON.stringify(connection)), arn, this.watch?.newArn ?? null))
      .filter(({ keys }) => keys.length > 0);
    return { status: 200, body: { ...this.#page(all, query), watch: all.length > 0 ? this.watch : null } };
  }

  #page<Item>(all: readonly Item[], query: URLSearchParams): { readonly items: readonly Item[]; readonly nextCursor: string | null } {
    const start = Number(query.get('cursor') ?? 0);
    const end = start + Math.min(Number(query.get('limit') ?? 50), this.pageSize);
    return { items: all.slice(start, end), nextCursor: end < all.length ? String(end) : null };
  }

  #list(query: URLSearchParams): Answer {
    const unknown = [...query.keys()].find((name) => !['limit', 'cursor', 'project', 'label'].includes(name));
    const limit = Number(query.get('limit') ?? 50);
    if (unknown !== undefined || limit < 1 || limit > 100) return problem('schema_invalid', { pointer: `?${unknown ?? 'limit'}` });
    const labels = query.getAll('label').map((label) => label.split(':'));
    const all = [...this.stored.values()]
      .filter(({ project }) => (query.get('project') ?? project) === project)
      .filter((connection) => labels.every(([name = '', value]) => connection.labels[name] === value))
      .sort((one, other) => (one.id < other.id ? -1 : 1));
    return { status: 200, body: this.#page(all, query) };
  }

  #create({ headers, body }: Asked): Answer {
    const key = String(headers['idempotency-key'] ?? '');
    const known = this.stored.get(this.#keys.get(key) ?? '');
    if (known) return { status: 201, body: known };
    const given = v.parse(NewConnection, body);
    const id = `con_${String(this.stored.size + 1).padStart(32, '0')}`;
    const at = '2026-11-23T12:00:00.000Z';
    const standing = { state: 'untested' as const, since: at, lastVerifiedAt: null, lastOkAt: null, code: null, versionIds: [], recent: [] };
    const method = given.method ?? catalogue.get(given.connector)!.methods[0]!.id;
    const { name, connector, config, expectIdentity = null, schedule = null, labels = {}, project = PROJECT } = given;
    const connection = { name, connector, config, expectIdentity, schedule, labels, project, id, method, revision: 1, standing, createdAt: at, updatedAt: at };
    this.stored.set(id, connection);
    if (key !== '') this.#keys.set(key, id);
    return { status: 201, body: connection, headers: { etag: '"1"', location: `/v1/connections/${id}` } };
  }

  #patch({ id, headers, body }: Asked): Answer {
    const connection = this.stored.get(id);
    if (!connection) return problem('not_found');
    if (headers['if-match'] === undefined) return problem('if_match_missing');
    if (headers['if-match'] !== `"${connection.revision}"`) return problem('revision_conflict');
    const { name, connector, method, config, expectIdentity, schedule, labels } = JSON.parse(JSON.stringify(connection));
    const merged = mergePatch({ name, connector, method, config, expectIdentity, schedule, labels }, body);
    const wrong = checked(NewConnection, { body: merged }) ?? refusal(examined(merged).issues);
    if (wrong) return wrong;
    const next = v.parse(StoredConnectionSchema, { ...connection, ...pruned(connection, merged), revision: connection.revision + 1 });
    this.stored.set(id, next);
    return { status: 200, body: next, headers: { etag: `"${next.revision}"` } };
  }

  #verified(stored: StoredConnection | null, { connector, method }: { readonly connector?: unknown; readonly method?: unknown }): Answer {
    const verification = {
      id: `ver_${'0'.repeat(32)}`,
      connectionId: stored?.id ?? null,
      connector,
      method: method ?? null,
      status: 'authorized',
      code: 'ok',
      message: 'Jira Data Center accepted the credentials.',
      fix: null,
      retryable: false,
      target: { host: 'jira.example.com', httpStatus: 200 },
      identity: null,
      secrets: [],
      steps: [{ name: 'probe', ms: 1 }],
      startedAt: '2026-11-23T12:00:00.000Z',
      durationMs: 1.5,
    };
    return { status: 200, body: { ...verification, ...this.verdicts.get(stored?.name ?? '') } };
  }
}

function found(body: unknown, status: number): Answer {
  return body === null ? problem('not_found') : { status, body };
}

function turnedAway({ headers }: IncomingMessage, token: string, text: string): Answer | null {
  if (headers.authorization !== `Bearer ${token}`) return { status: 401, body: { message: 'Unauthorized' } };
  const isJson = /^application\/(?:merge-patch\+)?json$/.test(headers['content-type'] ?? '');
  return text === '' || isJson ? null : problem('body_invalid');
}

/** A merge patch that removes schedule or labels leaves none. */
function pruned(connection: StoredConnection, merged: JsonObject): JsonObject {
  return { ...merged, schedule: merged['schedule'] ?? null, labels: merged['labels'] ?? {}, method: merged['method'] ?? connection.method };
}

function examined(body: JsonObject): ReturnType<typeof examineConnection> {
  const { connector, method, config, project = PROJECT } = body;
  return examineConnection(JSON.parse(JSON.stringify({ id: null, connector, method, config, project })), { catalogue, scope });
}

function checked(schema: v.GenericSchema, { body }: { readonly body: JsonObject }): Answer | null {
  const [issue] = v.safeParse(schema, body).issues ?? [];
  return issue ? problem('schema_invalid', { pointer: `/${issue.path?.map(({ key }) => String(key)).join('/')}`, found: 'is not as declared' }) : null;
}

function refusal([first, ...rest]: readonly Issue[]): Answer | null {
  return first ? problem(first.code, first.where, rest) : null;
}

export function problem(code: Issue['code'], where: Issue['where'] = {}, rest: readonly Issue[] = []): Answer {
  const { httpStatus: status, message } = PROBLEMS[code];
  const errors = [{ code, where }, ...rest].map(projectIssue);
  return { status, body: { type: `urn:secret-mask-resolver:problem:${code}`, title: message(where), status, code, requestId: 'r-1', errors } };
}
