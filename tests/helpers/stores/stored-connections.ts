import { randomBytes } from 'node:crypto';
import { withOutcome } from '../../../shared/connections/recent-outcomes.ts';
import type { Standing, StoredConnection } from '../../../shared/connections/stored-connection.ts';
import type { VerificationStatus } from '../../../shared/errors.ts';

const AT = '2026-11-23T12:00:00.000Z';

export const newId = (): string => `con_${randomBytes(16).toString('hex')}`;
export const arnOf = (name: string): string => `arn:aws:secretsmanager:us-east-1:137149879143:secret:${name}-FsmeTs`;
export const maskOf = (name: string, key = 'token'): string => `{{workato:sm:${key}:${arnOf(name)}}}`;

export const UNTESTED: Standing = { state: 'untested', since: AT, lastVerifiedAt: null, lastOkAt: null, code: null, versionIds: [] };
export const CONNECTED: Standing = { state: 'connected', since: AT, lastVerifiedAt: AT, lastOkAt: AT, code: 'ok', versionIds: ['v1'] };

const HOUR_MS = 3_600_000;

/** As a standing has it after hourly tests that ended like this, oldest first. */
export function recentOf(statuses: readonly VerificationStatus[], firstMs = Date.parse(AT)): string {
  return statuses.reduce<string | undefined>((text, status, at) => withOutcome(text, { status, endedAtMs: firstMs + at * HOUR_MS }), undefined) ?? '';
}

/** A connection as a handler would store it; `secrets` are the names of the secrets its fields name. */
export function storedConnection({
  secrets = ['jira'],
  ...fields
}: Partial<StoredConnection> & { readonly secrets?: readonly string[] } = {}): StoredConnection {
  return {
    id: newId(),
    name: 'Jira',
    project: 'demo',
    connector: 'jira-cloud',
    method: 'api_token',
    config: { subdomain: 'acme', notes: secrets.map((name) => `Bearer ${maskOf(name)}`) },
    expectIdentity: null,
    schedule: null,
    labels: {},
    revision: 1,
    standing: UNTESTED,
    createdAt: AT,
    updatedAt: AT,
    ...fields,
  };
}
