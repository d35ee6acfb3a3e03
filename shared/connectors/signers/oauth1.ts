import { createHmac } from 'node:crypto';
import type { TemplateMap } from '../connector.ts';
import { hostHeader, type Pairs, type RequestDraft } from '../request-draft.ts';
import { asQuotedText, encodeForm } from '../value-check.ts';
import { canonicalPairs, parametersOf } from './query-pairs.ts';
import { type SigningDeps, signingParameters } from './signing-parameters.ts';

/**
 * Adds `authorization` (RFC 5849), with the realm first where there is one.
 * @throws ResolverError `value_unusable`
 */
export function signWithOAuth1(draft: RequestDraft, parameters: TemplateMap, { textOf, now, uuid }: SigningDeps): RequestDraft {
  const { text } = signingParameters(parameters, textOf);
  const method = text('method');
  const own: Pairs = [
    ['oauth_consumer_key', text('consumerKey')],
    ['oauth_token', text('token')],
    ['oauth_signature_method', method],
    ['oauth_timestamp', String(Math.floor(now() / 1000))],
    ['oauth_nonce', uuid().replaceAll('-', '')],
    ...(parameters['version'] === undefined ? [] : [['oauth_version', text('version')] as const]),
  ];
  const key = `${encodeForm(text('consumerSecret'), '')}&${encodeForm(text('tokenSecret'), '')}`;
  const hash = method === 'HMAC-SHA1' ? 'sha1' : 'sha256';
  const signature = createHmac(hash, key).update(signatureBase(draft, own)).digest('base64');
  const realm = text('realm', asQuotedText);
  const values = [...own, ['oauth_signature', signature] as const].map(([name, value]) => `${name}="${encodeForm(value, '')}"`);
  const header = `OAuth ${[...(realm === '' ? [] : [`realm="${realm}"`]), ...values].join(', ')}`;
  return { ...draft, headers: new Map(draft.headers).set('authorization', header) };
}

/** RFC 5849 §3.4.1: the realm is not part of it, the parameters of query and form are. */
export function signatureBase(draft: RequestDraft, own: Pairs): string {
  const address = `${draft.destination.scheme}://${hostHeader(draft)}${draft.path}`;
  return [draft.verb, address, canonicalPairs([...parametersOf(draft), ...own])].map((part) => encodeForm(part, '')).join('&');
}
