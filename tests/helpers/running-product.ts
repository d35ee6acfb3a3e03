import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { startStack, type Stack, type StackOptions } from '../../infra/local/stack.ts';
import { itemsOf, messagesOf } from './administrator.ts';

/** An answer's JSON, taken apart by the tests that know its shape. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = Record<string, any>;
export type Answer<Body> = { readonly httpStatus: number; readonly headers: Headers; readonly body: Body };

/** The running product. Every answer is kept, for the leak scanner to search. */
export class Product {
  #stack: Stack | null = null;
  #editor = '';
  /** What the functions are given for temporary files. */
  temporaryFolder = '';
  readonly #answers: string[] = [];
  readonly #secrets = new Set<string>();
  readonly secretNames = new Map<string, string>();

  get stack(): Stack {
    if (!this.#stack) throw new Error('The stack is not running.');
    return this.#stack;
  }

  /** Every sink of the run, by name. */
  get sinks(): ReadonlyMap<string, string> {
    const { aws, lines, events } = this.stack;
    return new Map([
      ['answers', this.#answers.join('\n')],
      ['stdout and stderr of the functions, and the request log', lines.join('\n')],
      ['log of AWS calls', JSON.stringify(aws.calls.list())],
      ['events', JSON.stringify(events())],
    ]);
  }

  /** And what stands in the tables, the queues and the functions' folder for temporary files at the end. */
  async everySink(): Promise<ReadonlyMap<string, string>> {
    const { url } = this.stack.aws;
    return new Map([...this.sinks, ...(await itemsOf(url)), ...(await messagesOf(url)), ...(await filesIn(this.temporaryFolder))]);
  }

  get secrets(): ReadonlySet<string> {
    return this.#secrets;
  }

  async start(options: Partial<StackOptions>): Promise<void> {
    this.temporaryFolder = await mkdtemp(join(tmpdir(), 'functions-'));
    const settings = { TMPDIR: this.temporaryFolder, ...options.settings };
    this.#stack = await startStack({ port: 0, awsPort: 0, jiraPort: 0, dataDirectory: null, ...options, settings });
    const { account, retiredToken } = this.stack.seed;
    for (const value of [account.token, account.password, retiredToken]) this.#secrets.add(value);
    this.#editor = await this.stack.token(['demo:editor']);
  }

  async close(): Promise<void> {
    await this.#stack?.close();
    await rm(this.temporaryFolder, { recursive: true, force: true });
  }

  /** What must never be seen. */
  remember(secret: string): string {
    this.#secrets.add(secret);
    return secret;
  }

  async call<Body = Loose>(route: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    const [method = 'GET', path = '/'] = route.split(' ');
    const authorization = { authorization: `Bearer ${this.#editor}` };
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const response = await fetch(`${this.stack.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      ...sent,
    });
    const text = await response.text();
    this.#answers.push(JSON.stringify([...response.headers]), text);
    return { httpStatus: response.status, headers: response.headers, body: JSON.parse(text === '' ? '{}' : text) };
  }

  test(body: unknown, headers?: Record<string, string>): Promise<Answer<Loose>> {
    return this.call('POST /v1/connections/test', body, headers);
  }

  /** As the account's administrator; a secret's text is remembered unless it is said to be none. */
  async askAws(action: string, input: Record<string, unknown>): Promise<Loose> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` };
    const response = await fetch(this.stack.aws.url, { method: 'POST', headers, body: JSON.stringify(input) });
    if (!response.ok) throw new Error(`${action} answered ${response.status}`);
    const text = await response.text();
    return text === '' ? {} : JSON.parse(text);
  }

  /** A key/value secret under a fresh name; its ARN. */
  async createSecret(name: string, text: string, tags: Record<string, string> = {}): Promise<string> {
    const { ARN } = await this.askAws('CreateSecret', {
      Name: name,
      ClientRequestToken: randomUUID(),
      SecretString: text,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    });
    return ARN;
  }

  /** Counts of AWS calls and of requests at the demo Jira since the last reset. */
  spent(): { readonly reads: number; readonly tags: number; readonly sessions: number; readonly jira: number } {
    const { aws, jira } = this.stack;
    return {
      reads: aws.calls.count('GetSecretValue'),
      tags: aws.calls.count('DescribeSecret'),
      sessions: aws.calls.count('AssumeRole'),
      jira: jira.requests() - this.#jiraBefore,
    };
  }

  #jiraBefore = 0;

  resetCounts(): void {
    this.stack.aws.calls.reset();
    this.stack.aws.faults.clear();
    this.#jiraBefore = this.stack.jira.requests();
  }
}

export function maskOf(key: string, arn: string): string {
  return `{{workato:sm:${key}:${arn}}}`;
}

async function filesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [`temporary file ${relative(folder, file)}`, await readFile(file, 'utf8')] as const)));
}
