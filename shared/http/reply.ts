import { types } from 'node:util';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Issue, PROBLEMS, RequestError } from '../errors.ts';
import { logFailure, logRequest } from '../log.ts';
import { projectIssue } from './problem.ts';

export type Reply = {
  readonly httpStatus: number;
  readonly body: unknown;
  readonly code?: string;
  readonly headers?: Headers;
  /** In place of a body in JSON; `headers` say what it is. */
  readonly bytes?: Buffer;
};
type Headers = Readonly<Record<string, string>>;
type RequestEvent = { readonly routeKey: string; readonly requestContext: { readonly requestId: string } };
type Handler<Event extends RequestEvent> = (event: Event) => Promise<APIGatewayProxyStructuredResultV2>;

export function json(httpStatus: number, body: unknown, more: Pick<Reply, 'code' | 'headers'> = {}): Reply {
  return { httpStatus, body, ...more };
}

export const NO_CONTENT: Reply = { httpStatus: 204, body: undefined };

/**
 * Turns a function of an event into a Lambda handler: problem documents, request id, one log line. `always` are headers of every answer, problems
 * included. One of the product's two catch sites.
 */
export function replying<Event extends RequestEvent>(answer: (event: Event) => Promise<Reply>, always: Headers = {}): Handler<Event> {
  return async (event) => {
    const startedAt = performance.now();
    const { requestId } = event.requestContext;
    const reply = await answer(event).catch((error: unknown) => problemReply(error, requestId));
    logRequest({ requestId, route: event.routeKey, httpStatus: reply.httpStatus, code: reply.code, durationMs: performance.now() - startedAt });
    return {
      statusCode: reply.httpStatus,
      headers: {
        ...(reply.body !== undefined && { 'content-type': 'application/json' }),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-request-id': requestId,
        ...always,
        ...reply.headers,
      },
      ...bodyOf(reply),
    };
  };
}

function bodyOf({ body, bytes }: Reply): { readonly body: string; readonly isBase64Encoded?: true } {
  if (bytes) return { body: bytes.toString('base64'), isBase64Encoded: true };
  return { body: body === undefined ? '' : JSON.stringify(body) };
}

function problemReply(error: unknown, requestId: string): Reply {
  if (!types.isProxy(error) && error instanceof RequestError) return problem(error.issues, requestId);
  logFailure(error, requestId);
  return problem([{ code: 'internal_error', where: {} }], requestId);
}

function problem(issues: readonly [Issue, ...Issue[]], requestId: string): Reply {
  const { code, where } = issues[0];
  const row = PROBLEMS[code];
  const body = {
    type: `urn:secret-mask-resolver:problem:${code}`,
    title: row.message(where),
    status: row.httpStatus,
    code,
    requestId,
    errors: issues.map(projectIssue),
  };
  const wait = where.retryAfterSeconds === undefined ? {} : { 'retry-after': String(where.retryAfterSeconds) };
  return { httpStatus: row.httpStatus, body, code, headers: { 'content-type': 'application/problem+json', ...wait } };
}
