import type { TemplateMap } from '../../../shared/connectors/connector.ts';
import type { OutgoingRequest } from '../../../shared/egress/exchange.ts';
import type { Json } from '../../../shared/json.ts';
import { expectedText, type Values } from './expected-text.ts';

/** A request as a service sees it. */
export type Arrived = {
  readonly verb: string;
  readonly origin: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** PEM of the client certificate's key, where one was shown. */
  readonly clientKey: string | null;
};

export function arrivedOf(request: OutgoingRequest): Arrived {
  const { scheme, host, port } = request.destination;
  const url = new URL(`${scheme}://${host}:${port}${request.pathAndQuery.reveal()}`);
  return {
    verb: request.method,
    origin: url.origin,
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, value.reveal()])),
    body: request.body?.reveal() ?? '',
    clientKey: request.clientCertificate?.key.reveal() ?? null,
  };
}

/** Every header of the map stands there as declared; those whose optional value is empty do not. */
export function hasHeaders({ headers }: Arrived, declared: TemplateMap, values: Values): boolean {
  return Object.entries(declared).every(([name, template]) => (headers[name.toLowerCase()] ?? null) === expectedText(template, values));
}

export function hasBasic({ headers }: Arrived, { user, password }: { readonly user: string; readonly password: string }, values: Values): boolean {
  const text = basicOf(headers);
  return text === `${expectedText(user, values)}:${expectedText(password, values)}`;
}

/** RFC 6749 §2.3.1: both halves are form-encoded. */
export function hasClient({ headers, body }: Arrived, clientAuth: string, { clientId = '', clientSecret = '' }: Values): boolean {
  const form = new URLSearchParams(body);
  if (clientAuth === 'body') return form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
  return basicOf(headers).split(':').map(decodeURIComponent).join('\n') === `${clientId}\n${clientSecret}`;
}

export function hasPairs(pairs: URLSearchParams, declared: TemplateMap, values: Values): boolean {
  return Object.entries(declared).every(([name, template]) => {
    const expected = expectedText(template, values);
    return expected === null ? !pairs.has(name) : pairs.getAll(name).join('\n') === expected;
  });
}

/** The path segment by segment, each decoded, so that no value can add one. */
export function hasPath({ path }: Arrived, declared: string, values: Values): boolean {
  const expected = declared.split('/').map((segment) => expectedText(decodeURIComponent(segment), values) ?? '');
  return path.split('/').map(decodeURIComponent).join('\n') === expected.join('\n').replace(/\n\n+/g, '\n');
}

export function hasJson({ body }: Arrived, declared: Json, values: Values): boolean {
  return JSON.stringify(JSON.parse(body)) === JSON.stringify(filled(declared, values));
}

function filled(json: Json, values: Values): Json | undefined {
  if (typeof json === 'string') return expectedText(json, values) ?? undefined;
  if (Array.isArray(json)) return json.map((each: Json) => filled(each, values) ?? null);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, each]) => {
      const value = filled(each, values);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function basicOf(headers: Arrived['headers']): string {
  const [scheme, text = ''] = (headers['authorization'] ?? '').split(' ');
  return scheme === 'Basic' ? Buffer.from(text, 'base64').toString('utf8') : '';
}
