import { X509Certificate } from 'node:crypto';

/** The certificates as PEM, wrapped anew and without what stood around them; or what is wrong, in our own words. */
export type ReadAuthority = { readonly pem: string } | { readonly found: string };

export const AUTHORITY_FORM = '1 to 5 certificates of certificate authorities as PEM, none of them expired, at most 32 KiB';

const MOST_BYTES = 32 * 1024;
const MOST_CERTIFICATES = 5;
const BLOCK = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** Nothing of the text is quoted: it may hold a key that was pasted by mistake. `nowMs` since the epoch. */
export function readCertificateAuthority(text: string, nowMs: number): ReadAuthority {
  if (Buffer.byteLength(text) > MOST_BYTES) return { found: 'is too long' };
  if (/PRIVATE KEY/i.test(text)) return { found: 'holds a private key' };
  const blocks = [...text.matchAll(BLOCK)].map(([block]) => block);
  if (blocks.length === 0 || text.replaceAll(BLOCK, '').trim() !== '') return { found: 'is not a list of PEM certificates' };
  if (blocks.length > MOST_CERTIFICATES) return { found: 'holds more than 5 certificates' };
  return readAll(blocks, nowMs);
}

function readAll(blocks: readonly string[], nowMs: number): ReadAuthority {
  const read = blocks.map(certificateIn);
  const certificates = read.filter((each) => each !== null);
  if (certificates.length < read.length) return { found: 'holds a certificate that cannot be read' };
  if (certificates.some(({ ca }) => !ca)) return { found: 'holds a certificate that is not of a certificate authority' };
  if (certificates.some(({ validTo }) => !(Date.parse(validTo) > nowMs))) return { found: 'holds a certificate that has expired' };
  return { pem: certificates.map(String).join('') };
}

/** OpenSSL's message may quote what upset it. */
function certificateIn(block: string): X509Certificate | null {
  try {
    return new X509Certificate(block);
  } catch {
    return null;
  }
}
