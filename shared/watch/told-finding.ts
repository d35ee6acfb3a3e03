import type { Fix } from '../errors.ts';
import { parseSecretArn } from '../masks/arn.ts';
import type { Finding, Watched } from './watch-store.ts';

/** What the watch last saw of a secret, for people. */
export type ToldFinding = Pick<Watched, 'finding' | 'newArn' | 'since'> & { readonly message: string; readonly fix: Fix | null };

type Told = { readonly message: (newArn: string | null) => string; readonly text: string; readonly command: 'restore-secret' | 'describe-secret' | null };

const TOLD: Readonly<Record<Finding, Told>> = {
  pending_deletion: {
    message: () => 'The secret is scheduled for deletion.',
    text: 'Restore it, or point the masks to another one.',
    command: 'restore-secret',
  },
  not_found: {
    message: () => 'There is no such secret any more.',
    text: 'Make it again, and write its new ARN into the masks.',
    command: null,
  },
  recreated: {
    message: (newArn) => `The secret was deleted and made again, under another ARN: ${newArn}.`,
    text: 'If that is the secret you mean, write the masks of "rewrites" instead.',
    command: 'describe-secret',
  },
  stage_missing: {
    message: () => 'No version of the secret is labelled AWSCURRENT.',
    text: 'Put a value into it.',
    command: null,
  },
  rotation_overdue: {
    message: () => 'Rotation of the secret is switched on, and was due more than 24 hours ago.',
    text: 'Look at the log of its rotation function.',
    command: 'describe-secret',
  },
};

export function tellFinding(secretArn: string, { finding, newArn, since }: Watched): ToldFinding {
  if (finding === null) return { finding, newArn, since, message: 'Nothing needs to be seen to.', fix: null };
  const { message, text, command } = TOLD[finding];
  const about = newArn ?? secretArn;
  const commands = command === null ? [] : [`aws secretsmanager ${command} --region ${parseSecretArn(about)?.region ?? ''} --secret-id '${about}'`];
  return { finding, newArn, since, message: message(newArn), fix: { text, commands } };
}
