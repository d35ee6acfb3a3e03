import type * as v from 'valibot';
import type * as answers from '../../../../shared/http/answer-schemas.ts';
import type * as connections from '../../../../shared/http/connection-schemas.ts';
import type * as secrets from '../../../../shared/http/secret-schemas.ts';

// What the API answers, by the schemas that also make its description. Types only: nothing of them is loaded.

export type Verification = v.InferOutput<typeof answers.Verification>;
export type ConnectorSummary = v.InferOutput<typeof answers.ConnectorSummary>;
export type StoredConnection = v.InferOutput<typeof connections.StoredConnection>;
export type SecretKeys = v.InferOutput<typeof secrets.SecretKeys>;
export type Standing = v.InferOutput<typeof connections.Standing>;
export type ConnectionState = Standing['state'];
export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null };
export type ConnectorDetail = v.InferOutput<typeof answers.ConnectorDetail>;
export type FormField = ConnectorDetail['methods'][number]['fields'][number];
