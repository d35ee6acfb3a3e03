import { expect, it } from 'vitest';
import { capture } from '../../../shared/connectors/capture.ts';
import { conclude } from '../../../shared/connectors/conclude.ts';
import { holds, readAnswer, valueAt } from '../../../shared/connectors/conditions.ts';
import type { Rule } from '../../../shared/connectors/connector.ts';
import { renderTemplate } from '../../../shared/connectors/template.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { answer, sampleTexts, wayOf } from './samples.ts';

const isHeld = (rule: Omit<Rule, 'outcome'>, body: unknown = {}, status = 200, headers = {}): boolean =>
  holds({ ...rule, outcome: 'ok' }, readAnswer(answer(status, body, headers)), () => undefined);
const json = (...conditions: NonNullable<Rule['json']>): Omit<Rule, 'outcome'> => ({ json: conditions });

it('a dotted path finds own properties and array positions, nothing inherited', () => {
  expect(valueAt({ a: [{ b: 1 }] }, 'a.0.b')).toBe(1);
  expect(valueAt([1], '')).toEqual([1]);
  for (const path of ['a.length', 'a.constructor', '__proto__', 'toString', 'a.-1', 'a.1', 'b', 'a.0.b.c'])
    expect(valueAt({ a: [{ b: 1 }] }, path)).toBeUndefined();
});

it('a condition on a path that is not there holds only where absence is asked for', () => {
  expect(isHeld(json({ path: 'x', exists: false }))).toBe(true);
  for (const condition of [{ exists: true }, { notEquals: 1 }, { isNull: true }, { isNull: false }, { type: 'null' as const }, { matches: '' }])
    expect(isHeld(json({ path: 'x', ...condition }))).toBe(false);
  expect(isHeld(json({ path: 'x', exists: false }), { x: null })).toBe(false);
});

it('conditions compare values as they are, without turning one type into another', () => {
  expect(isHeld(json({ path: 'x', equals: 1 }), { x: '1' })).toBe(false);
  expect(isHeld(json({ path: 'x', equals: true }), { x: 1 })).toBe(false);
  expect(isHeld(json({ path: 'x', oneOf: ['a', 1] }), { x: 1 })).toBe(true);
  expect(isHeld(json({ path: 'x', oneOf: ['a', 1] }), { x: ['a'] })).toBe(false);
  expect(isHeld(json({ path: 'x', matches: 'a' }), { x: ['a'] })).toBe(false);
  expect(isHeld(json({ path: 'x', notEquals: 1, matches: 'a' }), { x: 'a' })).toBe(true);
  expect(isHeld(json({ path: 'x', notEquals: 'a' }), { x: 'a' })).toBe(false);
  expect(isHeld(json({ path: 'x', isNull: true }), { x: null })).toBe(true);
  expect(isHeld(json({ path: 'x', isNull: false }), { x: null })).toBe(false);
  for (const [type, value] of [
    ['array', []],
    ['object', {}],
    ['null', null],
    ['number', 1],
    ['boolean', false],
    ['string', ''],
  ] as const) {
    expect(isHeld(json({ path: 'x', type }), { x: value })).toBe(true);
    expect(isHeld(json({ path: 'x', type }), { x: type === 'string' ? 1 : 'x' })).toBe(false);
  }
});

it('no condition on JSON holds for what is not JSON, not even absence', () => {
  expect(isHeld(json({ path: 'x', exists: false }), '<html>')).toBe(false);
  expect(isHeld(json({ path: 'x', exists: false }), '')).toBe(false);
});

it('every condition of a rule must hold', () => {
  const rule = { status: [200], header: { name: 'X-A', equals: 'a' }, json: [{ path: 'x', equals: 1 }], contentType: 'application/json' };
  expect(isHeld(rule, { x: 1 }, 200, { 'x-a': 'a' })).toBe(true);
  expect(isHeld(rule, { x: 2 }, 200, { 'x-a': 'a' })).toBe(false);
  expect(isHeld(rule, { x: 1 }, 201, { 'x-a': 'a' })).toBe(false);
  expect(isHeld(rule, { x: 1 }, 200, { 'x-a': 'b' })).toBe(false);
  expect(isHeld(rule, { x: 1 }, 200, { 'x-a': 'a', 'content-type': 'text/json' })).toBe(false);
});

it('statuses are listed or a class; headers are there, absent, equal or like', () => {
  expect(isHeld({ status: ['2xx', 404] }, '', 299)).toBe(true);
  expect(isHeld({ status: ['2xx', 404] }, '', 404)).toBe(true);
  expect(isHeld({ status: ['2xx', 404] }, '', 403)).toBe(false);
  expect(isHeld({ header: { name: 'X-A', exists: true } }, '', 200, { 'x-a': '' })).toBe(true);
  expect(isHeld({ header: { name: 'X-A', exists: false } }, '', 200)).toBe(true);
  expect(isHeld({ header: { name: 'X-A', exists: false } }, '', 200, { 'x-a': '' })).toBe(false);
  expect(isHeld({ headerAbsent: [{ name: 'X-A', matches: 'bad' }] }, '', 200, { 'x-a': 'so bad' })).toBe(false);
  expect(isHeld({ headerAbsent: [{ name: 'X-A', matches: 'bad' }] }, '', 200, { 'x-a': 'good' })).toBe(true);
  expect(isHeld({ text: '<Arn>' }, '<x><Arn>a</Arn></x>')).toBe(true);
  expect(isHeld({ text: '<Arn>' }, '<x/>')).toBe(false);
});

