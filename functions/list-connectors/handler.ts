import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { refuse } from '../../shared/errors.ts';
import { connectorDetail, connectorPage } from '../../shared/http/connector-answers.ts';
import { openApiDocument } from '../../shared/http/openapi.ts';
import { parsePage } from '../../shared/http/page.ts';
import { json, type Reply, replying } from '../../shared/http/reply.ts';
import { entranceOf } from '../../shared/http/twin-route.ts';
import { VERSION } from '../../shared/version.ts';

const catalogue = makeCatalogue();

const ROUTES: Readonly<Record<string, (event: APIGatewayProxyEventV2) => Reply>> = {
  'GET /health': () => json(200, { status: 'ok', version: VERSION }),
  'GET /openapi.json': () => json(200, openApiDocument()),
  'GET /v1/connectors': (event) => json(200, connectorPage(catalogue.list(), parsePage(event))),
  'GET /v1/connectors/{id}': (event) => json(200, connectorDetail(catalogue.get(event.pathParameters?.['id'] ?? '') ?? refuse('not_found'))),
};

export const handler = replying(async (event: APIGatewayProxyEventV2) => (ROUTES[entranceOf(event.routeKey).route] ?? refuse('not_found'))(event));
