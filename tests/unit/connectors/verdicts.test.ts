import { describe, expect, it } from 'vitest';
import { conclude } from '../../../shared/connectors/conclude.ts';
import { exchangesOf } from '../../../shared/connectors/build-request.ts';
import type { TargetResponse } from '../../../shared/egress/exchange.ts';
import { answer, LOGIN_PAGE, plainOf, verdict, type Way, wayOf } from './samples.ts';

// Answers as the vendors document them, or as their users report them; none was taken from a live account.
type Row = readonly [says: string, response: TargetResponse, code: string];

function judges(way: Way, rows: readonly Row[], step: 'token' | 'probe' = 'probe'): void {
  it.each(rows)(`${step}: %s`, (_, response, code) => {
    expect(verdict(way, response, { step })).toBe(code);
  });
}

const ME = { accountId: '5b10a2844c20165700ede21g', accountType: 'atlassian', active: true, emailAddress: 'me@example.com' };
const SCOPE = answer(401, { code: 401, message: 'Unauthorized; scope does not match' });

describe('Jira Cloud', () => {
  judges(wayOf('jira-cloud', 'api_token'), [
    ['the user of the token', answer(200, ME), 'ok'],
    ['200 beside a failed sign-in', answer(200, ME, { 'X-Seraph-LoginReason': 'AUTHENTICATED_FAILED' }), 'bad_credentials'],
    ['200 beside OK', answer(200, ME, { 'X-Seraph-LoginReason': 'OK' }), 'ok'],
    ['a CAPTCHA is asked for', answer(403, LOGIN_PAGE, { 'X-Seraph-LoginReason': 'AUTHENTICATION_DENIED' }), 'locked'],
    [
      'a CAPTCHA is asked for beside 401',
      answer(401, '', { 'X-Authentication-Denied-Reason': 'CAPTCHA_CHALLENGE; login-url=https://acme.atlassian.net/login.jsp' }),
      'locked',
    ],
    ['wrong token', answer(401, 'Client must be authenticated to access this resource.'), 'bad_credentials'],
    ['the user has no Jira', answer(403, { message: 'forbidden' }), 'forbidden'],
    ['no such site', answer(404, { errorMessage: 'Site temporarily unavailable' }), 'wrong_address'],
    ['too fast', answer(429, '', { 'Retry-After': '5' }), 'rate_limited'],
    ['an anonymous user', answer(200, { accountId: null }), 'unexpected_response'],
    ['a scope is missing, which a site never says', SCOPE, 'bad_credentials'],
  ]);
  judges(wayOf('jira-cloud', 'scoped_api_token'), [
    ['the scope read:jira-user is missing', SCOPE, 'ok_limited'],
    ['wrong token', answer(401, { code: 401, message: 'Unauthorized' }), 'bad_credentials'],
  ]);
  judges(
    wayOf('jira-cloud', 'service_account_oauth2'),
    [['wrong client secret', answer(401, { error: 'access_denied', error_description: 'Unauthorized' }), 'bad_credentials']],
    'token',
  );
});

describe('Jira Data Center', () => {
  const me = { self: 'https://jira.example.com/rest/api/2/user?username=fred', name: 'fred', key: 'JIRAUSER10100', active: true };
  judges(wayOf('jira-dc', 'basic'), [
    ['the user', answer(200, me, { 'X-AUSERNAME': 'fred', 'X-Seraph-LoginReason': 'OK' }), 'ok'],
    ['wrong password', answer(401, LOGIN_PAGE, { 'X-Seraph-LoginReason': 'AUTHENTICATED_FAILED' }), 'bad_credentials'],
    ['403 with AUTHENTICATION_DENIED', answer(403, LOGIN_PAGE, { 'X-Seraph-LoginReason': 'AUTHENTICATION_DENIED' }), 'locked'],
    ['200 with AUTHENTICATION_DENIED', answer(200, me, { 'X-Seraph-LoginReason': 'AUTHENTICATION_DENIED' }), 'locked'],
    ['a plain 403', answer(403, LOGIN_PAGE), 'forbidden'],
    ['the user may not use Jira', answer(401, LOGIN_PAGE, { 'X-Seraph-LoginReason': 'AUTHORISATION_FAILED' }), 'forbidden'],
    ['another path', answer(404, LOGIN_PAGE), 'wrong_address'],
    ['maintenance', answer(503, LOGIN_PAGE), 'target_unavailable'],
    ['a single sign-on page', answer(302, '', { Location: 'https://sso.example.com/' }), 'redirect_blocked'],
  ]);
});

