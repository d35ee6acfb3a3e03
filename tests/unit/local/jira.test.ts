import { afterEach, beforeEach, expect, it } from 'vitest';
import { startJira, type DemoJira } from '../../../infra/local/targets/jira.ts';
import { send, type Answer } from '../../helpers/http-request.ts';

const MYSELF = '/rest/api/2/myself';

let jira: DemoJira;

beforeEach(async () => {
  jira = await startJira(0, { token: 'the token', user: 'demo', password: 'the password' });
});

afterEach(() => jira.close());

function ask(target: string, authorization?: string): Promise<Answer> {
  const headers = [['Host', jira.host] as const, ...(authorization === undefined ? [] : [['Authorization', authorization] as const])];
  return send({ port: Number(new URL(jira.url).port), target, headers });
}

const basic = (password: string, user = 'demo'): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

it('its one token and its one user are accepted', async () => {
  for (const authorization of ['Bearer the token', basic('the password')]) {
    const answer = await ask(MYSELF, authorization);
    expect(answer).toMatchObject({ status: 200, headers: { 'x-seraph-loginreason': 'OK' } });
    expect(JSON.parse(answer.text)).toMatchObject({ name: 'demo', active: true });
  }
});

it.each([
  ['Bearer another token'],
  ['Bearer '],
  ['Bearer the token2'],
  ['Bearer the toke'],
  [basic('another')],
  [basic('the password', 'admin')],
  ['Basic ???'],
  ['Digest x'],
])('"%s" is refused as Jira does', async (authorization) => {
  expect(await ask(MYSELF, authorization)).toMatchObject({ status: 401, headers: { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' } });
});

it('without credentials the user is asked for, and public pages are open', async () => {
  const anonymous = await ask(MYSELF);
  expect(anonymous.status).toBe(401);
  expect(JSON.parse(anonymous.text)).toHaveProperty('errorMessages');
  for (const page of ['/', '/login.jsp', '/rest/api/2/serverInfo']) expect((await ask(page)).status).toBe(200);
});

it('bad credentials are told on public pages too, and unknown pages are 404', async () => {
  expect((await ask('/', 'Bearer wrong')).headers['x-seraph-loginreason']).toBe('AUTHENTICATED_FAILED');
  expect((await ask('/rest/api/2/nothing', 'Bearer the token')).status).toBe(404);
  expect((await ask('/nothing')).status).toBe(404);
});

it('three wrong passwords lock the user behind a CAPTCHA, even with the right one; the token still works', async () => {
  for (const _ of [1, 2, 3]) expect((await ask(MYSELF, basic('wrong'))).status).toBe(401);
  const locked = await ask(MYSELF, basic('the password'));
  expect(locked).toMatchObject({ status: 403, headers: { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED' } });
  expect(locked.headers['x-authentication-denied-reason']).toMatch(/^CAPTCHA_CHALLENGE; login-url=http:/);
  expect((await ask(MYSELF, 'Bearer the token')).status).toBe(200);
});

it('wrong passwords with a right one between them do not lock', async () => {
  for (const password of ['wrong', 'wrong', 'the password', 'wrong', 'wrong']) await ask(MYSELF, basic(password));
  expect((await ask(MYSELF, basic('the password'))).status).toBe(200);
});

it('no answer holds the credential it was asked with', async () => {
  for (const target of [MYSELF, '/', '/nothing']) {
    for (const authorization of ['Bearer the token', 'Bearer wrong-one', basic('the password')]) {
      const answer = await ask(target, authorization);
      expect(JSON.stringify(answer)).not.toMatch(/the token|the password|wrong-one/);
    }
  }
});
