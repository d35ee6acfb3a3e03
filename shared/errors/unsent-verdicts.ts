import type { Fix, VerdictRow, Where } from './row.ts';
import { labelFix, roleFix, roleMessage, unlabelled, whoReads } from './rehearsal-wording.ts';
import { describe, hint, regionOf, retryable, row, tagFix } from './wording.ts';

const unreadable = (at: Where): string => `Secret ${at.arn} cannot be read: it is missing, or the ${whoReads(at)} may not read it.`;

const absentOrDenied = (at: Where): string =>
  `Compare the ARN with the one Secrets Manager shows, suffix included. If it is right, let the ${whoReads(at)} read it: the tag "connection-hosts" must exist on the secret, and key and resource policies must allow the role.`;

/** What to do about a secret that is not there; where it was deleted and made again, the mask that names the new one. */
function absent(at: Where): Fix {
  if (at.successor === undefined || at.rewrite === undefined) return { text: absentOrDenied(at), commands: [describe(at)] };
  const text = `A secret of this name exists under another ARN, ${at.successor}: it was deleted and made again. If that is the one to use, write ${at.rewrite} instead, and the new ARN in every other mask of this secret.`;
  return { text, commands: [describe({ arn: at.successor })] };
}

/** Why nothing was sent to the target. */
export const UNSENT_VERDICTS = {
  secret_not_found: row(
    'not_attempted',
    (at) => (at.stage === undefined ? unreadable(at) : unlabelled(at)),
    (at) => (at.stage === undefined ? absent(at) : labelFix(at)),
  ),
  secret_access_denied: row('not_attempted', unreadable, absent),
  secret_pending_deletion: row(
    'not_attempted',
    (at) => `Secret ${at.arn} is scheduled for deletion.`,
    (at) => ({
      text: 'Restore the secret, or point the mask to another one.',
      commands: [`aws secretsmanager restore-secret --region ${regionOf(at.arn)} --secret-id '${at.arn}'`],
    }),
  ),
  secret_decryption_failed: row(
    'not_attempted',
    (at) => `Secret ${at.arn} cannot be decrypted by the ${whoReads(at)}.`,
    (at) => `Allow the ${whoReads(at)} kms:Decrypt on the key of the secret, in its policy and in the policy of the key.`,
  ),
  secret_not_key_value: row(
    'not_attempted',
    (at) => `Secret ${at.arn} is not a JSON key/value secret.`,
    () => 'Store the secret as key/value pairs. Plaintext and binary secrets are not supported.',
  ),
  key_not_found: row(
    'not_attempted',
    (at) => `Secret ${at.arn} has no key "${at.keyName}".`,
    () => 'Compare the key name with the keys of the secret; upper and lower case count.',
  ),
  value_not_text: row(
    'not_attempted',
    (at) => `The value of "${at.keyName}" in secret ${at.arn} is ${at.found}, not text.`,
    () => 'Store it as text, or add ?path= to the mask to point at a text inside it.',
  ),
  value_empty: row(
    'not_attempted',
    (at) => `The value of "${at.keyName}" in secret ${at.arn} is empty.`,
    () => 'Put the value into the secret.',
  ),
  value_unusable: row(
    'not_attempted',
    (at) => `The value for field "${at.pointer}" cannot be used in the place it has to go to.`,
    () => 'Look for line breaks, spaces at the ends, invisible or non-Latin characters in the stored value.',
  ),
  role_unavailable: row('not_attempted', roleMessage, roleFix),
  vault_throttled: retryable(
    row(
      'not_attempted',
      (at) => `${at.found ?? 'Secrets Manager'} is throttling our requests.`,
      () => 'Test again in a minute.',
    ),
  ),
  vault_unavailable: retryable(
    row(
      'not_attempted',
      (at) => `${at.found ?? 'Secrets Manager'} failed to answer properly.`,
      () => 'Test again in a minute; look at the AWS health dashboard if it lasts.',
    ),
  ),
  vault_timeout: retryable(
    row(
      'not_attempted',
      (at) => `${at.found ?? 'Secrets Manager'} did not answer in time.`,
      () => 'Test again in a minute; look at the AWS health dashboard if it lasts.',
    ),
  ),
  destination_denied: row(
    'not_attempted',
    (at) => `Secret ${at.arn} may not be ${at.host === undefined ? 'read for this' : `sent to ${at.host}`}.${hint(at)}`,
    tagFix,
  ),
  address_denied: row(
    'not_attempted',
    (at) => `Host ${at.host} is not an address this service may call.`,
    () =>
      'Use the public https address of the service, by name and on a port of the connector. Operators can allow private networks and further ports at deployment.',
  ),
  suspended: row(
    'not_attempted',
    (at) => `${at.connector} refused these credentials too often; tests are suspended so that the account is not locked.`,
    () => 'Put a new value into the secret or change the connection; either ends the suspension.',
  ),
  budget_spent: retryable(
    row(
      'not_attempted',
      (at) => at.hint ?? 'The request budget for this target is spent for now.',
      () => 'Test again later; or put a new value into the secret, where it was the credentials that were refused.',
    ),
  ),
} as const satisfies Record<string, VerdictRow>;
