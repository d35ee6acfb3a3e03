import * as v from 'valibot';
import { problemOf } from './api-problem.ts';
import { tellWait } from './progress.ts';
import type { Settings } from './settings.ts';
import { StopError, type World } from './world.ts';

export type ApiRequest = {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below the API's address, encoded: "/v1/connections?limit=100". */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};
/** @throws ApiProblem where the API refuses; StopError where it cannot be asked or is not this product */
export type Transport = <Schema extends v.GenericSchema>(request: ApiRequest, schema: Schema) => Promise<v.InferOutput<Schema>>;
export type TransportOptions = Settings & { readonly world: Pick<World, 'now' | 'sleep' | 'stderr'>; readonly timeoutMs: number };

const MAX_REPEATS = 2;
const DEFAULT_WAIT_MS = 1000;
const MAX_WAIT_MS = 60_000;
/** Shorter waits, and what others of the same moment are told over again, are not worth a line. */
const TOLD_MS = 2_000;

/** Requests to one API. Answer 429 makes every request of this transport wait as long as it says, with a line on stderr, and is repeated at most twice. */
export function makeTransport(options: TransportOptions): Transport {
  const { world } = options;
  let quietUntil = 0;
  const turn = async (): Promise<void> => {
    while (world.now() < quietUntil) await world.sleep(quietUntil - world.now());
  };
  return async (request, schema) => {
    for (let repeats = 0; ; repeats += 1) {
      await turn();
      const response = await send(request, options);
      const waitMs = waitOf(response, world.now());
      if (response.status !== 429 || repeats === MAX_REPEATS || waitMs > MAX_WAIT_MS) return readAnswer(response, request, schema);
      await response.body?.cancel();
      const until = world.now() + waitMs;
      if (until - Math.max(quietUntil, world.now()) >= TOLD_MS) tellWait(world.stderr, waitMs);
      quietUntil = Math.max(quietUntil, until);
    }
  };
}

async function send({ method, path, body, headers }: ApiRequest, { url, token, timeoutMs }: TransportOptions): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, {
      method,
      headers: { accept: 'application/json', authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'manual', // the token goes to the address it was given for, and nowhere else
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw unreachable(url, error);
  }
}

/** Milliseconds; Retry-After is seconds or a date (RFC 9110). */
function waitOf(response: Response, now: number): number {
  const text = response.headers.get('retry-after') ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? DEFAULT_WAIT_MS : Math.max(at - now, 0);
}

async function readAnswer<Schema extends v.GenericSchema>(response: Response, request: ApiRequest, schema: Schema): Promise<v.InferOutput<Schema>> {
  const { status } = response;
  const body = await bodyOf(response);
  if (status === 401) throw new StopError('The API does not take this token (HTTP 401).', 'Set SMR_TOKEN to a fresh access token of the API’s issuer.');
  if (status >= 300 && status < 400) throw foreign(`it redirects (HTTP ${status})`);
  if (status === 404 && !isProblem(response)) throw foreign(`it has no route ${request.method} ${request.path.split('?')[0]}`);
  if (!response.ok) throw problemOf(status, body);
  const parsed = v.safeParse(schema, body);
  if (!parsed.success) throw foreign(`its answer to ${request.method} ${request.path.split('?')[0]} is not as its description says`);
  return parsed.output;
}

async function bodyOf(response: Response): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    throw unreachable(new URL(response.url).origin, error);
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isProblem(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
}

function foreign(found: string): StopError {
  return new StopError(`What answers is not the API of this version: ${found}.`, 'Compare --url or SMR_URL with the address the API was deployed at.');
}

/** fetch's own messages can quote headers, so only its error code is told. */
function unreachable(url: string, error: unknown): StopError {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && /^[A-Z_]{1,40}$/.test(cause.code) ? ` (${cause.code})` : '';
  const isTimeout = error instanceof Error && error.name === 'TimeoutError';
  return isTimeout
    ? new StopError(`The API at ${url} did not answer in time.`, 'Try again; if it stays, look at the API itself.')
    : new StopError(`The API at ${url} cannot be reached${code}.`, 'Check --url or SMR_URL, and that the API runs.');
}