describe('GitHub', () => {
  const told = (status: number, message: string, headers = {}): TargetResponse =>
    answer(status, { message, documentation_url: 'https://docs.github.com/rest' }, headers);
  judges(wayOf('github'), [
    ['the user', answer(200, { login: 'octocat', id: 1 }, { 'x-ratelimit-remaining': '0' }), 'ok'],
    ['wrong token', told(401, 'Bad credentials', { 'x-ratelimit-remaining': '0' }), 'bad_credentials'],
    ['primary limit, 403', told(403, 'API rate limit exceeded for user ID 1.', { 'X-RateLimit-Remaining': '0' }), 'rate_limited'],
    ['primary limit, 429', told(429, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0' }), 'rate_limited'],
    ['secondary limit with retry-after', told(403, 'slow down', { 'Retry-After': '60', 'x-ratelimit-remaining': '4999' }), 'rate_limited'],
    ['secondary limit without', told(403, 'You have exceeded a secondary rate limit.', { 'x-ratelimit-remaining': '4999' }), 'rate_limited'],
    ['too many wrong tokens', told(403, 'Maximum number of login attempts exceeded. Please try again later.', { 'retry-after': '60' }), 'locked'],
    ['a token of an app', told(403, 'Resource not accessible by integration', { 'x-ratelimit-remaining': '4999' }), 'ok_limited'],
    ['an organization that asks for SAML', told(403, 'Resource protected by organization SAML enforcement.', { 'x-ratelimit-remaining': '10' }), 'forbidden'],
    ['/api/v3 forgotten', told(404, 'Not Found'), 'wrong_address'],
  ]);
});

describe('GitLab', () => {
  const token = { id: 4, name: 'ci', revoked: false, active: true, scopes: ['api'], user_id: 3 };
  judges(wayOf('gitlab'), [
    ['a token that is active', answer(200, token), 'ok'],
    ['a token that is revoked', answer(200, { ...token, revoked: true, active: false }), 'bad_credentials'],
    ['a token that is expired', answer(200, { ...token, active: false }), 'bad_credentials'],
    ['a token without "active"', answer(200, { revoked: false }), 'unexpected_response'],
    ['wrong token', answer(401, { message: '401 Unauthorized' }), 'bad_credentials'],
    [
      'revoked token',
      answer(401, { error: 'invalid_token', error_description: 'Token was revoked. You have to re-authorize from the user.' }),
      'bad_credentials',
    ],
    ['scope missing', answer(403, { error: 'insufficient_scope', error_description: 'The request requires higher privileges', scope: 'api' }), 'ok_limited'],
    ['address banned', answer(403, 'Forbidden\n', { 'content-type': 'text/plain' }), 'locked'],
    ['forbidden', answer(403, { message: '403 Forbidden' }), 'forbidden'],
    ['too fast', answer(429, 'Retry later\n'), 'rate_limited'],
    ['an old GitLab', answer(404, { error: '404 Not Found' }), 'wrong_address'],
  ]);
});

describe('Slack', () => {
  const error = (text: string, status = 200): TargetResponse => answer(status, { ok: false, error: text });
  judges(wayOf('slack'), [
    ['the bot', answer(200, { ok: true, url: 'https://acme.slack.com/', team_id: 'T1', user_id: 'U1' }), 'ok'],
    ['ok without a team', answer(200, { ok: true }), 'unexpected_response'],
    ...['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'not_allowed_token_type'].map((text): Row => [
      text,
      error(text),
      'bad_credentials',
    ]),
    ...['ekm_access_denied', 'org_login_required', 'team_access_not_granted', 'accesslimited'].map((text): Row => [text, error(text), 'forbidden']),
    ['missing_scope', error('missing_scope'), 'ok_limited'],
    ['ratelimited beside 200', error('ratelimited'), 'rate_limited'],
    ['ratelimited beside 429', error('ratelimited', 429), 'rate_limited'],
    ['internal_error', error('internal_error'), 'target_unavailable'],
    ['an error that is new', error('brand_new_error'), 'unexpected_response'],
  ]);
});

describe('Stripe', () => {
  const error = (status: number, message: string, code?: string): TargetResponse =>
    answer(status, { error: { type: 'invalid_request_error', message, ...(code && { code }) } });
  judges(wayOf('stripe'), [
    ['the balance', answer(200, { object: 'balance', available: [], livemode: false, pending: [] }), 'ok'],
    ['another object', answer(200, { object: 'list', available: [] }), 'unexpected_response'],
    ['wrong key', error(401, 'Invalid API Key provided: sk_test_****'), 'bad_credentials'],
    ['expired key', error(401, 'Expired API Key provided: sk_test_****', 'api_key_expired'), 'bad_credentials'],
    [
      'restricted key',
      error(403, "The provided key 'rk_test_****' does not have the required permissions for this endpoint on account 'acct_1'."),
      'ok_limited',
    ],
    ['network address', error(403, 'The API key provided does not allow requests from your IP address.'), 'forbidden'],
    ['forbidden', error(403, 'Something else.'), 'forbidden'],
    ['too fast', error(429, 'Too many requests', 'rate_limit'), 'rate_limited'],
  ]);
});

describe('Okta', () => {
  const error = (status: number, errorCode: string): TargetResponse =>
    answer(status, { errorCode, errorSummary: 'x', errorLink: errorCode, errorId: 'oae1', errorCauses: [] });
  judges(wayOf('okta', 'api_token'), [
    ['the user of the token', answer(200, { id: '00u1', status: 'ACTIVE', profile: {} }), 'ok'],
    ['wrong token', error(401, 'E0000011'), 'bad_credentials'],
    ['authentication failed', error(401, 'E0000004'), 'bad_credentials'],
    ['no session', error(403, 'E0000005'), 'bad_credentials'],
    ['the feature is off', error(401, 'E0000015'), 'forbidden'],
    ['the role does not reach', error(403, 'E0000006'), 'ok_limited'],
    ['locked user', error(403, 'E0000069'), 'locked'],
    ['too fast', error(429, 'E0000047'), 'rate_limited'],
    ['another organization', error(404, 'E0000008'), 'wrong_address'],
    ['read only', error(503, 'E0000010'), 'target_unavailable'],
    ['a list, which only a service app is asked for', answer(200, [{ id: '00u1' }]), 'unexpected_response'],
  ]);
  const app = wayOf('okta', 'private_key_jwt');
  judges(app, [
    ['a list of users', answer(200, [{ id: '00u1', status: 'ACTIVE' }]), 'ok'],
    ['an empty list', answer(200, []), 'ok'],
    ['scope missing', error(403, 'E0000006'), 'ok_limited'],
  ]);
  judges(
    app,
    [
      ['unknown key', answer(401, { error: 'invalid_client', error_description: 'The client_assertion JWT kid is invalid.' }), 'bad_credentials'],
      ['scope not granted', answer(400, { error: 'invalid_scope' }), 'token_request_refused'],
      ['DPoP asked for', answer(400, { error: 'invalid_dpop_proof' }), 'token_request_refused'],
    ],
    'token',
  );
});

describe('ServiceNow', () => {
  const hibernating = answer(200, '<html><body><div class="instance-hibernating-page"><h1>Hibernating Instance</h1></div></body></html>');
  judges(wayOf('servicenow', 'basic'), [
    ['a user', answer(200, { result: [{ sys_id: '6816f79cc0a8016401c5a33be04be441' }] }), 'ok'],
    ['none that may be seen', answer(200, { result: [] }), 'ok'],
    [
      'wrong password',
      answer(401, { error: { message: 'User Not Authenticated', detail: 'Required to provide Auth information' }, status: 'failure' }),
      'bad_credentials',
    ],
    ['table closed', answer(403, { error: { message: 'Operation Failed', detail: 'ACL Exception Query Failed' }, status: 'failure' }), 'ok_limited'],
    ['hibernating', hibernating, 'target_unavailable'],
    ['too fast', answer(429, { error: { message: 'Rate limit exceeded' } }), 'rate_limited'],
  ]);
  judges(
    wayOf('servicenow', 'password_grant'),
    [
      ['wrong client or user', answer(401, { error: 'server_error', error_description: 'access_denied' }), 'bad_credentials'],
      ['no application user', answer(401, { error: 'unauthorized_client', error_description: 'integration user is not configured' }), 'token_request_refused'],
      ['hibernating', hibernating, 'target_unavailable'],
      ['a token', answer(200, { access_token: 'x', scope: 'useraccount', token_type: 'Bearer', expires_in: 1799 }), 'ok'],
    ],
    'token',
  );
});

describe('OpenAI', () => {
  const error = (status: number, code: string | null, message = 'x', type = 'invalid_request_error'): TargetResponse =>
    answer(status, { error: { message, type, param: null, code } });
  judges(wayOf('openai'), [
    ['the models', answer(200, { object: 'list', data: [{ id: 'gpt', object: 'model' }] }), 'ok'],
    ['no list', answer(200, { object: 'list' }), 'unexpected_response'],
    ['wrong key', error(401, 'invalid_api_key', 'Incorrect API key provided: sk-abc'), 'bad_credentials'],
    ['scope missing beside 401', error(401, null, 'You have insufficient permissions for this operation. Missing scopes: api.model.read.'), 'ok_limited'],
    ['scope missing beside 403', error(403, null, 'You have insufficient permissions for this operation. Missing scopes: api.model.read.'), 'ok_limited'],
    ['another project', error(401, 'mismatched_project'), 'misconfigured'],
    ['another region', error(403, 'unsupported_country_region_territory'), 'forbidden'],
    ['quota spent', error(429, 'insufficient_quota', 'You exceeded your current quota', 'insufficient_quota'), 'ok_limited'],
    ['too fast', error(429, 'rate_limit_exceeded', 'Rate limit reached', 'requests'), 'rate_limited'],
    ['overloaded', error(503, null), 'target_unavailable'],
  ]);
});

describe('any HTTP service', () => {
  const way = wayOf('generic-http', 'bearer');
  const judged = (status: number, successStatus = '200-299'): string => verdict(way, answer(status, LOGIN_PAGE), { texts: { successStatus } });

  it.each([
    [200, 'ok'],
    [299, 'ok'],
    [301, 'redirect_blocked'],
    [400, 'unexpected_response'],
    [401, 'bad_credentials'],
    [403, 'forbidden'],
    [404, 'wrong_address'],
    [418, 'unexpected_response'],
    [429, 'rate_limited'],
    [500, 'target_unavailable'],
    [599, 'target_unavailable'],
    [999, 'unexpected_response'],
    [199, 'unexpected_response'],
  ])('HTTP %d outside of 200-299 means %s', (status, code) => {
    expect(judged(status)).toBe(code);
  });

  it('the success status decides before anything else, and what it leaves out is not success', () => {
    expect(judged(204, '200')).toBe('unexpected_response');
    expect(judged(302, '200,302')).toBe('ok');
    expect(judged(401, '401')).toBe('ok');
    expect(judged(503, '200-204, 500-503')).toBe('ok');
  });
});

it('a verdict says its HTTP status, and of the rest only a sentence of ours', () => {
  const way = wayOf('jira-dc', 'pat');
  const [exchange] = exchangesOf(way.connector, way.method);
  const told = conclude({ ...way, exchange: exchange!, plain: plainOf(way.connector, way.method, {}) }, answer(404, 'secret text of the target'));
  expect(told).toEqual({ code: 'wrong_address', where: { httpStatus: 404, hint: 'The context path of Jira may be missing in the base URL.' } });
});
