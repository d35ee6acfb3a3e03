import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { readConsoleSettings } from '../../shared/config.ts';
import { refuse } from '../../shared/errors.ts';
import { type Reply, replying } from '../../shared/http/reply.ts';
import { makeAssets } from './assets.ts';
import { headersFor } from './headers.ts';
import { pageOf } from './page.ts';
import { sent } from './sent.ts';

const settings = readConsoleSettings();
const assets = makeAssets();
const page = { bytes: Buffer.from(pageOf(settings, assets.entries)), type: 'text/html; charset=utf-8', caching: 'no-cache' };

const ROUTES: Readonly<Record<string, (event: APIGatewayProxyEventV2) => Reply>> = {
  'GET /': (event) => sent(page, event),
  'GET /assets/{name}': (event) => sent(assets.get(event.pathParameters?.['name'] ?? '') ?? refuse('not_found'), event),
};

export const handler = replying(async (event: APIGatewayProxyEventV2) => (ROUTES[event.routeKey] ?? refuse('not_found'))(event), headersFor(settings));
