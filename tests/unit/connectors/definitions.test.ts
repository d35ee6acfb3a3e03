import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Connector, Rule } from '../../../shared/connectors/connector.ts';
import { destinationsOf } from '../../../shared/connectors/destinations.ts';
import { fieldsOf, specsOf } from '../../../shared/connectors/fields.ts';
import { urlTemplateOf } from '../../../shared/connectors/request-origin.ts';
import { namesOf } from '../../../shared/connectors/template.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { answer, CONNECTORS, DEPS, LOGIN_PAGE, plainOf, sampleTexts, seen, verdict, WAYS } from './samples.ts';

const FOLDER = new URL('../../../shared/connectors/', import.meta.url);
const schema = JSON.parse(readFileSync(new URL('connector.schema.json', FOLDER), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: false, formats: { regex: (text: string) => Boolean(new RegExp(text)) } });
const validate = ajv.compile(schema);
const rulesOf = (connector: Connector): readonly Rule[] => [...connector.methods.flatMap((method) => method.rules ?? []), ...connector.rules];
const isTestable = (connector: Connector, id: string): boolean =>
  !connector.methods.find((method) => method.id === id)?.steps?.some((step) => step.storesNewSecret);

/** What signers make, and `apply` or their own parameters name. */
const MADE: Readonly<Record<string, readonly string[]>> = {
  jwt: ['jwt', 'publicKeyFingerprint'],
  hmac: ['signature', 'date', 'verb', 'host', 'path', 'parameters', 'body'],
};

