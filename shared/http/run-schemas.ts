import * as v from 'valibot';
import { isConnectionId } from '../connections/cursor.ts';
import { isSecretArn } from '../masks/arn.ts';
import { Labels, STATES } from './connection-schemas.ts';
import { FORMS, Project } from './schemas.ts';

// The shapes of requests for runs, and of their answers.

const SecretArn = v.pipe(v.string(), v.check(isSecretArn, FORMS.secretArn), v.description('ARN of a secret, with its six characters at the end.'));
const ConnectionIds = v.pipe(
  v.array(v.pipe(v.string(), v.check(isConnectionId, FORMS.connectionIds))),
  v.minLength(1, FORMS.connectionIds),
  v.maxLength(100, FORMS.connectionIds),
);

const Selector = v.strictObject({
  project: v.optional(v.pipe(Project, v.description('Without it, all projects in which the caller may test.'))),
  labels: v.optional(Labels),
  connector: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/, FORMS.connectorId))),
  state: v.optional(v.picklist(STATES)),
  secretArn: v.optional(SecretArn),
  ids: v.optional(v.pipe(ConnectionIds, v.description('At most 100 connections, by id.'))),
});

export const VerificationRunRequest = v.strictObject({
  selector: v.pipe(Selector, v.description('All that is given must hold; {} selects every connection that the caller may test. Disabled ones are left out.')),
});

export const RehearsalRequest = v.strictObject({
  secretArn: SecretArn,
  connections: v.optional(
    v.pipe(ConnectionIds, v.description('At most 100 connections that use the secret; without it, all of them that the caller may use secrets for.')),
  ),
});

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const VerificationRun = v.strictObject({
  id: v.string(),
  kind: v.picklist(['bulk', 'rotation', 'rehearsal']),
  projects: v.pipe(v.nullable(v.array(v.string())), v.description('The projects it may reach; null: all.')),
  selector: v.strictObject({ ...Selector.entries, labels: v.optional(v.record(v.string(), v.string())) }),
  retryOf: v.pipe(v.nullable(v.string()), v.description('The run whose failed connections it takes up again.')),
  secret: v.nullable(v.strictObject({ arn: v.string(), versionId: v.nullable(v.string()), movedAt: v.nullable(v.string()) })),
  createdAt: v.string(),
  state: v.pipe(
    v.picklist(['gathering', 'running', 'cancelled', 'done']),
    v.description('gathering: more connections may join. It is over when finishedAt is set; a cancelled one lets end what is under way.'),
  ),
  finishedAt: v.nullable(v.string()),
  total: v.pipe(Count, v.description('Connections that joined so far.')),
  counts: v.pipe(
    v.strictObject({ authorized: Count, refused: Count, inconclusive: Count, not_attempted: Count, skipped: Count }),
    v.description('How the connections have ended so far; exact once finishedAt is set.'),
  ),
});

export const VerificationRunPage = v.strictObject({ items: v.array(VerificationRun), nextCursor: v.nullable(v.string()) });

const RunConnection = v.strictObject({
  connectionId: v.string(),
  name: v.pipe(v.nullable(v.string()), v.description('As it is now; null: the connection is gone.')),
  project: v.string(),
  outcome: v.pipe(
    v.nullable(v.picklist(['authorized', 'refused', 'inconclusive', 'not_attempted', 'skipped'])),
    v.description('null: pending. skipped: deleted, disabled or changed before its turn, or the run was cancelled.'),
  ),
  code: v.nullable(v.string()),
  verificationId: v.nullable(v.string()),
  endedAt: v.nullable(v.string()),
});

export const RunConnectionPage = v.strictObject({ items: v.array(RunConnection), nextCursor: v.nullable(v.string()) });
