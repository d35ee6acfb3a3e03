import { createHash } from 'node:crypto';

/** A value of a secret, and who is to see it. Another version is another credential; so is another host. */
export type CredentialUse = {
  readonly arn: string;
  readonly key: string;
  readonly versionId: string;
  /** "jira.example.com:8443" */
  readonly host: string;
};

/** 64 hexadecimal digits. */
export function credentialId({ arn, key, versionId, host }: CredentialUse): string {
  return createHash('sha256')
    .update(JSON.stringify([arn, key, versionId, host]))
    .digest('hex');
}
