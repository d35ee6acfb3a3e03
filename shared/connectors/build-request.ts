import type { Outgoing } from '../egress/exchange.ts';
import { ResolverError } from '../errors.ts';
import { Secret, type SecretFields } from '../secrets/secret.ts';
import type { Apply, Connector, Method, RequestSpec } from './connector.ts';
import { isCallerHeader } from './header-names.ts';
import { renderLogin } from './login.ts';
import { renderBody } from './request-body.ts';
import { joinPairs, plainText, renderBasic, renderCredentials, renderHeaders } from './request-credentials.ts';
import { type Pairs, type RequestDraft, sealed, type Verb } from './request-draft.ts';
import { renderUrl } from './request-url.ts';
import { signRequest } from './sign-request.ts';
import { namesOf, type TextOf, unusable } from './template.ts';
import { asHeaderText } from './value-check.ts';

/** A challenge is the probe's request without credentials, whose answer says how they are to be shown (HTTP Digest). */
export type Exchange = { readonly step: 'token' | 'probe' | 'close'; readonly spec: RequestSpec; readonly isChallenge?: true };
/** One that a verdict may come of. */
export type TestExchange = Exchange & { readonly step: 'token' | 'probe' };
export type BuildDeps = { readonly now: () => number; readonly uuid: () => string };
export type BuildContext = { readonly connector: Connector; readonly method: Method; readonly exchange: Exchange; readonly values: SecretFields };

const VERBS: readonly Verb[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** GitHub and others refuse requests that do not say who sends them. */
const DEFAULT_HEADERS: Pairs = [
  ['accept', 'application/json'],
  ['user-agent', 'secret-mask-resolver'],
];

/** The requests of a way to connect, in the order they are sent. */
export function exchangesOf(connector: Connector, method: Method): readonly TestExchange[] {
  const steps = (method.steps ?? []).map((spec) => ({ step: 'token' as const, spec }));
  const spec = method.probe ?? connector.probe;
  const challenge: readonly TestExchange[] = method.sign?.kind === 'digest' ? [{ step: 'token', spec, isChallenge: true }] : [];
  return [...steps, ...challenge, { step: 'probe', spec }];
}

/**
 * The request of one exchange, every value checked for the place it goes to. `now` is milliseconds since 1970.
 * @throws ResolverError `value_unusable` with the field's pointer; `address_denied`; `misconfigured` for what is never sent
 */
export async function buildRequest(context: BuildContext, deps: BuildDeps): Promise<Outgoing> {
  const { connector, method, exchange, values } = context;
  const { step, spec } = exchange;
  refuseUnsendable(connector, exchange);
  const textOf = textsIn(values);
  if (spec.protocol !== undefined) return renderLogin({ connector, method, spec: { ...spec, protocol: spec.protocol } }, textOf);
  const url = renderUrl({ connector, method, spec }, textOf);
  const body = await renderBody(spec, textOf, deps);
  const draft: RequestDraft = {
    verb: verbOf(spec, textOf),
    ...url,
    // Later ones win: nothing a caller writes can replace what the connector declares, and nothing of either a credential.
    headers: new Map([...DEFAULT_HEADERS, ...callersHeaders(spec, values), ...body.headers, ...specHeaders(spec, textOf)]),
    body: body.text,
  };
  // A client certificate is shown on every connection of the method; other proofs belong to what follows the token step.
  const isSigned = step !== 'token' || method.sign?.kind === 'mtls';
  const signed = method.sign && isSigned ? await signRequest(draft, method.sign, { ...deps, textOf }) : draft;
  return sealed(step !== 'token' ? withCredentials(signed, method.apply ?? {}, textOf) : signed);
}

function withCredentials(draft: RequestDraft, apply: Apply, textOf: TextOf): RequestDraft {
  const made = new Map(Object.entries(draft.made ?? {}));
  const credentials = renderCredentials(apply, (name) => made.get(name) ?? textOf(name));
  return {
    ...draft,
    query: [draft.query, joinPairs(credentials.query)].filter((part) => part !== '').join('&'),
    headers: new Map([...draft.headers, ...credentials.headers]),
  };
}

/** The second lock: checkFields refuses such a method before a secret is read. */
function refuseUnsendable(connector: Connector, { spec }: Exchange): void {
  if (!spec.storesNewSecret) return;
  const hint = 'Testing this way to connect would use up the stored refresh token; nothing was sent.';
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
