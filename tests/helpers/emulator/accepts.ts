import { verify } from 'node:crypto';
import type { Connector, Method, RequestSpec } from '../../../shared/connectors/connector.ts';
import { type Arrived, hasBasic, hasClient, hasHeaders, hasJson, hasPairs, hasPath } from './arrived.ts';
import { expectedText, type Values } from './expected-text.ts';

export type Accepted = { readonly connector: Connector; readonly method: Method; readonly spec: RequestSpec; readonly step: 'token' | 'probe' };

/** Of the fields that are read by their names (RFC 6749 §4.3.2, §6). */
const GRANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  password: { username: '${username}', password: '${password}' },
  refresh_token: { refresh_token: '${refreshToken}' },
};

/** Is this the request that is declared, with these values, each where it is declared? A signature is not looked at: see Emulator. */
export function accepts(accepted: Accepted, arrived: Arrived, values: Values): boolean {
  const { spec } = accepted;
  return (
    arrived.verb === expectedText(spec.method ?? 'GET', values) &&
    isWhereDeclared(accepted, arrived, values) &&
    hasHeaders(arrived, { ...spec.headers }, values) &&
    hasPairs(arrived.query, { ...spec.query }, values) &&
    (!spec.basic || hasBasic(arrived, spec.basic, values)) &&
    hasBody(spec, arrived, values) &&
    (accepted.step === 'token' || hasCredentials(accepted.method, arrived, values))
  );
}

function hasCredentials({ apply = {}, sign }: Method, arrived: Arrived, values: Values): boolean {
  const signsHeaders = sign !== undefined && sign.kind !== 'mtls';
  return (
    (signsHeaders || hasHeaderCredentials(apply, arrived, values)) &&
    hasPairs(arrived.query, { ...apply.query }, values) &&
    (!apply.apiKey || hasApiKey(arrived, apply.apiKey, values)) &&
    hasClientKey(sign, arrived, values)
  );
}

function hasHeaderCredentials({ headers, basic }: NonNullable<Method['apply']>, arrived: Arrived, values: Values): boolean {
  return hasHeaders(arrived, { ...headers }, values) && (!basic || hasBasic(arrived, basic, values));
}

function hasClientKey(sign: Method['sign'], { clientKey }: Arrived, values: Values): boolean {
  return sign?.kind !== 'mtls' || clientKey?.trim() === expectedText(`${sign.parameters['key']}`, values)?.trim();
}

const URL_PARTS = /^(?<origin>https:\/\/[^/?]+|\$\{\w+\})(?<path>[^?]*)\??(?<query>.*)$/;

function isWhereDeclared({ connector, method, spec }: Accepted, arrived: Arrived, values: Values): boolean {
  const declared = spec.url ?? [method.base ?? connector.base, spec.path].join('');
  const { origin = '', path = '', query } = URL_PARTS.exec(declared)?.groups ?? {};
  const url = new URL(String(expectedText(origin, values)));
  const whole = [url.pathname.replace(/\/$/, ''), path, values[String(spec.pathField)]].join('');
  const pairs = Object.fromEntries(new URLSearchParams(query));
  return arrived.origin === url.origin && hasPath(arrived, whole || '/', values) && hasPairs(arrived.query, pairs, values);
}

type ApiKey = NonNullable<NonNullable<Method['apply']>['apiKey']>;

function hasApiKey({ headers, query }: Arrived, apiKey: ApiKey, values: Values): boolean {
  const [name = '', place, value, prefix = ''] = [apiKey.name, apiKey.in, apiKey.value, apiKey.prefix].map((template) => expectedText(template, values) ?? '');
  if (place === 'query') return query.get(name) === `${prefix}${value}`;
  return [`${prefix}${value}`, `${prefix} ${value}`].includes(headers[name.toLowerCase()] ?? '');
}

function hasBody(spec: RequestSpec, arrived: Arrived, values: Values): boolean {
  if (spec.grant !== undefined) return hasGrant({ ...spec, grant: spec.grant }, arrived, values);
  if (spec.form) return hasPairs(new URLSearchParams(arrived.body), spec.form, values);
  if (spec.json !== undefined) return hasJson(arrived, spec.json, values);
  if (spec.xml !== undefined)
    return arrived.body.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))) === expectedText(spec.xml, values);
  return arrived.body === '';
}

function hasGrant({ grant, clientAuth, scope, params = {}, assertion }: RequestSpec & { readonly grant: string }, arrived: Arrived, values: Values): boolean {
  const form = new URLSearchParams(arrived.body);
  const declared = { grant_type: grant, ...GRANTS[grant], ...(scope !== undefined && { scope }), ...params };
  const place = clientAuth === undefined ? null : expectedText(clientAuth, values);
  return (
    hasPairs(form, declared, values) &&
    (place === null || hasClient(arrived, place, values)) &&
    (!assertion || hasAssertion(form.get(assertion.use === 'grant' ? 'assertion' : 'client_assertion') ?? '', assertion, values))
  );
}

/** The public half of the key is all that a service has. */
function hasAssertion(jwt: string, { alg, claims }: NonNullable<RequestSpec['assertion']>, values: Values): boolean {
  const [head = '', payload = '', signature = ''] = jwt.split('.');
  const told = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const isSaid = Object.entries(claims).every(([name, template]) => (told[name] ?? null) === expectedText(template, values));
  const padding = alg === 'PS256' ? { padding: 6, saltLength: 32 } : {};
  return (
    isSaid &&
    verify('sha256', Buffer.from(`${head}.${payload}`), { key: values['publicKey of the assertion'] ?? '', ...padding }, Buffer.from(signature, 'base64url'))
  );
}
