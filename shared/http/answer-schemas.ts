import * as v from 'valibot';
import type { WarningCode } from '../errors/value-warnings.ts';

// The shapes of answers, for the OpenAPI document and for clients.

const WARNING_CODES = [
  'value_ends_in_newline',
  'value_has_outer_space',
  'value_is_quoted',
  'value_is_json',
  'value_is_placeholder',
] as const satisfies readonly WarningCode[];

export const Fix = v.strictObject({ text: v.string(), commands: v.array(v.string()) });

export const Verification = v.strictObject({
  id: v.string(),
  connectionId: v.nullable(v.string()),
  connector: v.string(),
  method: v.nullable(v.string()),
  status: v.picklist(['authorized', 'refused', 'inconclusive', 'not_attempted']),
  code: v.string(),
  message: v.string(),
  fix: v.nullable(Fix),
  retryable: v.boolean(),
  target: v.nullable(v.strictObject({ host: v.string(), httpStatus: v.nullable(v.number()) })),
  identity: v.pipe(
    v.nullable(v.string()),
    v.description('Whom the credentials belong to, as the service itself names the account; null where it does not, or its host is not the vendor’s.'),
  ),
  secrets: v.array(v.strictObject({ arn: v.string(), key: v.string(), field: v.string(), versionId: v.string(), versionStage: v.string() })),
  steps: v.array(v.strictObject({ name: v.picklist(['find_masks', 'bind', 'fetch_secrets', 'guard', 'token', 'probe', 'close']), ms: v.number() })),
  startedAt: v.string(),
  durationMs: v.number(),
  warnings: v.optional(
    v.pipe(
      v.array(v.strictObject({ pointer: v.string(), code: v.picklist(WARNING_CODES), message: v.string() })),
      v.description('What is odd about stored values, where a test speaks against them; told to callers with secrets:use, never stored.'),
    ),
  ),
  recorded: v.optional(v.pipe(v.boolean(), v.description('false: the result could not be written to the history and standing of the connection.'))),
});

const ProblemIssue = v.strictObject({
  pointer: v.optional(v.string()),
  offset: v.optional(v.number()),
  code: v.string(),
  message: v.string(),
  fix: v.optional(Fix),
});

export const Problem = v.strictObject({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  requestId: v.string(),
  errors: v.array(ProblemIssue),
});

export const LintAnswer = v.strictObject({
  valid: v.boolean(),
  errors: v.array(ProblemIssue),
  references: v.array(v.strictObject({ field: v.string(), offset: v.number(), key: v.string(), path: v.nullable(v.string()), arn: v.string() })),
});

const MethodSummary = v.strictObject({ id: v.string(), label: v.string() });

export const ConnectorSummary = v.strictObject({
  id: v.string(),
  name: v.string(),
  category: v.string(),
  confidence: v.picklist(['documented', 'practice', 'unproven']),
  methods: v.array(MethodSummary),
});

export const ConnectorPage = v.strictObject({ items: v.array(ConnectorSummary), nextCursor: v.nullable(v.string()) });

const FormField = v.strictObject({
  name: v.string(),
  label: v.string(),
  kind: v.picklist(['text', 'secret', 'choice', 'host', 'url', 'map']),
  required: v.boolean(),
  maskable: v.boolean(),
  origin: v.optional(v.pipe(v.boolean(), v.description('Its text forms scheme, host or port: another text voids the verdict of a connection.'))),
  pattern: v.optional(v.string()),
  example: v.optional(v.string()),
  help: v.optional(v.string()),
  options: v.optional(v.array(v.string())),
  default: v.optional(v.string()),
});

const HostRule = v.strictObject({ pattern: v.string(), kind: v.picklist(['vendor-fixed', 'vendor-tenant', 'customer']) });

export const ConnectorDetail = v.strictObject({
  id: v.string(),
  name: v.string(),
  category: v.string(),
  docs: v.string(),
  confidence: v.picklist(['documented', 'practice', 'unproven']),
  lockout: v.picklist(['none', 'low', 'medium', 'high']),
  hosts: v.array(HostRule),
  methods: v.array(
    v.strictObject({
      id: v.string(),
      label: v.string(),
      scheme: v.string(),
      hosts: v.pipe(
        v.array(HostRule),
        v.description('Where credentials may go by this way to connect; ${name} stands for the text of that field, ${name|host} for its host.'),
      ),
      fields: v.array(FormField),
    }),
  ),
});

export const Health = v.strictObject({ status: v.literal('ok'), version: v.string() });
