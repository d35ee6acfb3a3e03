import type { Fix, Where } from './row.ts';

// A rehearsal reads the version labelled AWSPENDING, under a role of its own: what goes wrong there is told of that role and that version.

/** Who could not do it. */
export const whoReads = (at: Where): string => (at.stage === undefined ? 'reader role' : 'rehearsal role');

/** Secrets Manager has told tags of the secret before it was asked for this version: what is missing is the label. */
export function unlabelled(at: Where): string {
  const whose = at.arn === undefined ? 'None of the secrets of this connection has a version' : `Secret ${at.arn} has no version`;
  return `${whose} labelled ${at.stage}.`;
}

export function labelFix(at: Where): Fix {
  return { text: `Put a new version with the label ${at.stage} into the secret first, or test the current version.`, commands: [] };
}

/** Without a rehearsal role `expected` names the setting. */
export function roleMessage(at: Where): string {
  if (at.stage === undefined || at.expected === undefined) return `The ${whoReads(at)} cannot be assumed.`;
  return `The store has no rehearsal role, so no version labelled ${at.stage} can be tried.`;
}

export function roleFix(at: Where): Fix {
  const isSet = at.stage === undefined || at.expected === undefined;
  return { text: isSet ? TRUST : NO_ROLE, commands: [] };
}

const TRUST = 'Check that the role exists and that its trust policy names the function role, the external ID and sts:TagSession.';
const NO_ROLE =
  'Make a second role with the trust policy of the reader role and the permissions in "policies.rehearsal" of the store, and set "rehearsalRoleArn" of the store to its ARN; for the store of the deployment, the operator sets REHEARSAL_ROLE_ARN.';
