import type { OutgoingRequest } from '../egress/exchange.ts';
import { ResolverError } from '../errors.ts';
import { Secret, type SecretFields } from '../secrets/secret.ts';
import type { Connector, Method, RequestSpec, Sign } from './connector.ts';
import { isCallerHeader } from './header-names.ts';
import { renderBody } from './request-body.ts';
import { joinPairs, plainText, renderBasic, renderCredentials, renderHeaders } from './request-credentials.ts';
import { type Pairs, type RequestDraft, sealed, type Verb } from './request-draft.ts';
import { renderUrl } from './request-url.ts';
import { signWithSigV4 } from './signers/aws-sigv4.ts';
import { signWithMtls } from './signers/mtls.ts';
import { namesOf, type TextOf, unusable } from './template.ts';
import { asHeaderText } from './value-check.ts';

export type Exchange = { readonly step: 'token' | 'probe' | 'close'; readonly spec: RequestSpec };
export type BuildDeps = { readonly now: () => number; readonly uuid: () => string };
export type BuildContext = { readonly connector: Connector; readonly method: Method; readonly exchange: Exchange; readonly values: SecretFields };

const VERBS: readonly Verb[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** GitHub and others refuse requests that do not say who sends them. */
const DEFAULT_HEADERS: Pairs = [
  ['accept', 'application/json'],
  ['user-agent', 'secret-mask-resolver'],
];

/** The requests of a way to connect, in the order they are sent. */
export function exchangesOf(connector: Connector, method: Method): readonly Exchange[] {
  const steps = (method.steps ?? []).map((spec) => ({ step: 'token' as const, spec }));
  return [...steps, { step: 'probe', spec: method.probe ?? connector.probe }];
}

/**
 * The request of one exchange, every value checked for the place it goes to. `now` is milliseconds since 1970.
 * @throws ResolverError `value_unusable` with the field's pointer; `address_denied`; `misconfigured` for what is never sent
 */
export function buildRequest(context: BuildContext, deps: BuildDeps): OutgoingRequest {
  const { connector, method, exchange, values } = context;
  const { step, spec } = exchange;
  refuseUnsendable(connector, exchange);
  const textOf = textsIn(values);
  const url = renderUrl({ connector, method, spec }, textOf);
  const body = renderBody(spec, textOf, deps);
  const credentials = step === 'token' ? { headers: [], query: [] } : renderCredentials(method.apply ?? {}, textOf);
  const draft: RequestDraft = {
    verb: verbOf(spec, textOf),
    destination: url.destination,
    path: url.path,
    query: [url.query, joinPairs(credentials.query)].filter((part) => part !== '').join('&'),
    // Later ones win: nothing a caller writes can replace a credential.
    headers: new Map([...DEFAULT_HEADERS, ...callersHeaders(spec, values), ...specHeaders(spec, textOf), ...body.headers, ...credentials.headers]),
    body: body.text,
  };
  return sealed(method.sign ? signed(draft, step, { sign: method.sign, textOf, nowMs: deps.now() }) : draft);
}

type Signing = { readonly sign: Sign; readonly textOf: TextOf; readonly nowMs: number };

/** A client certificate is shown on every connection of the method; a signature belongs to what follows the token step. */
function signed(draft: RequestDraft, step: Exchange['step'], { sign, textOf, nowMs }: Signing): RequestDraft {
  if (sign.kind === 'mtls') return signWithMtls(draft, sign, textOf);
  if (step === 'token') return draft;
  if (sign.kind === 'aws_sigv4') return signWithSigV4(draft, sign, { textOf, nowMs });
  throw new ResolverError('misconfigured', { hint: `Requests signed with ${sign.kind} cannot be made yet; nothing was sent.` });
}

/** The second lock: checkFields refuses such a method before a secret is read. */
function refuseUnsendable(connector: Connector, { spec }: Exchange): void {
  if (!spec.storesNewSecret && spec.protocol === undefined) return;
  const hint = spec.storesNewSecret
    ? 'Testing this way to connect would use up the stored refresh token; nothing was sent.'
    : 'This protocol cannot be spoken yet; nothing was sent.';
  throw new ResolverError('misconfigured', { connector: connector.name, hint });
}

function verbOf(spec: RequestSpec, textOf: TextOf): Verb {
  const template = spec.method ?? 'GET';
  const text = plainText(template, textOf);
  const verb = VERBS.find((each) => each === text);
  if (!verb) throw unusable(namesOf(template)[0] ?? '');
  return verb;
}

function specHeaders(spec: RequestSpec, textOf: TextOf): Pairs {
  const basic: Pairs = spec.basic ? [['authorization', renderBasic(spec.basic, textOf)]] : [];
  return [...basic, ...renderHeaders(spec.headers ?? {}, textOf)];
}

function callersHeaders(spec: RequestSpec, values: SecretFields): Pairs {
  const field = spec.headersField;
  if (field === undefined) return [];
  return entriesIn(values, field).map(([name, value]) => {
    if (!isCallerHeader(name)) throw unusable(field);
    return [name.toLowerCase(), asHeaderText(value, `${field}/${name}`)];
  });
}

function textsIn(values: SecretFields): TextOf {
  return (name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value instanceof Secret ? value.reveal() : undefined;
  };
}

/** The entries of a `map` field. */
function entriesIn(values: SecretFields, name: string): Pairs {
  const tree = Object.hasOwn(values, name) ? values[name] : undefined;
  if (tree === undefined || tree instanceof Secret) return [];
  return Object.entries(tree).flatMap(([key, value]) => (value instanceof Secret ? [[key, value.reveal()] as const] : []));
}