it('a rule about the codes of a wire protocol holds for no HTTP answer', () => {
  expect(isHeld({ code: [200, '28P01'] })).toBe(false);
});

it('JSON that is 60,000 deep ends nothing', () => {
  expect(isHeld(json({ path: 'x', exists: true }), `${'['.repeat(30_000)}${']'.repeat(30_000)}`)).toBe(false);
  expect(isHeld(json({ path: 'x', exists: true }), '['.repeat(60_000))).toBe(false);
});

const way = wayOf('servicenow', 'client_credentials');
const capturing = (sources: Readonly<Record<string, string>>) => ({
  ...way,
  exchange: { step: 'token', spec: { capture: sources } } as const,
  plain: sampleTexts(way.connector, way.method),
});
const token = capturing({ accessToken: 'data.access_token' });

it('a token is captured as a secret', () => {
  const { accessToken } = capture(token, answer(200, { data: { access_token: 'tok en' } }));
  expect(accessToken?.reveal()).toBe('tok en');
  expect(JSON.stringify(accessToken)).toBe('"[secret]"');
  expect(capture({ ...token, exchange: { step: 'probe', spec: {} } }, answer(200))).toEqual({});
});

it.each([
  {},
  [],
  { data: null },
  { data: { access_token: '' } },
  { data: { access_token: 7 } },
  { data: { access_token: null } },
  { data: { access_token: 'a\r\nHost: x' } },
  { data: { access_token: ' a' } },
  { data: { access_token: 'é' } },
  '<html>',
  '',
])('an answer without a usable token, %j, is a refused token request', (body) => {
  const refused = new ResolverError('token_request_refused', { httpStatus: 200, hint: 'Its answer holds no token.' });
  expect(() => capture(token, answer(200, body))).toThrow(refused);
});

it('a token stands in a header or a cookie as well, the last cookie of its name', () => {
  const cookies = ['session=first; Path=/', 'other=session=x; Expires=Wed, 09 Jun 2027 10:18:14 GMT', 'session="a.b/c+d=="; HttpOnly'].join('\n');
  const head = answer(204, '', { 'X-Auth-Token': 'in-header', 'set-cookie': cookies });
  const { byHeader, byCookie } = capture(capturing({ byHeader: 'header:X-Auth-Token', byCookie: 'cookie:session' }), head);
  expect([byHeader?.reveal(), byCookie?.reveal()]).toEqual(['in-header', '"a.b/c+d=="']);
});

it.each(['', 'session=; Max-Age=0', 'session=a b', 'session=a,b', 'session=a\\b', 'sessions=a', 'x; session=a', 'SESSION=a'])(
  'a cookie %j gives no token',
  (cookie) => {
    const refused = new ResolverError('token_request_refused', { httpStatus: 200, hint: 'Its answer holds no token.' });
    expect(() => capture(capturing({ session: 'cookie:session' }), answer(200, {}, { 'set-cookie': cookie }))).toThrow(refused);
  },
);

it('a token step whose token is in the head of its answer needs no JSON; one that has it in the body does', () => {
  const code = (sources: Readonly<Record<string, string>>): string => conclude(capturing(sources), answer(204)).code;
  expect([code({ a: 'header:x-a' }), code({ a: 'cookie:a', b: 'header:b' })]).toEqual(['ok', 'ok']);
  expect([code({ a: 'header:x-a', b: 'token' }), code({ a: 'token' }), code({})]).toEqual(Array(3).fill('unexpected_response'));
  expect(conclude(capturing({ a: 'header:x-a' }), answer(401)).code).not.toBe('ok');
});

it('templates: one pass, values are never read as templates, unknown filters give nothing', () => {
  const texts: Record<string, string> = {
    a: '${b}',
    b: 'B',
    account: 'ab_c.eu',
    key: 'x-y-us1',
    pair: 'id:secret',
    url: 'https://h.example.com:8443/x',
    host: 'h.example.com:8443',
    umlaut: 'ä',
    hex: 'id:00fF41',
    half: '00f',
  };
  const render = (template: string): string | null =>
    renderTemplate(
      template,
      (name) => texts[name],
      (value) => value,
    );
  expect(render('<${a}|${b}>')).toBe('<${b}|B>');
  expect(render('$top=1&$x=${b}$')).toBe('$top=1&$x=B$');
  expect(render('x ${none?} y')).toBeNull();
  expect(render('${account|upper|beforeDot|replace:_:-}')).toBe('AB-C');
  expect(render('${key|lastPart:-}.${pair|part:1}.${b|lower}')).toBe('us1.secret.b');
  expect(render('${url|host} ${host|host}')).toBe('h.example.com h.example.com');
  expect(render('${pair|base64} ${umlaut|base64}')).toBe('aWQ6c2VjcmV0 w6Q=');
  expect(render('${hex|part:1|hex}')).toBe('\u0000\u00ffA');
  for (const template of ['${none}', '${b|script}', '${pair|part:7}', '${a|host}', '${b|hex}', '${pair|part:0|hex}', '${half|hex}'])
    expect(() => render(template)).toThrow(ResolverError);
});
