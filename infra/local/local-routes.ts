import { isJsonObject } from '../../shared/json.ts';
import type { Clock } from './clock.ts';
import { gatewayMessage, type HttpReply } from './http-results.ts';
import { isRole, type Issuer } from './issuer.ts';
import type { Codes } from './sign-in/codes.ts';
import { askWho, exchange, sendBack, type SignInParts } from './sign-in/sign-in.ts';

/** Answers `/local/*`; 404 for what it does not know. The gateway has refused other hosts and origins already. */
export type LocalRoutes = (request: LocalRequest) => Promise<HttpReply>;
/** `query` is still encoded. */
export type LocalRequest = { readonly method: string; readonly path: string; readonly query?: string; readonly body: string };

export type LocalParts = {
  /** Null: tokens are not given out here. */
  readonly issuer: Issuer | null;
  readonly clock: Clock;
  /** Of people who sign in at the console. */
  readonly codes: Codes;
  readonly faults: {
    list(): unknown;
    clear(): void;
    /** False where `fault` is not one. */
    set(fault: unknown): boolean;
  };
  readonly events: () => readonly unknown[];
  readonly mail: () => readonly unknown[];
};

type Answer = (parts: LocalParts, body: unknown, request: LocalRequest) => Promise<HttpReply> | HttpReply;

const TOKEN_SECONDS = 3600;
const SUBJECT = /^[\x21-\x7e]{1,128}$/;

const ROUTES: Readonly<Record<string, Answer>> = {
  'POST /local/token': token,
  'GET /local/clock': ({ clock }) => time(clock),
  'POST /local/clock': ({ clock }, body) => {
    const { advance } = fieldsOf(body, ['advance']);
    return typeof advance === 'string' && clock.advance(advance)
      ? time(clock)
      : wrong('Send {"advance": "PT1H"}: an ISO 8601 duration, at most 366 days ahead in all.');
  },
  'GET /local/faults': ({ faults }) => answered(200, { items: faults.list() }),
  'POST /local/faults': ({ faults }, body) => (faults.set(body) ? answered(200, { items: faults.list() }) : wrong('This is not a fault that can be set.')),
  'DELETE /local/faults': ({ faults }) => {
    faults.clear();
    return answered(200, { items: faults.list() });
  },
  'GET /local/events': ({ events }) => answered(200, { items: events() }),
  'GET /local/mail': ({ mail }) => answered(200, { items: mail() }),
  'GET /local/issuer/.well-known/openid-configuration': ({ issuer }) => (issuer ? answered(200, discoveryOf(issuer)) : notHere()),
  'GET /local/issuer/authorize': (parts, _, { query = '' }) => signingIn(parts, (able) => askWho(able, query)),
  'POST /local/issuer/authorize': (parts, _, { body }) => signingIn(parts, (able) => sendBack(able, body)),
  'POST /local/issuer/token': (parts, _, { body }) => signingIn(parts, (able) => exchange(able, body)),
  'GET /local/issuer/jwks.json': ({ issuer }) => (issuer ? answered(200, issuer.keys) : notHere()),
};

export function makeLocalRoutes(parts: LocalParts): LocalRoutes {
  return async (request) => {
    const key = `${request.method} ${request.path}`;
    const answer = Object.hasOwn(ROUTES, key) ? ROUTES[key] : undefined;
    return answer ? answer(parts, parsed(request.body), request) : notHere();
  };
}

function signingIn({ issuer, codes }: LocalParts, answer: (parts: SignInParts) => Promise<HttpReply> | HttpReply): Promise<HttpReply> | HttpReply {
  return issuer ? answer({ issuer, codes }) : notHere();
}

async function token({ issuer }: LocalParts, body: unknown): Promise<HttpReply> {
  if (!issuer) return notHere();
  const { sub, roles } = fieldsOf(body, ['sub', 'roles']);
  const isAsked = typeof sub === 'string' && SUBJECT.test(sub) && areRoles(roles);
  if (!isAsked) return wrong('Send {"sub": "ada", "roles": ["demo:editor"]}; a role is <project or *>:<viewer|tester|editor|admin>.');
  const accessToken = await issuer.issue({ subject: sub, roles, lifetimeSeconds: TOKEN_SECONDS });
  return answered(200, { accessToken, expiresIn: TOKEN_SECONDS });
}

function areRoles(roles: unknown): roles is readonly string[] {
  return Array.isArray(roles) && roles.length <= 50 && roles.every((role) => typeof role === 'string' && isRole(role));
}

function discoveryOf(issuer: Issuer): object {
  return {
    issuer: issuer.url(),
    jwks_uri: `${issuer.url()}/jwks.json`,
    authorization_endpoint: `${issuer.url()}/authorize`,
    token_endpoint: `${issuer.url()}/token`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

function time(clock: Clock): HttpReply {
  return answered(200, { now: new Date(clock.now()).toISOString(), aheadSeconds: clock.aheadMs() / 1000 });
}

function answered(status: number, body: object): HttpReply {
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, cookies: [], body: Buffer.from(JSON.stringify(body)) };
}

function wrong(message: string): HttpReply {
  return gatewayMessage(400, message);
}

function notHere(): HttpReply {
  return gatewayMessage(404, 'Not Found');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

// An object with other names than these counts as empty: an unknown field is a mistake.
function fieldsOf(body: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  return isJsonObject(body) && Object.keys(body).every((name) => names.includes(name)) ? body : {};
}
