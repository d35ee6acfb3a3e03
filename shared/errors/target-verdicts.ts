import type { VerdictRow } from './row.ts';
import { answered, hint, retryable, row } from './wording.ts';

/** What the target's answer, or its silence, means. */
export const TARGET_VERDICTS = {
  ok: row('authorized', (at) => `${at.connector} accepted the credentials.${hint(at)}`),
  ok_limited: row(
    'authorized',
    (at) => `${at.connector} accepted the credentials, but they may not do what the test asks${answered(at)}.${hint(at)}`,
    () => 'Nothing is wrong with the secret. Grant the missing permission in the service if the connection needs it.',
  ),

  bad_credentials: row(
    'refused',
    (at) => `${at.connector} refused the credentials${answered(at)}.${hint(at)}`,
    () =>
      'Check in the service that the credential is still valid, then put the right value into the secret. Do not try again before: some services lock accounts.',
  ),
  forbidden: row(
    'refused',
    (at) => `${at.connector} knows the caller but forbids the request${answered(at)}.${hint(at)}`,
    () => 'Grant the account of this credential access in the service.',
  ),
  locked: row(
    'refused',
    (at) => `${at.connector} has locked the account or asks for a CAPTCHA${answered(at)}.${hint(at)}`,
    () => 'Unlock the account in the service, by signing in once in a browser where it asks for a CAPTCHA, before testing again.',
  ),
  token_request_refused: row(
    'refused',
    (at) => `${at.connector} refused to issue an access token${answered(at)}.${hint(at)}`,
    () => 'Check client ID, client secret, scope and grant type in the service.',
  ),
  identity_changed: row(
    'refused',
    (at) => `${at.connector} accepted the credentials, but they belong to another account than expected.`,
    () => 'Check which account the secret belongs to.',
  ),

  wrong_address: row(
    'inconclusive',
    (at) => `Host ${at.host} answered, but not as ${at.connector} does at this address${answered(at)}.${hint(at)}`,
    () => 'Check the host, the site name and the path of the connection.',
  ),
  misconfigured: row(
    'inconclusive',
    (at) => `${at.connector} could not make sense of the request${answered(at)}.${hint(at)}`,
    () => 'Check the fields of the connection against the documentation of the service.',
  ),
  rate_limited: retryable(
    row(
      'inconclusive',
      (at) => `${at.connector} limits the rate of requests at the moment${answered(at)}.${hint(at)}`,
      () => 'Wait before testing again. The credentials were not judged.',
    ),
  ),
  target_unavailable: retryable(
    row(
      'inconclusive',
      (at) => `Host ${at.host} answered that it is unavailable${answered(at)}.${hint(at)}`,
      () => 'Test again when the service is back. The credentials were not judged.',
    ),
  ),
  target_timeout: retryable(
    row(
      'inconclusive',
      (at) => `Host ${at.host} did not answer in time.`,
      () => 'Check that the host and port are right and that its firewall admits us, then test again.',
    ),
  ),
  dns_failed: retryable(
    row(
      'inconclusive',
      (at) => `The name ${at.host} does not resolve.`,
      () => 'Check the spelling of the host.',
    ),
  ),
  connect_failed: retryable(
    row(
      'inconclusive',
      (at) => `No connection to ${at.host} could be made, or it broke off.`,
      () => 'Check host and port, and that the firewall of the service admits us.',
    ),
  ),
  tls_untrusted: row(
    'inconclusive',
    (at) => `The certificate of ${at.host} is not signed by an authority we trust. Nothing secret was sent.`,
    () => 'Install the full certificate chain on the host, or have a settings manager add the private CA to the store.',
  ),
  tls_expired: row(
    'inconclusive',
    (at) => `The certificate of ${at.host} is expired or not yet valid. Nothing secret was sent.`,
    () => 'Renew the certificate of the host.',
  ),
  tls_name_mismatch: row(
    'inconclusive',
    (at) => `The certificate of ${at.host} is for another name. Nothing secret was sent.`,
    () => 'Use the name that the certificate carries, or have it reissued for this host.',
  ),
  redirect_blocked: row(
    'inconclusive',
    (at) => `Host ${at.host} answered with a redirect${answered(at)}, and redirects are not followed.`,
    () => 'Use the final address of the service in the connection.',
  ),
  response_too_large: row(
    'inconclusive',
    (at) => `The answer of ${at.host} is larger than ${at.expected ?? '64 KiB'}.`,
    () => 'Check that the address is that of the API.',
  ),
  unexpected_response: row(
    'inconclusive',
    (at) => `Host ${at.host} gave an answer that ${at.connector} is not known to give${answered(at)}.${hint(at)}`,
    () => 'Check that the address is that of the API.',
  ),
  interrupted: retryable(
    row(
      'inconclusive',
      () => 'The verification stopped before it had a result.',
      () => 'Test again.',
    ),
  ),
} as const satisfies Record<string, VerdictRow>;
