import { sign } from 'node:crypto';
import { ResolverError } from '../../errors.ts';
import type { TemplateMap } from '../connector.ts';
import { hostHeader, type RequestDraft } from '../request-draft.ts';
import { asQuotedText } from '../value-check.ts';
import { readPrivateKey } from './private-key.ts';
import { type SigningDeps, signingParameters } from './signing-parameters.ts';

/**
 * Adds `date` and `authorization` (draft-cavage-http-signatures-08, rsa-sha256), over the headers that the definition names.
 * Source of the one in use: https://docs.oracle.com/iaas/Content/API/Concepts/signingrequests.htm
 * @throws ResolverError `value_unusable`; `misconfigured` for a header that the request does not have
 */
export function signWithHttpSignature(draft: RequestDraft, parameters: TemplateMap, { textOf, now }: SigningDeps): RequestDraft {
  const { text, refusal } = signingParameters(parameters, textOf);
  const read = readPrivateKey(text('key'), 'RS256', text('passphrase'));
  if (!read) throw refusal('key');
  const headers = new Map(draft.headers).set('date', new Date(now()).toUTCString());
  const names = text('headers');
  const data = Buffer.from(signingString({ ...draft, headers }, names.split(' ')), 'latin1');
  const signature = sign('sha256', data, read.key).toString('base64');
  const version = parameters['version'] === undefined ? '' : `version="${text('version')}",`;
  const keyId = text('keyId', asQuotedText);
  headers.set('authorization', `Signature ${version}keyId="${keyId}",algorithm="rsa-sha256",headers="${names}",signature="${signature}"`);
  return { ...draft, headers };
}

export function signingString(draft: RequestDraft, names: readonly string[]): string {
  const target = draft.query === '' ? draft.path : `${draft.path}?${draft.query}`;
  const parts = new Map([...draft.headers, ['host', hostHeader(draft)], ['(request-target)', `${draft.verb.toLowerCase()} ${target}`]] as const);
  return names.map((name) => `${name}: ${partOf(parts, name)}`).join('\n');
}

function partOf(parts: ReadonlyMap<string, string>, name: string): string {
  const part = parts.get(name);
  if (part === undefined) throw new ResolverError('misconfigured', { hint: `The request has no header ${name} to sign; nothing was sent.` });
  return part;
}
