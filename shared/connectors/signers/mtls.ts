import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Template, TemplateMap } from '../connector.ts';
import type { RequestDraft } from '../request-draft.ts';
import { plainText } from '../request-credentials.ts';
import { namesOf, unusable } from '../template.ts';
import { parsePem } from './pem.ts';
import type { SigningDeps } from './signing-parameters.ts';

/**
 * Adds the client certificate and its key, both PEM; the first certificate must be that of the key.
 * @throws ResolverError `value_unusable`; what OpenSSL says of them is never passed on
 */
export function signWithMtls(draft: RequestDraft, parameters: TemplateMap, { textOf }: SigningDeps): RequestDraft {
  const { certificate: certificateTemplate = '', key: keyTemplate = '' } = parameters;
  const chain = parsePem(plainText(certificateTemplate, textOf)) ?? [];
  const certificate = chain.every(({ label }) => label === 'CERTIFICATE') ? readOrNull(() => new X509Certificate(chain[0]?.pem ?? '')) : null;
  if (!certificate) throw unusable(fieldOf(certificateTemplate));
  const key = readKey(plainText(keyTemplate, textOf), certificate);
  if (key === null) throw unusable(fieldOf(keyTemplate));
  return { ...draft, clientCertificate: { certificate: chain.map(({ pem }) => pem).join(''), key } };
}

function readKey(text: string, certificate: X509Certificate): string | null {
  const [block, ...others] = parsePem(text) ?? [];
  if (!block || others.length > 0) return null;
  const key = readOrNull(() => createPrivateKey(block.pem));
  return key && certificate.checkPrivateKey(key) ? block.pem : null;
}

function readOrNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null; // OpenSSL's message may quote what it read
  }
}

function fieldOf(template: Template): string {
  return namesOf(template)[0] ?? '';
}
