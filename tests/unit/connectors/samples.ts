import { generateKeyPairSync } from 'node:crypto';
import { buildRequest, type Exchange, exchangesOf } from '../../../shared/connectors/build-request.ts';
import { makeCatalogue } from '../../../shared/connectors/catalogue.ts';
import { CHALLENGE } from '../../../shared/connectors/challenge.ts';
import { conclude } from '../../../shared/connectors/conclude.ts';
import type { Connector, Field, Method } from '../../../shared/connectors/connector.ts';
import { fieldsOf, methodOf, specsOf } from '../../../shared/connectors/fields.ts';
import { urlTemplateOf } from '../../../shared/connectors/request-origin.ts';
import { namesOf } from '../../../shared/connectors/template.ts';
import type { OutgoingRequest, TargetResponse } from '../../../shared/egress/exchange.ts';
import { Secret, type SecretFields, type SecretTree } from '../../../shared/secrets/secret.ts';
import { asRequest } from '../../helpers/outgoing.ts';

export const CATALOGUE = makeCatalogue();
export const ALL: readonly Connector[] = CATALOGUE.list().map(({ id }) => connectorOf(id));
/** Those that are spoken to by HTTP; those of a wire protocol are looked at in tests/unit/wire. */
export const CONNECTORS = ALL.filter(({ probe }) => probe.protocol === undefined);
export const LOGINS = ALL.filter(({ probe }) => probe.protocol !== undefined);
export const WAYS: readonly (readonly [name: string, connector: Connector, method: Method])[] = CONNECTORS.flatMap((connector) =>
  connector.methods.map((method) => [`${connector.id} by ${method.id}`, connector, method] as const),
);
export const DEPS = { now: () => Date.UTC(2026, 10, 23, 12), uuid: () => '00000000-0000-4000-8000-000000000000' };
export const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const RSA_PEM = RSA.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Made for these tests with openssl; belongs to nothing. */
export const CLIENT_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBgjCCASmgAwIBAgIUK4IHdO4QFMOUQXOpLOq6TMFWsU0wCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLY2xpZW50LnRlc3QwIBcNMjYxMTIzMTYyMjE4WhgPMjEyNjEw
MzAxNjIyMThaMBYxFDASBgNVBAMMC2NsaWVudC50ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAENIs1p4oQ5CEGxX7r0HbBac9pVtXnWLkzhglBhpyuYxpE8AgG
HPe+xTtlDJuLyp6dWvVbdFMfvitaaIrKlzHWjKNTMFEwHQYDVR0OBBYEFJ/5C8aF
18JMUS+oYGZcMK/DR1JhMB8GA1UdIwQYMBaAFJ/5C8aF18JMUS+oYGZcMK/DR1Jh
MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgOcnb8q7othQX1Bnc
oaJjOnpa5i8cM0YcBbiTnGGAYlgCIALvD5/+fhZ1WHXla/dbqDR3TtlbqeKtAZ95
8QKozPr3
-----END CERTIFICATE-----
`;
export const CLIENT_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg9CIXo8aE76tMJnnw
PdfWpvHApfvGogZcHGZ2NTkowBqhRANCAAQ0izWnihDkIQbFfuvQdsFpz2lW1edY
uTOGCUGGnK5jGkTwCAYc977FO2UMm4vKnp1a9Vt0Ux++K1poisqXMdaM
-----END PRIVATE KEY-----
`;

/** Hosts that a token answer names. */
const CAPTURED: Readonly<Record<string, string>> = { instanceUrl: 'https://acme.my.salesforce.com' };

export function connectorOf(id: string): Connector {
  const connector = CATALOGUE.get(id);
  if (!connector) throw new Error(`no definition ${id}`);
  return connector;
}

export type Texts = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** What some fields must look like to be of use to a signer. */
export const FORMED: Readonly<Record<string, string>> = {
  clientCertificate: CLIENT_CERTIFICATE,
  clientKey: CLIENT_KEY,
  adminApiKey: `${'5f'.repeat(12)}:${'a1'.repeat(32)}`,
  accountKey: Buffer.from('sample-accountKey').toString('base64'),
  sasToken: 'sv=2022-11-02&ss=b&srt=s&sp=l&se=2027-01-01T00:00:00Z&spr=https&sig=a%2Bb%2Fc%3D',
};
/** A challenge of MongoDB Atlas. */
export const DIGEST_CHALLENGE = 'Digest realm="MMS Public API", domain="", nonce="b3Vyb3duY2hhbGxlbmdl", algorithm=MD5, qop="auth", stale=false';

