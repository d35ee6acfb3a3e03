import { AssumeRoleCommand, type AssumeRoleCommandInput, type STSClient } from '@aws-sdk/client-sts';
import type { ResolverError } from '../errors.ts';
import { withinDeadline } from './aws-calls.ts';
import { isDenied, sessionError } from './aws-errors.ts';
import { type Reader, sessionRequest } from './reader-session.ts';

/** With the external ID of the store, with another, with none, or with none and no session tags. */
export type RoleAttempt = { readonly externalId: 'own' | 'none' | 'none_untagged' } | { readonly externalId: 'other'; readonly text: string };
/** `denied` where STS judged the request; an error where it did not come to that, which proves nothing. */
export type RoleAnswer = 'assumed' | 'denied' | ResolverError;
export type TryRole = (reader: Reader, attempt: RoleAttempt) => Promise<RoleAnswer>;

/** A session that an attempt is given may do nothing, should anybody ever hold it. Nobody does: its credentials are not looked at. */
const NO_RIGHTS = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] });

/** Whether a role can be assumed this way, now: never from a session that was opened before. */
export function makeTryRole(sts: () => Pick<STSClient, 'send'>): TryRole {
  return async (reader, attempt) => {
    const command = new AssumeRoleCommand({ ...requestOf(reader, attempt), Policy: NO_RIGHTS });
    try {
      await withinDeadline((options) => sts().send(command, options));
      return 'assumed';
    } catch (error) {
      return isDenied(error) ? 'denied' : sessionError(error);
    }
  };
}

function requestOf(reader: Reader, attempt: RoleAttempt): AssumeRoleCommandInput {
  const { ExternalId: own, Tags: tags, ...rest } = sessionRequest(reader);
  if (attempt.externalId === 'own') return { ...rest, ExternalId: own, Tags: tags };
  if (attempt.externalId === 'other') return { ...rest, ExternalId: attempt.text, Tags: tags };
  return attempt.externalId === 'none' ? { ...rest, Tags: tags } : rest;
}
