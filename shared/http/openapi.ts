import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { VERSION } from '../version.ts';
import { connectionPaths } from './openapi-connections.ts';
import { runPaths } from './openapi-runs.ts';
import { secretPaths } from './openapi-secrets.ts';
import { settingsPaths } from './openapi-settings.ts';
import { vaultPaths } from './openapi-vault.ts';
import { answer, type Document, ID, IDEMPOTENCY_KEY, json, operation, PAGING, PREFER, problems, SCHEMAS, verificationAnswers } from './openapi-parts.ts';

const DESCRIPTION = [
  'Tests and keeps connections whose credentials are masks for AWS Secrets Manager.',
  'Where the operator has switched it on, each path under /v1 stands under /iam/v1 too: the same routes for IAM roles, with AWS Signature Version 4 (service',
  'execute-api) in place of a token. The roles such a caller has are those that the operator has mapped its IAM role to.',
].join(' ');

/** The OpenAPI 3.1 document of the routes that stand, made from the schemas that also parse the requests. */
export function openApiDocument(): Document {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Secret Mask Resolver',
      version: VERSION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: DESCRIPTION,
    },
    servers: [{ url: '/' }],
    security: [{ jwt: [] }],
    paths: {
      '/v1/connections/test': { post: testOperation() },
      '/v1/connections/lint': { post: lintOperation() },
      ...connectionPaths(),
      ...settingsPaths(),
      ...secretPaths(),
      ...vaultPaths(),
      ...runPaths(),
      ...furtherPaths(),
    },
    components: {
      securitySchemes: { jwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, schemaOf(schema)])),
    },
  };
}

function furtherPaths(): Document {
  return {
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
    ...consolePaths(),
    '/openapi.json': {
      get: operation('getOpenApi', 'This document.', {
        security: [],
        responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } } },
      }),
    },
    '/health': { get: operation('getHealth', 'Version and state.', { security: [], responses: { 200: answer('Health') } }) },
  };
}

function consolePaths(): Document {
  const file = { description: 'A file for a browser.', content: { '*/*': { schema: { type: 'string' } } } };
  const name = { name: 'name', in: 'path', required: true, schema: { type: 'string' } };
  return {
    '/': { get: operation('getConsole', 'The console: a page for browsers.', { security: [], responses: { 200: file } }) },
    '/assets/{name}': {
      get: operation('getAsset', 'A file of the console.', { security: [], parameters: [name], responses: { 200: file, ...problems(404) } }),
    },
  };
}

function testOperation(): Document {
  return operation('testConnection', 'Test a connection without storing it. A test that ran answers 200, whatever the target said.', {
    parameters: [PREFER, IDEMPOTENCY_KEY],
    requestBody: { required: true, content: json('TestRequest') },
    responses: { ...verificationAnswers(), ...problems(400, 403, 409, 413, 429, 500) },
  });
}

function lintOperation(): Document {
  return operation('lintConnection', 'Check fields and masks only; calls neither AWS nor DNS. Bad masks answer 200 with valid: false.', {
    requestBody: { required: true, content: json('TestRequest') },
    responses: { 200: answer('LintAnswer'), ...problems(400, 403, 413, 500) },
  });
}

function schemaOf(schema: GenericSchema): Document {
  const { $schema: _, ...rest } = toJsonSchema(schema, { target: 'draft-2020-12', errorMode: 'ignore' });
  return rest;
}
