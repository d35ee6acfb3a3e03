import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const ORIGIN = 'http://127.0.0.1:3000';
const ISSUER = `${ORIGIN}/local/issuer`;
const STATE = 'x'.repeat(43);

/** What the tab holds, what was asked for, and where the address stands now. */
let kept: Map<string, string>;
let asked: string[];
let address: string;

beforeEach(() => {
  vi.resetModules();
  [kept, asked, address] = [new Map(), [], ''];
  vi.stubGlobal('document', { querySelector: (selector: string) => (selector.includes('issuer') ? { content: ISSUER } : null) });
  vi.stubGlobal('sessionStorage', { getItem: (name: string) => kept.get(name) ?? null, removeItem: (name: string) => void kept.delete(name) });
  vi.stubGlobal('history', { replaceState: (_state: unknown, _title: string, url: string) => void (address = url) });
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    const endpoints = { issuer: ISSUER, token_endpoint: `${ISSUER}/token` };
    return Response.json(url.endsWith('/token') ? { access_token: 'a-token' } : endpoints);
  });
});
afterEach(() => vi.unstubAllGlobals());

async function comeBack(query: string, waiting: object | null = { state: STATE, verifier: 'of-this-tab' }): Promise<string | null> {
  if (waiting !== null) kept.set('sign-in', JSON.stringify(waiting));
  vi.stubGlobal('location', { search: query, pathname: '/', origin: ORIGIN, hash: '' });
  const { finishSignIn } = await import('../../../functions/console/app/sign-in/sign-in.ts');
  return finishSignIn();
}

describe('the answer of a sign-in', () => {
  it('gives the token to the tab that asked for it, once, and leaves nothing in the address or the tab', async () => {
    expect(await comeBack(`?code=c&state=${STATE}&iss=${encodeURIComponent(ISSUER)}`)).toBe('a-token');
    expect([address, kept.size, asked.at(-1)]).toEqual(['/', 0, `${ISSUER}/token`]);
  });

  it.each([
    ['that nobody asked for here', `?code=c&state=${STATE}`, null],
    ['to another question', `?code=c&state=${'y'.repeat(43)}`, { state: STATE, verifier: 'of-this-tab' }],
    ['of another issuer', `?code=c&state=${STATE}&iss=https%3A%2F%2Fevil.example`, { state: STATE, verifier: 'of-this-tab' }],
    ['that is an error', `?error=access_denied&state=${STATE}`, { state: STATE, verifier: 'of-this-tab' }],
  ])('%s is not followed: nothing is asked for, and nothing is left of it', async (_, query, waiting) => {
    await expect(comeBack(query, waiting)).rejects.toThrow(/Sign in again\.$/);
    expect([address, kept.size, asked]).toEqual(['/', 0, []]);
  });

  // A hash is of this page, whatever its path looks like.
  it.each([
    ['#/connections?project=demo', '/#/connections?project=demo'],
    ['#//evil.example', '/#//evil.example'],
    ['#javascript:alert(1)', '/'],
    ['#/x"><script>', '/'],
    ['#/a\\b', '/'],
    ['#/a\nb', '/'],
    ['https://evil.example', '/'],
    ['//evil.example', '/'],
    ['/#/a', '/'],
  ])('with the place %j leads back to %s', async (place, expected) => {
    const state = `${STATE}${place}`;
    await comeBack(`?code=c&state=${encodeURIComponent(state)}`, { state, verifier: 'of-this-tab' });
    expect(address).toBe(expected);
  });
});
