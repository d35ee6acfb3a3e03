import type { Connector, Field, HostRule, Method, Rule } from '../../shared/connectors/connector.ts';
import { namesOf } from '../../shared/connectors/template.ts';
import type { Outline, Scheme } from './outline.ts';

const ORIGIN = /^(?:https:\/\/[^/?]+|\$\{\w+\})/;
const LABEL_PATTERN = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$';

/** A definition to begin with. It says `unproven` until somebody has read what the vendor answers. */
export function scaffold({ id, name, category, docs, base, path, scheme, proof, identity }: Outline): Connector {
  const tokenHosts = scheme.name === 'client_credentials' ? [hostOf(scheme.place)] : [];
  return {
    id,
    name,
    category,
    docs,
    confidence: 'unproven',
    base,
    hosts: uniqueBy([hostOf(base), ...tokenHosts], ({ pattern }) => pattern),
    ports: [443],
    callerMade: false,
    fields: namesOf(originOf(base)).map((field) => originField(field, base)),
    methods: [methodOf(scheme)],
    probe: { method: 'GET', path },
    ...(identity !== undefined && { identity }),
    rules: [...tokenRules(scheme), ...rules(proof)],
    lockout: 'low',
  };
}

function originOf(url: string): string {
  return ORIGIN.exec(url)?.[0] ?? '';
}

function hostOf(url: string): HostRule {
  const origin = originOf(url);
  if (origin.startsWith('${')) return { pattern: origin.replace('}', '|host}'), kind: 'customer' };
  const pattern = origin.replace('https://', '').replaceAll(/\$\{[^}]*\}/g, '*');
  return { pattern, kind: pattern.includes('*') ? 'vendor-tenant' : 'vendor-fixed' };
}

function originField(name: string, base: string): Field {
  const shared = { name, label: labelOf(name), required: true, maskable: false, origin: true } as const;
  if (base.startsWith('${')) return { ...shared, kind: 'url', example: 'https://service.example.com' };
  return { ...shared, kind: 'text', pattern: LABEL_PATTERN, example: 'acme' };
}

function methodOf({ name, place, prefix }: Scheme): Method {
  if (name === 'basic') {
    return {
      id: 'basic',
      label: 'User name and password',
      scheme: 'basic',
      fields: [half('username', 'User name'), secret('password', 'Password')],
      apply: { basic: { user: '${username}', password: '${password}' } },
    };
  }
  if (name === 'client_credentials') return clientCredentials(place);
  if (name === 'bearer') {
    const fields = [secret('token', 'Access token')];
    return { id: 'token', label: 'Access token', scheme: 'bearer', fields, apply: { headers: { Authorization: 'Bearer ${token}' } } };
  }
  const key = { [place]: prefix === undefined ? '${apiKey}' : `${prefix} \${apiKey}` };
  const apply = name === 'header' ? { headers: key } : { query: key };
  return { id: 'api_key', label: 'API key', scheme: `api_key_${name}`, fields: [secret('apiKey', 'API key')], apply };
}

function clientCredentials(tokenUrl: string): Method {
  return {
    id: 'client_credentials',
    label: 'OAuth 2.0 client credentials',
    scheme: 'oauth2_client_credentials',
    fields: [half('clientId', 'Client ID'), secret('clientSecret', 'Client secret')],
    steps: [{ method: 'POST', url: tokenUrl, grant: 'client_credentials', clientAuth: 'basic', capture: { accessToken: 'access_token' } }],
    apply: { headers: { Authorization: 'Bearer ${accessToken}' } },
  };
}

function tokenRules({ name }: Scheme): readonly Rule[] {
  if (name !== 'client_credentials') return [];
  return [
    { step: 'token', status: [400, 401], json: [{ path: 'error', oneOf: ['invalid_client', 'invalid_grant'] }], outcome: 'bad_credentials' },
    { step: 'token', status: [401], outcome: 'bad_credentials' },
  ];
}

function rules(proof = ''): readonly Rule[] {
  return [
    { status: [429], outcome: 'rate_limited' },
    { status: [401], outcome: 'bad_credentials' },
    { status: [403], outcome: 'forbidden' },
    { status: [404], outcome: 'wrong_address' },
    { status: [200], json: [{ path: proof, exists: true }], outcome: 'ok' },
  ];
}

function secret(name: string, label: string): Field {
  return { name, label, kind: 'secret', required: true, maskable: true };
}

function half(name: string, label: string): Field {
  return { name, label, kind: 'text', required: true, maskable: true };
}

function labelOf(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
