import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { namesOwnHost } from '../host-guard.ts';
import { close, listen, portOf } from '../loopback.ts';

/** The one account of the demo Jira: a personal access token, and a user name with a password. */
export type JiraAccount = { readonly token: string; readonly user: string; readonly password: string };
export type DemoJira = {
  readonly url: string;
  /** "127.0.0.1:3002", as it stands in a `connection-hosts` tag. */
  readonly host: string;
  /** Requests for /rest/api/2/myself so far. */
  requests(): number;
  readonly close: () => Promise<void>;
};

type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };
type Login = 'anonymous' | 'ok' | 'failed' | 'captcha';

// Jira asks for a CAPTCHA after three wrong passwords: from then on even the right one is denied.
const ALLOWED_FAILURES = 3;

/**
 * A pretend Jira Data Center: /rest/api/2/myself asks for credentials, public pages do not.
 * Answers as documented: Atlassian, "Using personal access tokens"; Seraph's X-Seraph-LoginReason.
 */
export async function startJira(port: number, account: JiraAccount): Promise<DemoJira> {
  let failures = 0;
  let requests = 0;
  const loginOf = (header: string | undefined): Login => {
    const scheme = header?.split(' ')[0]?.toLowerCase();
    if (header === undefined) return 'anonymous';
    if (scheme === 'bearer') return isSame(header.slice(7), account.token) ? 'ok' : 'failed';
    if (failures >= ALLOWED_FAILURES) return 'captcha';
    const isRight = scheme === 'basic' && isSame(Buffer.from(header.slice(6), 'base64').toString(), `${account.user}:${account.password}`);
    failures = isRight ? 0 : failures + 1;
    return isRight ? 'ok' : 'failed';
  };
  const server = createServer((request, response) => {
    if (!namesOwnHost(request, portOf(server))) return send(request, response, { status: 421, headers: {}, body: '' });
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/rest/api/2/myself') requests += 1;
    send(request, response, answerOf(path, { login: loginOf(request.headers.authorization), user: account.user, base: `http://127.0.0.1:${portOf(server)}` }));
  });
  await listen(server, port);
  const host = `127.0.0.1:${portOf(server)}`;
  return { url: `http://${host}`, host, requests: () => requests, close: () => close(server) };
}

type Seen = { readonly login: Login; readonly user: string; readonly base: string };

function answerOf(path: string, seen: Seen): Answer {
  if (seen.login === 'captcha') return denied(seen.base);
  if (seen.login === 'failed') return failed();
  if (path === '/rest/api/2/myself') return seen.login === 'ok' ? myself(seen) : anonymous();
  if (path === '/rest/api/2/serverInfo') return json(200, { baseUrl: seen.base, version: '10.3.6', deploymentType: 'Server', serverTitle: 'Demo Jira' });
  if (['/', '/login.jsp', '/secure/Dashboard.jspa'].includes(path)) return page(200, 'Demo Jira');
  return path.startsWith('/rest/') ? json(404, { message: 'null for uri', 'status-code': 404 }) : page(404, 'Oops, you have found a dead link.');
}

function myself({ user, base }: Seen): Answer {
  const profile = {
    self: `${base}/rest/api/2/user?username=${user}`,
    key: 'JIRAUSER10000',
    name: user,
    displayName: 'Demo User',
    active: true,
    timeZone: 'Etc/UTC',
  };
  return withReason('OK', json(200, { ...profile, emailAddress: `${user}@example.com` }));
}

function anonymous(): Answer {
  return json(401, { errorMessages: ['You are not authenticated. Authentication required to perform this operation.'], errors: {} });
}

function failed(): Answer {
  return withReason('AUTHENTICATED_FAILED', json(401, { message: 'Client must be authenticated to access this resource.', 'status-code': 401 }));
}

function denied(base: string): Answer {
  const answer = withReason('AUTHENTICATION_DENIED', page(403, 'Basic Authentication Failure - Reason : AUTHENTICATION_DENIED'));
  return { ...answer, headers: { ...answer.headers, 'x-authentication-denied-reason': `CAPTCHA_CHALLENGE; login-url=${base}/login.jsp` } };
}

function withReason(reason: string, answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, 'x-seraph-loginreason': reason } };
}

function json(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/json;charset=UTF-8' }, body: JSON.stringify(body) };
}

function page(status: number, title: string): Answer {
  return { status, headers: { 'content-type': 'text/html;charset=UTF-8' }, body: `<!doctype html><title>${title}</title><h1>${title}</h1>` };
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  request.resume();
  response.writeHead(answer.status, { ...(answer.status === 401 && { 'www-authenticate': 'OAuth realm="http%3A%2F%2F127.0.0.1"' }), ...answer.headers });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

function isSame(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
