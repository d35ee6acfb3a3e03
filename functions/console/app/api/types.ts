import type * as v from 'valibot';
import type * as answers from '../../../../shared/http/answer-schemas.ts';
import type * as connections from '../../../../shared/http/connection-schemas.ts';
import type * as secrets from '../../../../shared/http/secret-schemas.ts';
import type * as settings from '../../../../shared/http/settings-schemas.ts';
import type * as vault from '../../../../shared/http/vault-schemas.ts';
import type * as runs from '../../../../shared/http/run-schemas.ts';

// What the API answers, by the schemas that also make its description. Types only: nothing of them is loaded.

export type Verification = v.InferOutput<typeof answers.Verification>;
export type ConnectorSummary = v.InferOutput<typeof answers.ConnectorSummary>;
export type StoredConnection = v.InferOutput<typeof connections.StoredConnection>;
export type SecretKeys = v.InferOutput<typeof secrets.SecretKeys>;
export type Standing = v.InferOutput<typeof connections.Standing>;
export type SecretUsage = v.InferOutput<typeof secrets.SecretUsage>;
export type SecretUsagePage = v.InferOutput<typeof secrets.SecretUsagePage>;
export type AuditEntry = v.InferOutput<typeof secrets.AuditEntry>;
export type ConnectionState = Standing['state'];
export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };
export type Project = v.InferOutput<typeof settings.ProjectAnswer>;
export type Store = v.InferOutput<typeof settings.ProjectStoreAnswer>;
export type StoreFields = v.InferInput<typeof settings.WorkspaceStoreFields>;
export type StorePolicies = v.InferOutput<typeof settings.InheritedStore>['own']['policies'];
export type StoreRehearsal = v.InferOutput<typeof settings.StoreRehearsal>;
export type StoreTest = v.InferOutput<typeof vault.StoreTest>;
export type Run = v.InferOutput<typeof runs.VerificationRun>;
export type RunConnection = v.InferOutput<typeof runs.RunConnectionPage>['items'][number];
export type RunSelector = v.InferOutput<typeof runs.VerificationRunRequest>['selector'];
export type ConnectorDetail = v.InferOutput<typeof answers.ConnectorDetail>;
export type FormField = ConnectorDetail['methods'][number]['fields'][number];