/** Every ${name} anywhere in a value. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return namesOf(value);
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return isJsonObject(value) ? Object.values(value).flatMap(namesIn) : [];
}

it('every service is described in a file of its own name', () => {
  expect(CONNECTORS.length).toBeGreaterThanOrEqual(24);
  const files = readdirSync(new URL('definitions/', FOLDER)).map((file) => file.replace(/\.json$/, ''));
  expect(CONNECTORS.map(({ id }) => id)).toEqual(files.sort());
});

it.each(CONNECTORS.map((connector) => [connector.id, connector] as const))('%s is as the schema says', (_, connector) => {
  expect(validate(connector) || validate.errors).toBe(true);
});

it('the schema refuses a property it does not know, wherever it stands', () => {
  const places = (part: unknown): readonly unknown[] => {
    if (Array.isArray(part)) return part.flatMap(places);
    if (!isJsonObject(part)) return [];
    const own = part['type'] === 'object' && part['additionalProperties'] === undefined ? [part] : [];
    return [...own, ...Object.values(part).flatMap(places)];
  };
  expect(places(schema)).toEqual([]);
  expect(validate({ ...CONNECTORS[0], script: 'x' })).toBe(false);
});

describe.each(WAYS)('%s', (_, connector, method) => {
  const fields = fieldsOf(connector, method);
  const captured = specsOf(connector, method).flatMap((spec) => Object.keys(spec.capture ?? {}));

  it('uses only names that are fields or captured, and captures into no field', () => {
    const rules = [...(method.rules ?? []), ...connector.rules].map((rule) => rule.statusIn);
    const used = namesIn([method.base ?? connector.base, method.hosts ?? [], specsOf(connector, method), method.apply ?? {}, method.sign ?? {}, rules]);
    const known = new Set([...fields.map((field) => field.name), ...captured, ...(MADE[method.sign?.kind ?? 'mtls'] ?? [])]);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
    expect(captured.filter((name) => fields.some((field) => field.name === name))).toEqual([]);
  });

  it('lets no mask into scheme, host or port, and marks the fields that form them', () => {
    const forming = specsOf(connector, method).flatMap((spec) => namesOf(urlTemplateOf(connector, method, spec).origin));
    for (const name of forming) expect(fields.find((field) => field.name === name)).toMatchObject({ maskable: false, origin: true });
  });

  it('lets no mask into path or query but by its credential', () => {
    const inUrl = new Set(
      specsOf(connector, method).flatMap((spec) => namesIn([spec.path ?? '', spec.query ?? {}, spec.pathField === undefined ? '' : `\${${spec.pathField}}`])),
    );
    expect(fields.filter((field) => inUrl.has(field.name) && field.maskable)).toEqual([]);
  });

  it('calls no answer ok for its status alone, generic-http aside', () => {
    const ok = [...(method.rules ?? []), ...connector.rules].filter((rule) => rule.outcome === 'ok');
    expect(ok.length).toBeGreaterThan(0);
    expect(ok.every((rule) => connector.callerMade || (rule.json ?? []).length > 0 || rule.text !== undefined)).toBe(true);
    expect(connector.callerMade).toBe(connector.id === 'generic-http');
  });
});

describe.each(WAYS.filter(([, connector, method]) => isTestable(connector, method.id)))('%s', (_, connector, method) => {
  it('renders with sample values inside its own hosts', async () => {
    const texts = sampleTexts(connector, method);
    const destinations = destinationsOf(connector, method, plainOf(connector, method, texts));
    expect(destinations.filter(({ kind, scheme, port }) => kind === null || scheme !== 'https' || port !== 443)).toEqual([]);
    const origins = destinations.map(({ host, port }) => `https://${host}:${port}`);
    for (const step of method.steps ? (['token', 'probe'] as const) : (['probe'] as const))
      expect(origins).toContain((await seen({ connector, method }, {}, step)).origin);
  });
});

describe.each(WAYS.filter(([, connector]) => !connector.callerMade))('%s', (_, connector, method) => {
  it('does not take a login page, an empty object, a redirect or trouble of the service for a verdict on the credentials', () => {
    const way = { connector, method };
    expect(verdict(way, answer(200, LOGIN_PAGE))).toBe('unexpected_response');
    expect(verdict(way, answer(200, {}))).toBe('unexpected_response');
    expect(verdict(way, answer(302, '', { location: 'https://sso.example.com/' }))).toBe('redirect_blocked');
    expect(verdict(way, answer(429))).toBe('rate_limited');
    expect(verdict(way, answer(500, LOGIN_PAGE))).toBe('target_unavailable');
    expect(verdict(way, answer(503))).toBe('target_unavailable');
    expect(verdict(way, answer(418))).toBe('unexpected_response');
    expect(verdict(way, answer(401, LOGIN_PAGE))).toBe('bad_credentials');
    expect(verdict(way, answer(403, LOGIN_PAGE))).toBe('forbidden');
    expect(verdict(way, answer(404, LOGIN_PAGE))).toBe('wrong_address');
  });
});

describe.each(WAYS.filter(([, , method]) => method.steps !== undefined))('%s', (_, connector, method) => {
  it('tells a refused client from a refused grant at the token endpoint', () => {
    const at = (status: number, body: unknown): string => verdict({ connector, method }, answer(status, body), { step: 'token' });
    expect(at(400, { error: 'invalid_client' })).toBe('bad_credentials');
    expect(at(401, { error: 'invalid_client' })).toBe('bad_credentials');
    expect(at(400, { error: 'invalid_grant' })).toBe('bad_credentials');
    expect(at(401, '')).toBe('bad_credentials');
    expect(at(400, { error: 'invalid_scope' })).toBe('token_request_refused');
    expect(at(400, LOGIN_PAGE)).toBe('token_request_refused');
    expect(at(200, LOGIN_PAGE)).toBe('unexpected_response');
    expect(at(200, { access_token: 'x' })).toBe('ok');
    expect(at(302, '')).toBe('redirect_blocked');
    expect(at(429, '')).toBe('rate_limited');
    expect(at(502, '')).toBe('target_unavailable');
  });
});

it('the patterns of the definitions need no backtracking: no repetition inside a repetition', () => {
  const patterns = CONNECTORS.flatMap((connector) => [
    ...rulesOf(connector).flatMap((rule) => [rule.text, rule.header?.matches, ...(rule.json ?? []).map((condition) => condition.matches)]),
    ...connector.methods.flatMap((method) => fieldsOf(connector, method).map((field) => field.pattern)),
  ]).filter((pattern) => pattern !== undefined);
  expect(patterns.length).toBeGreaterThan(20);
  expect(patterns.filter((pattern) => /[+*][^)]*\)[+*]/.test(pattern.replace('( [a-zA-Z0-9.:_-]+)*', '')))).toEqual([]);
});

it('time comes in: the same clock gives the same request', async () => {
  const [, connector, method] = WAYS.find(([name]) => name === 'generic-http by aws_sigv4')!;
  expect((await seen({ connector, method })).headers['x-amz-date']).toBe('20261123T120000Z');
  expect(DEPS.now()).toBe(Date.UTC(2026, 10, 23, 12));
});
