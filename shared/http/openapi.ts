import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { PROBLEMS } from '../errors.ts';
import { VERSION } from '../version.ts';
import { ConnectorDetail, ConnectorPage, Health, LintAnswer, Problem, TestRequest, Verification } from './schemas.ts';

type Document = Readonly<Record<string, unknown>>;

const SCHEMAS = { TestRequest, Verification, LintAnswer, Problem, ConnectorPage, ConnectorDetail, Health } as const;
const PREFER = {
  name: 'Prefer',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: '`outcome=status` answers 200, 422, 502 or 424 by the status of the verification.',
};
const PAGING = [
  { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 } },
  { name: 'cursor', in: 'query', required: false, schema: { type: 'string' } },
];
const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

/** The OpenAPI 3.1 document of the routes that stand, made from the schemas that also parse the requests. */
export function openApiDocument(): Document {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Secret Mask Resolver',
      version: VERSION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: 'Tests connections whose credentials are masks for AWS Secrets Manager.',
    },
    servers: [{ url: '/' }],
    security: [{ jwt: [] }],
    paths: {
      '/v1/connections/test': { post: testOperation() },
      '/v1/connections/lint': { post: lintOperation() },
      '/v1/connectors': {
        get: operation('listConnectors', 'The catalogue, a page at a time.', {
          parameters: PAGING,
          responses: { 200: answer('ConnectorPage'), ...problems(400) },
        }),
      },
      '/v1/connectors/{id}': {
        get: operation('getConnector', 'One connector with its ways to connect and their fields.', {
          parameters: [ID],
          responses: { 200: answer('ConnectorDetail'), ...problems(404) },
        }),
      },
      '/openapi.json': {
        get: operation('getOpenApi', 'This document.', {
          security: [],
          responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } } },
        }),
      },
      '/health': { get: operation('getHealth', 'Version and state.', { security: [], responses: { 200: answer('Health') } }) },
    },
    components: {
      securitySchemes: { jwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, schemaOf(schema)])),
    },
  };
}

function testOperation(): Document {
  const answers = { 200: answer('Verification'), 424: answer('Verification'), 502: answer('Verification') };
  const refused = {
    description: 'With `Prefer: outcome=status`, a refused verification; else a request that is itself wrong.',
    content: { ...json('Verification'), ...problemContent },
  };
  return operation('testConnection', 'Test a connection without storing it. A test that ran answers 200, whatever the target said.', {
    parameters: [PREFER],
    requestBody: { required: true, content: json('TestRequest') },
    responses: { ...answers, ...problems(400, 403, 413, 500), 422: refused },
  });
}

function lintOperation(): Document {
  return operation('lintConnection', 'Check fields and masks only; calls neither AWS nor DNS. Bad masks answer 200 with valid: false.', {
    requestBody: { required: true, content: json('TestRequest') },
    responses: { 200: answer('LintAnswer'), ...problems(400, 403, 413, 500) },
  });
}

function operation(operationId: string, summary: string, rest: Document): Document {
  return { operationId, summary, ...rest };
}

function answer(schema: keyof typeof SCHEMAS): Document {
  return { description: schema, content: json(schema) };
}

function json(schema: keyof typeof SCHEMAS): Document {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
}

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

function problems(...httpStatuses: readonly number[]): Document {
  return Object.fromEntries(httpStatuses.map((httpStatus) => [httpStatus, { description: codesOf(httpStatus), content: problemContent }]));
}

function codesOf(httpStatus: number): string {
  return Object.entries(PROBLEMS)
    .filter(([, row]) => row.httpStatus === httpStatus)
    .map(([code]) => code)
    .join(', ');
}

function schemaOf(schema: GenericSchema): Document {
  const { $schema: _, ...rest } = toJsonSchema(schema, { target: 'draft-2020-12', errorMode: 'ignore' });
  return rest;
}
