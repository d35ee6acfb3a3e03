import type { VerdictCode } from '../errors.ts';

// Native errors are reduced to a code here: their texts quote certificates, names and bytes of the target (node:tls and node:http, Node 24).
const EXPIRED = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const WRONG_NAME = new Set(['ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_TLS_CERT_ALTNAME_FORMAT', 'HOSTNAME_MISMATCH']);
/** The X509_V_ERR_* names of OpenSSL, as node:tls reports them, without prefix. */
const UNTRUSTED = /^(?!E[A-Z]+$|ERR_|HPE_)(?:.*(?:CERT|CRL|ISSUER|SIGNATURE|PURPOSE|KEY_TOO|MD_TOO)|INVALID_CA|PATH_LENGTH_EXCEEDED|UNSPECIFIED)/;
const TOO_LARGE = new Set(['HPE_HEADER_OVERFLOW', 'HPE_CHUNK_EXTENSIONS_OVERFLOW']);
const TIMED_OUT = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT']);
/** TLS alerts by which a server says no to a client certificate (RFC 8446 §6.2). */
const CERTIFICATE_REFUSED =
  /^ERR_SSL_.*ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(?:REVOKED|EXPIRED|UNKNOWN|REQUIRED)|UNKNOWN_CA|ACCESS_DENIED)/;

/** What a failed exchange means. A TLS alert about certificates is a verdict on our credential only where we sent one. */
export function verdictOfNetworkError(error: unknown, hasClientCertificate: boolean): VerdictCode {
  const code = nativeCodeOf(error);
  if (EXPIRED.has(code)) return 'tls_expired';
  if (WRONG_NAME.has(code)) return 'tls_name_mismatch';
  if (UNTRUSTED.test(code)) return 'tls_untrusted';
  if (TIMED_OUT.has(code)) return 'target_timeout';
  if (hasClientCertificate && CERTIFICATE_REFUSED.test(code)) return 'bad_credentials';
  return verdictOfParseError(code);
}

function verdictOfParseError(code: string): VerdictCode {
  if (TOO_LARGE.has(code)) return 'response_too_large';
  // HPE_INVALID_EOF_STATE is a target that broke off, not one that speaks something else.
  return code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE' ? 'unexpected_response' : 'connect_failed';
}

function nativeCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
