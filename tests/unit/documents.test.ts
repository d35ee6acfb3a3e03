import { readdirSync, readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { generatedPages } from '../../infra/docs.ts';
import { type Route, routesOf } from '../../infra/local/routes.ts';
import { isJsonObject } from '../../shared/json.ts';
import { openApiDocument } from '../../shared/http/openapi.ts';
import { entranceOf } from '../../shared/http/twin-route.ts';
import { PICTURES } from '../e2e/screenshots/pictures.ts';

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
  const isPlain = ({ authorizer }: Route): boolean => authorizer !== 'iam';
  expect(described.toSorted()).toEqual(keysOf(isPlain));
});

it('each route that asks for a token has its twin for IAM callers, and no other route has one', () => {
  const twins = keysOf(({ authorizer }) => authorizer === 'iam');
  expect(twins).toEqual(keysOf(({ authorizer }) => authorizer === 'jwt').map((key) => key.replace(' ', ' /iam')));
  for (const twin of twins) expect(entranceOf(twin)).toEqual({ route: twin.replace('/iam', ''), isIam: true });
});

function keysOf(isMeant: (route: Route) => boolean): readonly string[] {
  return routesOf(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'))
    .filter(isMeant)
    .map(({ routeKey }) => routeKey)
    .toSorted();
}

it('every picture of the console stands in its page, light and dark', () => {
  const docs = new URL('../../docs/', import.meta.url);
  const page = readFileSync(new URL('console.md', docs), 'utf8');
  const shown = PICTURES.flatMap(({ name }) => ['light', 'dark'].map((scheme) => `screenshots/${name}-${scheme}.png`));
  expect(shown.filter((path) => !page.includes(`(${path})`))).toEqual([]);
  expect(readdirSync(new URL('screenshots/', docs)).map((name) => `screenshots/${name}`)).toEqual(shown.toSorted());
});
