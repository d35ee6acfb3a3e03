import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { generatedPages } from '../../infra/docs.ts';
import { routesOf } from '../../infra/local/routes.ts';
import { isJsonObject } from '../../shared/json.ts';
import { openApiDocument } from '../../shared/http/openapi.ts';

it.each(Object.entries(generatedPages()))('docs/%s is what "npm run docs" writes', (name, text) => {
  expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')).toBe(text);
});

it('the OpenAPI document is valid OpenAPI 3.1', async () => {
  expect(await new Validator().validate(structuredClone(openApiDocument()))).toMatchObject({ valid: true });
});

it('the OpenAPI document has the routes that are deployed, no more and no fewer', () => {
  const { paths } = openApiDocument();
  if (!isJsonObject(paths)) throw new Error('The document has no paths.');
  const described = Object.entries(paths).flatMap(([path, item]) =>
    (isJsonObject(item) ? Object.keys(item) : []).filter((key) => key !== 'parameters').map((method) => `${method.toUpperCase()} ${path}`),
  );
  const deployed = routesOf(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8')).map((route) => route.routeKey);
  expect(described.toSorted()).toEqual(deployed.toSorted());
});
