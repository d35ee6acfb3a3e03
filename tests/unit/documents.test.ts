import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { generatedPages } from '../../infra/docs.ts';
import { openApiDocument } from '../../shared/http/openapi.ts';

it.each(Object.entries(generatedPages()))('docs/%s is what "npm run docs" writes', (name, text) => {
  expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')).toBe(text);
});

it('the OpenAPI document is valid OpenAPI 3.1', async () => {
  expect(await new Validator().validate(structuredClone(openApiDocument()))).toMatchObject({ valid: true });
});
