import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Connector, Field, Method, Rule } from '../../../shared/connectors/connector.ts';
import { destinationsOf, hosted } from '../../../shared/connectors/destinations.ts';
import { fieldsOf, specsOf } from '../../../shared/connectors/fields.ts';
import { urlTemplateOf } from '../../../shared/connectors/request-origin.ts';
import { namesOf } from '../../../shared/connectors/template.ts';
import { isJsonObject } from '../../../shared/json.ts';
import { provesMore } from './proof-of-ok.ts';
import { CONNECTORS, DEPS, exchangesWithClose, learnedNames, LOGINS, plainOf, sampleTexts, seen, WAYS } from './samples.ts';

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

/** Fields that the engine reads by their names. */
const BY_NAME: Readonly<Record<string, readonly string[]>> = { password: ['username', 'password'], refresh_token: ['refreshToken'] };

function usedIn(connector: Connector, method: Method): ReadonlySet<string> {
  const specs = [...specsOf(connector, method), ...(method.close ? [method.close] : [])];
  const rules = [...(method.rules ?? []), ...connector.rules].map((rule) => rule.statusIn);
  const named = namesIn([method.base ?? connector.base, method.hosts ?? connector.hosts, specs, method.apply ?? {}, method.sign ?? {}, rules]);
  const implied = specs.flatMap(({ grant = '', clientAuth, headersField, pathField }) => [
    ...(BY_NAME[grant] ?? []),
    ...(clientAuth === undefined ? [] : ['clientId', 'clientSecret']),
    ...[headersField, pathField].filter((name) => name !== undefined),
  ]);
  return new Set([...named, ...implied]);
}

it('every service has a file of its own name', () => {
  expect(readdirSync(new URL('definitions/', FOLDER)).sort()).toEqual([...CONNECTORS, ...LOGINS].map(({ id }) => `${id}.json`).toSorted());
  expect(CONNECTORS.length).toBeGreaterThanOrEqual(267);
  expect(WAYS.length).toBeGreaterThanOrEqual(320);
});

it.each([...CONNECTORS, ...LOGINS].map((connector) => [connector.id, connector] as const))('%s is as the schema says', (_, connector) => {
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
    const known = new Set([...fields.map((field) => field.name), ...captured, ...(MADE[method.sign?.kind ?? 'mtls'] ?? [])]);
    expect([...usedIn(connector, method)].filter((name) => !known.has(name))).toEqual([]);
    expect(captured.filter((name) => fields.some((field) => field.name === name))).toEqual([]);
  });

  it('lets no mask into scheme, host or port, and marks the fields that form them', () => {
    const forming = specsOf(connector, method).flatMap((spec) => namesOf(urlTemplateOf(connector, method, spec).origin));
    const learned = learnedNames({ connector, method });
    for (const name of forming.filter((each) => !learned.includes(each)))
      expect(fields.find((field) => field.name === name)).toMatchObject({ maskable: false, origin: true });
  });

  it('uses every field it asks for', () => {
    expect(method.fields.filter(({ name }) => !usedIn(connector, method).has(name))).toEqual([]);
    const anywhere = new Set(connector.methods.flatMap((each) => [...usedIn(connector, each)]));
    expect(connector.fields.filter(({ name }) => !anywhere.has(name))).toEqual([]);
  });

  it('lets no mask into path or query but a secret', () => {
    const inUrl = new Set(
      specsOf(connector, method).flatMap((spec) => namesIn([spec.path ?? '', spec.query ?? {}, spec.pathField === undefined ? '' : `\${${spec.pathField}}`])),
    );
    expect(fields.filter((field) => inUrl.has(field.name) && field.maskable && field.kind !== 'secret')).toEqual([]);
  });

  it('learns all of an origin from one answer, and names the field of its regions as it is', () => {
    const learned = new Set(learnedNames({ connector, method }));
    const teaching = (method.steps ?? []).filter((spec) => Object.keys(spec.capture ?? {}).some((name) => learned.has(name)));
    expect(teaching.length).toBeLessThanOrEqual(1);
    expect(connector.region === undefined || fields.some(({ name }) => name === connector.region)).toBe(true);
  });

  it('calls an answer ok for its status alone only where it says that this proves nothing', () => {
    const ok = [...(method.rules ?? []), ...connector.rules].filter((rule) => rule.outcome === 'ok');
    expect(ok.length).toBeGreaterThan(0);
    const mayRestOnStatus = connector.callerMade || connector.confidence === 'unproven';
    expect(ok.filter((rule) => !mayRestOnStatus && !provesMore(rule))).toEqual([]);
    expect(connector.callerMade).toBe(connector.id === 'generic-http');
  });

  it('gives examples and defaults that its own patterns let pass', () => {
    const fits = (field: Field, text: string | undefined): boolean =>
      text === undefined || (new RegExp(field.pattern ?? '').test(text) && (field.options?.includes(text) ?? true));
    expect(fields.filter((field) => !fits(field, field.example) || !fits(field, field.default))).toEqual([]);
  });
});

describe.each(WAYS.filter(([, connector, method]) => isTestable(connector, method.id)))('%s', (_, connector, method) => {
  it('renders with sample values inside its own hosts', async () => {
    const plain = plainOf(connector, method, sampleTexts(connector, method));
    const destinations = destinationsOf(connector, method, plain);
    expect(destinations.filter(({ kind, scheme, port }) => kind === null || scheme !== 'https' || !connector.ports.includes(port))).toEqual([]);
    const known = new Set(destinations.map(({ host, port }) => `https://${host}:${port}`));
    for (const { step } of exchangesWithClose({ connector, method })) {
      const { origin, request } = await seen({ connector, method }, {}, step);
      expect(known.has(origin) || learnedNames({ connector, method }).length > 0).toBe(true);
      expect(hosted({ connector, method, plain }, request.destination)).toMatchObject({ kind: expect.any(String), scheme: 'https' });
    }
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

describe('time comes in', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  /** A signature by PS256 is salted (RFC 7518, 3.5); what it signs is not. */
  const unsalted = (body: string | null): string | undefined => body?.replace(/(\beyJhbGciOiJQUzI1Ni[\w-]*\.[\w-]+)\.[\w-]+/, '$1');

  it.each(WAYS.filter(([, connector, method]) => isTestable(connector, method.id)))(
    '%s: the same clock gives the same request',
    async (_, connector, method) => {
      for (const { step } of exchangesWithClose({ connector, method })) {
        const requests = [];
        for (const year of [2001, 2031]) {
          vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(year, 0) });
          const { request: __, body, ...told } = await seen({ connector, method }, {}, step);
          requests.push({ ...told, body: unsalted(body) });
        }
        expect(requests[0]).toEqual(requests[1]);
      }
    },
  );

  it('and another clock gives another', async () => {
    const [, connector, method] = WAYS.find(([name]) => name === 'generic-http by aws_sigv4')!;
    const dateSent = async (): Promise<unknown> => (await seen({ connector, method })).headers['x-amz-date'];
    expect(await dateSent()).toBe('20261123T120000Z');
    vi.spyOn(DEPS, 'now').mockReturnValue(Date.UTC(2026, 10, 23, 13));
    expect(await dateSent()).toBe('20261123T130000Z');
  });
});
