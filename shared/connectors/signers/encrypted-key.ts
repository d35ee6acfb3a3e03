/** The object identifier of PBKDF2 and the tag of the sequence after it (RFC 8018, appendix A.2), in DER. */
const PBKDF2 = Buffer.from('06092a864886f70d01050c30', 'hex');
const OCTET_STRING = 0x04;
const INTEGER = 0x02;
/** About a second (measured, Node 24: 5,000,000 took 4.7 s); who makes a key by hand takes 2,048 to 600,000. */
const MOST_ITERATIONS = 1_000_000;

/**
 * Whether an encrypted key (PKCS #8, PEM) takes no longer than a moment to open: OpenSSL goes on for as many rounds as the key says, for half an hour if
 * it says so, and nothing can stop it. No other way of making a key from a passphrase is taken than PBKDF2, nor any length in another form than DER's.
 */
export function opensSoon(pem: string): boolean {
  const der = Buffer.from(pem.replaceAll(/-----[A-Z ]+-----/g, ''), 'base64');
  const found = der.indexOf(PBKDF2);
  const salt = valueAt(der, found + PBKDF2.length + 1, OCTET_STRING);
  const count = salt && valueAt(der, salt.end, INTEGER);
  if (found === -1 || !count || count.end - count.start > 4) return false;
  return der.readUIntBE(count.start, count.end - count.start) <= MOST_ITERATIONS;
}

function valueAt(der: Buffer, position: number, tag: number): { readonly start: number; readonly end: number } | null {
  const [found, length = 0] = der.subarray(position, position + 2);
  const end = position + 2 + length;
  return found === tag && length > 0 && length < 0x80 && end < der.length ? { start: position + 2, end } : null;
}
