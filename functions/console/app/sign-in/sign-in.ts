import { ApiFailure } from '../api/failure.ts';
import { send } from '../api/send.ts';
import { SETTINGS } from '../settings.ts';
import { challengeOf, randomText } from './pkce.ts';

/** What waits for the code to come back, in this tab only; the one thing that is ever stored, and gone as soon as it is read. */
type Waiting = { readonly state: string; readonly verifier: string };
type Endpoints = { readonly authorization_endpoint: string; readonly token_endpoint: string };

const WAITING = 'sign-in';

/** Leaves for the issuer; comes back to the same page. @throws ApiFailure */
export async function beginSignIn(): Promise<void> {
  const { authorization_endpoint } = await discover();
  const waiting: Waiting = { state: `${randomText()}${location.hash}`, verifier: randomText() };
  const asked = new URL(authorization_endpoint);
  const wanted = {
    response_type: 'code',
    client_id: SETTINGS.clientId,
    redirect_uri: home(),
    scope: SETTINGS.scope,
    audience: SETTINGS.audience,
    state: waiting.state,
    code_challenge: await challengeOf(waiting.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(wanted)) asked.searchParams.set(name, value);
  sessionStorage.setItem(WAITING, JSON.stringify(waiting));
  location.assign(asked);
}

/**
 * The access token for the code that this page was opened with; null where it was opened without one.
 * @throws ApiFailure with what went wrong, in words for people
 */
export async function finishSignIn(): Promise<string | null> {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('state')) return null;
  const waiting = takeWaiting();
  // The code is good once and worth nothing without the verifier; it is taken out of the address and the history all the same.
  history.replaceState(null, '', `${location.pathname}${hashIn(answer.get('state') ?? '')}`);
  if (waiting === null || answer.get('state') !== waiting.state) throw failed('This answer of the issuer was not asked for here.');
  if (answer.has('error')) throw failed(answer.get('error') === 'access_denied' ? 'The issuer did not let you in.' : 'The issuer could not sign you in.');
  if ((answer.get('iss') ?? SETTINGS.issuer) !== SETTINGS.issuer) throw failed('This answer comes from another issuer.');
  return exchange(answer.get('code') ?? '', waiting.verifier);
}

async function exchange(code: string, verifier: string): Promise<string> {
  const { token_endpoint } = await discover();
  const body = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: home(), client_id: SETTINGS.clientId, code_verifier: verifier });
  const response = await send(token_endpoint, { method: 'POST', body }).catch(() => null);
  if (!response?.ok) throw failed('The issuer gave no token for this sign-in.');
  const { access_token }: { access_token?: unknown } = await response.json();
  if (typeof access_token !== 'string') throw failed('The issuer gave no token for this sign-in.');
  return access_token;
}

async function discover(): Promise<Endpoints> {
  const response = await send(`${SETTINGS.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {}).catch(() => null);
  if (!response?.ok) throw failed('The issuer could not be reached.');
  const endpoints: Endpoints & { readonly issuer: string } = await response.json();
  if (endpoints.issuer !== SETTINGS.issuer) throw failed('What answers at the address of the issuer is another one.');
  return endpoints;
}

function takeWaiting(): Waiting | null {
  const text = sessionStorage.getItem(WAITING);
  sessionStorage.removeItem(WAITING);
  return text === null ? null : JSON.parse(text);
}

/** Where one was when signing in began. */
function hashIn(state: string): string {
  return /^[\w-]{43}(#\/[\w/?=&%.:~@+-]*)$/.exec(state)?.[1] ?? '';
}

function home(): string {
  return `${location.origin}/`;
}

function failed(message: string): ApiFailure {
  return new ApiFailure(`${message} Sign in again.`, { code: 'sign_in' });
}
