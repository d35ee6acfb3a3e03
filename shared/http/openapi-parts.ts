import type { GenericSchema } from 'valibot';
import { PROBLEMS } from '../errors.ts';
import { ConnectionPage, ConnectionPatch, NewConnection, StoredConnection, VerificationPage } from './connection-schemas.ts';
import { RehearsalRequest, RunConnectionPage, VerificationRun, VerificationRunPage, VerificationRunRequest } from './run-schemas.ts';
import { SecretKeysRequest } from './vault-requests.ts';
import { AuditPage, SecretKeys, SecretUsagePage } from './secret-schemas.ts';
import {
  ProjectAnswer,
  ProjectFields,
  ProjectPage,
  ProjectStoreAnswer,
  ProjectStoreFields,
  StoreAnswer,
  StoreRehearsal,
  WorkspaceStoreFields,
} from './settings-schemas.ts';
import { ConnectorDetail, ConnectorPage, Health, LintAnswer, Problem, Verification } from './answer-schemas.ts';
import { StoredTestRequest, TestRequest } from './schemas.ts';
import { StoreTestRequest } from './vault-requests.ts';
import { StoreTest } from './vault-schemas.ts';

export type Document = Readonly<Record<string, unknown>>;
export type SchemaName = keyof typeof SCHEMAS;

export const SCHEMAS = {
  TestRequest,
  StoredTestRequest,
  Verification,
  LintAnswer,
  Problem,
  ConnectorPage,
  ConnectorDetail,
  NewConnection,
  ConnectionPatch,
  StoredConnection,
  ConnectionPage,
  VerificationPage,
  ProjectFields,
  ProjectAnswer,
  ProjectPage,
  WorkspaceStoreFields,
  ProjectStoreFields,
  StoreAnswer,
  ProjectStoreAnswer,
  StoreRehearsal,
  SecretKeysRequest,
  SecretKeys,
  SecretUsagePage,
  AuditPage,
  StoreTestRequest,
  StoreTest,
  VerificationRunRequest,
  RehearsalRequest,
  VerificationRun,
  VerificationRunPage,
  RunConnectionPage,
  Health,
} as const satisfies Record<string, GenericSchema>;

export const PREFER = header('Prefer', '`outcome=status` answers 200, 422, 502 or 424 by the status of the verification.');
export const IDEMPOTENCY_KEY = header(
  'Idempotency-Key',
  '1 to 128 visible ASCII characters. The same request with the same key is carried out once in a day and answered the same way.',
);
export const PAGING = [query('limit', { type: 'integer', minimum: 1, maximum: 100, default: 50 }), query('cursor', { type: 'string' })];
export const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

export function header(name: string, description: string, isRequired = false): Document {
  return { name, in: 'header', required: isRequired, schema: { type: 'string' }, description };
}

export function query(name: string, schema: Document, description?: string): Document {
  return { name, in: 'query', required: false, schema, ...(description !== undefined && { description }) };
}

export function operation(operationId: string, summary: string, rest: Document): Document {
  return { operationId, summary, ...rest };
}

export function answer(schema: SchemaName, headers: readonly string[] = []): Document {
  const declared = headers.map((name) => [name, { required: true, schema: { type: 'string' } }]);
  return { description: schema, ...(headers.length > 0 && { headers: Object.fromEntries(declared) }), content: json(schema) };
}

export function json(schema: SchemaName): Document {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
}

/** Answers of a test: by default 200, and with `Prefer: outcome=status` the status of the verification. */
export function verificationAnswers(): Document {
  const refused = {
    description: 'With `Prefer: outcome=status`, a refused verification; else a request that is itself wrong.',
    content: { ...json('Verification'), ...PROBLEM },
  };
  return { 200: answer('Verification'), 422: refused, 424: answer('Verification'), 502: answer('Verification') };
}

/** Each with the codes that are answered with that HTTP status. */
export function problems(...httpStatuses: readonly number[]): Document {
  return Object.fromEntries(httpStatuses.map((httpStatus) => [httpStatus, { ...problemAnswer(codesOf(httpStatus)), ...(httpStatus === 429 && PATIENCE) }]));
}

export function problemAnswer(description: string): Document {
  return { description, content: PROBLEM };
}

const PATIENCE = {
  headers: {
    'Retry-After': {
      required: false,
      schema: { type: 'string' },
      description: 'Whole seconds, at least 1. The throttle of the gateway, which answers `{"message"}`, sends none.',
    },
  },
};
const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

function codesOf(httpStatus: number): string {
  return Object.entries(PROBLEMS)
    .filter(([, row]) => row.httpStatus === httpStatus)
    .map(([code]) => code)
    .join(', ');
}
