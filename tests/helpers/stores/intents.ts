import { randomBytes } from 'node:crypto';
import type { AuditResult, Intent } from '../../../shared/verifications/verification-store.ts';
import type { Verification } from '../../../shared/verifications/verification.ts';
import { arnOf } from './stored-connections.ts';

const AT_MS = Date.parse('2026-11-23T12:00:00.000Z');

export const newVerificationId = (): string => `ver_${randomBytes(16).toString('hex')}`;
export const AUTHORIZED: AuditResult = { status: 'authorized', code: 'ok', httpStatus: 200, versionIds: ['v1'] };
export const REFUSED: AuditResult = { status: 'refused', code: 'bad_credentials', httpStatus: 401, versionIds: ['v1'] };

/** A test by ada, `minute` minutes after the first one. */
export function intentAt(minute: number, fields: Partial<Intent> = {}): Intent {
  return {
    id: newVerificationId(),
    at: new Date(AT_MS + minute * 60_000).toISOString(),
    action: 'test',
    caller: 'ada',
    project: 'demo',
    connectionId: null,
    connector: 'jira-cloud',
    method: 'api_token',
    hosts: ['acme.atlassian.net'],
    secrets: [{ arn: arnOf('jira'), key: 'token', field: '/config/apiToken' }],
    ...fields,
  };
}

/** What a test of this intent would have ended in. */
export function verificationOf({ id, at, connectionId, connector, method }: Intent): Verification {
  const verdict = { status: 'authorized', code: 'ok', message: 'Jira accepted.', fix: null, retryable: false } as const;
  return {
    id,
    connectionId,
    connector: connector ?? 'jira-cloud',
    method,
    ...verdict,
    target: null,
    identity: null,
    secrets: [],
    steps: [],
    startedAt: at,
    durationMs: 1,
  };
}
