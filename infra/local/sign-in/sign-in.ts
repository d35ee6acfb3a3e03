import type { HttpReply } from '../http-results.ts';
import { CLIENT_ID, type Issuer } from '../issuer.ts';
import { authorizePage, refusedPage } from './authorize-page.ts';
import type { Codes } from './codes.ts';
import { personNamed } from './people.ts';

export type SignInParts = { readonly issuer: Issuer; readonly codes: Codes };
type Asked = ReadonlyMap<string, string>;

const TOKEN_SECONDS = 3600;
/** SHA-256 in base64url. */
const CHALLENGE = /^[\w-]{43}$/;
const LONGEST = 8_192;

/** GET: the page on which one says who one is. */
export function askWho({ issuer }: SignInParts, query: string): HttpReply {
  const asked = fieldsIn(query);
  const reason = wrongWith(asked, issuer);
  return reason === null ? authorizePage(asked) : refusedPage(reason);
}

/** POST: what that page sends; sends the browser back with a code. */
export function sendBack({ issuer, codes }: SignInParts, body: string): HttpReply {
  const asked = fieldsIn(body);
  const person = personNamed(asked.get('as') ?? '');
  const reason = wrongWith(asked, issuer);
  if (reason !== null) return refusedPage(reason);
  if (person === undefined) return refusedPage('"as" must be one of those whom the page offers.');
  const redirectUri = homeOf(issuer);
  const code = codes.make({ subject: `${person.name}@demo`, roles: person.roles, challenge: asked.get('code_challenge') ?? '', redirectUri });
  const back = new URLSearchParams({ code, state: asked.get('state') ?? '', iss: issuer.url() }).toString();
  return {
    status: 303,
    headers: { location: `${redirectUri}?${back}`, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    cookies: [],
    body: Buffer.alloc(0),
  };
}

/** POST: a code for an access token. Source: RFC 6749 §4.1.3, RFC 7636 §4.5. */
export async function exchange({ issuer, codes }: SignInParts, body: string): Promise<HttpReply> {
  const asked = fieldsIn(body);
  if (asked.get('grant_type') !== 'authorization_code') return refusal('unsupported_grant_type');
  if (asked.get('client_id') !== CLIENT_ID) return refusal('invalid_client');
  const proof = { verifier: asked.get('code_verifier') ?? '', redirectUri: asked.get('redirect_uri') ?? '' };
  const facts = codes.take(asked.get('code') ?? '', proof);
  if (facts === null) return refusal('invalid_grant');
  const accessToken = await issuer.issue({ ...facts, lifetimeSeconds: TOKEN_SECONDS });
  return answered(200, { access_token: accessToken, token_type: 'Bearer', expires_in: TOKEN_SECONDS, scope: 'openid' });
}

/** The only place a code is sent to: the console of this very stack. */
function homeOf(issuer: Issuer): string {
  return `${new URL(issuer.url()).origin}/`;
}

function wrongWith(asked: Asked, issuer: Issuer): string | null {
  const wanted = new Map([
    ['client_id', CLIENT_ID],
    ['redirect_uri', homeOf(issuer)],
    ['response_type', 'code'],
    ['code_challenge_method', 'S256'],
  ]);
  for (const [name, value] of wanted) if (asked.get(name) !== value) return `"${name}" must be "${value}".`;
  if (!CHALLENGE.test(asked.get('code_challenge') ?? '')) return '"code_challenge" must be the SHA-256 of the code verifier, in base64url.';
  return (asked.get('state') ?? '') === '' ? '"state" is missing.' : null;
}

/** A name that stands twice counts as missing: which one is meant is not guessed. */
function fieldsIn(text: string): Asked {
  const pairs = [...new URLSearchParams(text.length > LONGEST ? '' : text)];
  return new Map(pairs.filter(([name], index) => pairs.every(([other], at) => at === index || other !== name)));
}

function refusal(error: string): HttpReply {
  return answered(400, { error });
}

function answered(status: number, body: object): HttpReply {
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, cookies: [], body: Buffer.from(JSON.stringify(body)) };
}