function sampleOf(field: Field, method: Method): string {
  if (field.name === 'privateKey' && (method.sign !== undefined || method.steps?.some((step) => step.assertion))) return RSA_PEM;
  const formed = FORMED[field.name];
  if (formed !== undefined) return formed;
  return field.default ?? field.example ?? field.options?.[0] ?? `sample-${field.name}`;
}

/** A text for every field of a way to connect. */
export function sampleTexts(connector: Connector, method: Method): Readonly<Record<string, string>> {
  const fields = fieldsOf(connector, method).filter((field) => field.kind !== 'map');
  return Object.fromEntries(fields.map((field) => [field.name, sampleOf(field, method)]));
}

export function plainOf(connector: Connector, method: Method, texts: Texts): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const field of fieldsOf(connector, method)) {
    const text = texts[field.name] ?? field.default;
    if (!field.maskable && typeof text === 'string') plain[field.name] = text;
  }
  return plain;
}

export function secretsOf(texts: Texts): SecretFields {
  const secretTree = (text: Texts[string]): SecretTree =>
    typeof text === 'string' ? new Secret(text) : Object.fromEntries(Object.entries(text).map(([name, each]) => [name, new Secret(each)]));
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, secretTree(text)]));
}

/** What the answers of earlier steps would have given. */
export function capturedSamples(method: Method): Readonly<Record<string, string>> {
  const captured = (method.steps ?? []).flatMap((step) => Object.keys(step.capture ?? {}));
  return Object.fromEntries(captured.map((name) => [name, CAPTURED[name] ?? 'issued-token']));
}

/** A request as text, for looking at it. */
export type Seen = {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
  readonly request: OutgoingRequest;
};

export type Way = { readonly connector: Connector; readonly method: Method };

export function wayOf(id: string, methodId?: string): Way {
  const connector = connectorOf(id);
  const method = methodOf(connector, methodId);
  if (!method) throw new Error(`no method ${methodId}`);
  return { connector, method };
}

/** Every request of a way to connect, the one that ends a session too. */
export function exchangesWithClose({ connector, method }: Way): readonly Exchange[] {
  return [...exchangesOf(connector, method), ...(method.close ? [{ step: 'close' as const, spec: method.close }] : [])];
}

/** Names captured for where later requests go. */
export function learnedNames({ connector, method }: Way): readonly string[] {
  const captured = new Set((method.steps ?? []).flatMap((spec) => Object.keys(spec.capture ?? {})));
  return specsOf(connector, method).flatMap((spec) => namesOf(urlTemplateOf(connector, method, spec).origin).filter((name) => captured.has(name)));
}

/** The request of the last exchange, or of the one named, from samples with some replaced. */
export async function seen({ connector, method }: Way, texts: Texts = {}, step: Exchange['step'] = 'probe'): Promise<Seen> {
  const exchange = exchangesWithClose({ connector, method }).find((each) => each.step === step)!;
  const sent = { ...sampleTexts(connector, method), ...capturedSamples(method), [CHALLENGE]: DIGEST_CHALLENGE, ...texts };
  const request = asRequest(await buildRequest({ connector, method, exchange, values: secretsOf(sent) }, DEPS));
  const { destination } = request;
  const [path = '', ...query] = request.pathAndQuery.reveal().split('?');
  return {
    method: request.method,
    origin: `${destination.scheme}://${destination.host}:${destination.port}`,
    path,
    query: query.join('?'),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, value.reveal()])),
    body: request.body?.reveal() ?? null,
    request,
  };
}

export function answer(httpStatus: number, body: unknown = '', headers: Readonly<Record<string, string>> = {}): TargetResponse {
  const isText = typeof body === 'string';
  const all = { 'content-type': isText ? 'text/html; charset=UTF-8' : 'application/json;charset=UTF-8', ...headers };
  return {
    httpStatus,
    headers: new Map(Object.entries(all).map(([name, value]) => [name.toLowerCase(), value])),
    bodyText: isText ? body : JSON.stringify(body),
  };
}

export function verdict(
  way: Way,
  response: TargetResponse,
  { step = 'probe', texts = {} }: { readonly step?: 'token' | 'probe'; readonly texts?: Texts } = {},
): string {
  const exchange = exchangesOf(way.connector, way.method).find((each) => each.step === step)!;
  return conclude({ ...way, exchange, plain: plainOf(way.connector, way.method, texts) }, response).code;
}

export const LOGIN_PAGE = '<!doctype html><html><head><title>Log in</title></head><body><form action="/login.jsp"></form></body></html>';
