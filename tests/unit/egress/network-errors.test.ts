import { expect, it } from 'vitest';
import { verdictOfNetworkError } from '../../../shared/egress/network-errors.ts';

const failing = (code: string) => Object.assign(new Error('native text'), { code });

it.each([
  ['CERT_HAS_EXPIRED', 'tls_expired'],
  ['CERT_NOT_YET_VALID', 'tls_expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_name_mismatch'],
  ['HOSTNAME_MISMATCH', 'tls_name_mismatch'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_untrusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls_untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls_untrusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls_untrusted'],
  ['CERT_REVOKED', 'tls_untrusted'],
  ['INVALID_CA', 'tls_untrusted'],
  ['INVALID_PURPOSE', 'tls_untrusted'],
  ['PATH_LENGTH_EXCEEDED', 'tls_untrusted'],
  ['CA_KEY_TOO_SMALL', 'tls_untrusted'],
  ['UNSPECIFIED', 'tls_untrusted'],
  ['HPE_HEADER_OVERFLOW', 'response_too_large'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 'response_too_large'],
  ['HPE_INVALID_CONSTANT', 'unexpected_response'],
  ['HPE_INVALID_EOF_STATE', 'connect_failed'],
  ['ETIMEDOUT', 'target_timeout'],
  ['ECONNREFUSED', 'connect_failed'],
  ['ECONNRESET', 'connect_failed'],
  ['EPIPE', 'connect_failed'],
  ['EHOSTUNREACH', 'connect_failed'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'connect_failed'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'connect_failed'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'connect_failed'],
  ['SOMETHING_NEW', 'connect_failed'],
])('%s means %s', (code, verdict) => {
  expect(verdictOfNetworkError(failing(code), false)).toBe(verdict);
});

it.each([
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  'ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED',
  'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED',
])('%s refuses the credential where the credential is a certificate', (code) => {
  expect(verdictOfNetworkError(failing(code), true)).toBe('bad_credentials');
});

it('a handshake that fails for another reason is no verdict on a client certificate', () => {
  expect(['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'ECONNRESET', 'CERT_HAS_EXPIRED'].map((code) => verdictOfNetworkError(failing(code), true))).toEqual([
    'connect_failed',
    'connect_failed',
    'tls_expired',
  ]);
});

it.each([[null], [undefined], ['text'], [{ code: 'CERT_HAS_EXPIRED' }], [Object.assign(new Error('x'), { code: 7 })], [new TypeError('x')]])(
  'what is no error of Node’s (%#) is a connection that failed',
  (thrown) => {
    expect(verdictOfNetworkError(thrown, true)).toBe('connect_failed');
  },
);
