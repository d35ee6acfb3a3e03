import { createHash, createHmac } from 'node:crypto';
import type { TemplateMap } from '../connector.ts';
import { hostHeader, type Pairs, type RequestDraft } from '../request-draft.ts';
import { unusable } from '../template.ts';
import { asHeaderText } from '../value-check.ts';
import { byNameThenValue, canonicalPairs, decodedPairs } from './query-pairs.ts';
import { type SigningDeps, signingParameters } from './signing-parameters.ts';

const ALGORITHM = 'ACS3-HMAC-SHA256';

/**
 * Adds Alibaba Cloud's `x-acs-date`, `x-acs-signature-nonce`, `x-acs-content-sha256` and `authorization`; with a security token `x-acs-security-token`.
 * Action and version are headers of the probe. Source: https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
 * @throws ResolverError `value_unusable`
 */
export function signWithAcs3(draft: RequestDraft, parameters: TemplateMap, { textOf, now, uuid }: SigningDeps): RequestDraft {
  const { text } = signingParameters(parameters, textOf);
  const contentHash = sha256(draft.body ?? '');
  const headers = new Map(draft.headers)
    .set('x-acs-content-sha256', contentHash)
    .set('x-acs-date', new Date(now()).toISOString().replace(/\.\d{3}/, ''))
    .set('x-acs-signature-nonce', uuid().replaceAll('-', ''));
  const securityToken = text('securityToken', asHeaderText);
  if (securityToken !== '') headers.set('x-acs-security-token', securityToken);

  const signed = signedHeaders({ ...draft, headers });
  const names = signed.map(([name]) => name).join(';');
  const lines = signed.map(([name, value]) => `${name}:${value}`);
  const canonical = [draft.verb, draft.path, canonicalPairs(decodedPairs(draft.query)), ...lines, '', names, contentHash].join('\n');
  const signature = createHmac('sha256', text('accessKeySecret'))
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
  headers.set('authorization', `${ALGORITHM} Credential=${text('accessKeyId', asKeyId)},SignedHeaders=${names},Signature=${signature}`);
  return { ...draft, headers };
}

function signedHeaders(draft: RequestDraft): Pairs {
  const own = [...draft.headers].filter(([name]) => name === 'content-type' || name.startsWith('x-acs-'));
  return [...own, ['host', hostHeader(draft)] as const].sort(byNameThenValue);
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Nothing that separates the parts of the header. */
function asKeyId(value: string, name: string): string {
  if (!/^[\w.-]{1,128}$/.test(value)) throw unusable(name);
  return value;
}
