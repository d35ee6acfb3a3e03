import { createHash } from 'node:crypto';
import { ResolverError } from '../../errors.ts';
import type { TemplateMap } from '../connector.ts';
import type { RequestDraft } from '../request-draft.ts';
import { unusable } from '../template.ts';
import { CHALLENGE } from '../challenge.ts';
import { type DigestChallenge, strongestChallenge, unquoted } from './digest-challenge.ts';
import { type SigningDeps, signingParameters } from './signing-parameters.ts';

type Answer = { readonly user: string; readonly password: string; readonly challenge: DigestChallenge; readonly clientNonce: string };

/** A challenge is answered once, so every count is the first. */
const NONCE_COUNT = '00000001';

/**
 * Adds `authorization`, the answer to the challenge that was captured before (RFC 7616, `qop=auth`, SHA-256 or MD5).
 * @throws ResolverError `value_unusable`; `unexpected_response` for a challenge that cannot be answered
 */
export function signWithDigest(draft: RequestDraft, parameters: TemplateMap, { textOf, uuid }: SigningDeps): RequestDraft {
  const challenge = strongestChallenge(textOf(CHALLENGE) ?? '');
  if (!challenge)
    throw new ResolverError('unexpected_response', { hint: 'Its challenge is not one of HTTP Digest that can be answered; no credentials were sent.' });
  const { text } = signingParameters(parameters, textOf);
  const answer: Answer = { user: text('user', asUserName), password: text('password'), challenge, clientNonce: uuid() };
  return { ...draft, headers: new Map(draft.headers).set('authorization', authorization(draft, answer)) };
}

function authorization({ verb, path, query }: RequestDraft, { user, password, challenge, clientNonce }: Answer): string {
  const { algorithm, realm, nonce, opaque } = challenge;
  const uri = query === '' ? path : `${path}?${query}`;
  const hashed = (parts: readonly string[]): string => createHash(challenge.hash).update(parts.join(':'), 'utf8').digest('hex');
  const secret = hashed([user, unquoted(realm), password]);
  const response = hashed([secret, unquoted(nonce), NONCE_COUNT, clientNonce, 'auth', hashed([verb, uri])]);
  return [
    `Digest username="${user}"`,
    `realm="${realm}"`,
    `uri="${uri}"`,
    ...(algorithm === null ? [] : [`algorithm=${algorithm}`]),
    `nonce="${nonce}"`,
    `nc=${NONCE_COUNT}`,
    `cnonce="${clientNonce}"`,
    'qop=auth',
    `response="${response}"`,
    ...(opaque === null ? [] : [`opaque="${opaque}"`]),
  ].join(', ');
}

/** What every server reads alike, quoted: printable ASCII. A ":" would end the user name in what is hashed. */
function asUserName(value: string, name: string): string {
  if (!/^[!#-9;-[\]-~]+$/.test(value)) throw unusable(name);
  return value;
}
