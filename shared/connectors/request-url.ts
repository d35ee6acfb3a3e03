import type { Destination } from '../egress/destination.ts';
import type { Connector, Method, RequestSpec } from './connector.ts';
import { joinPairs, renderPairs } from './request-credentials.ts';
import { renderOrigin, urlTemplateOf } from './request-origin.ts';
import { type PathAndQuery, parsePathAndQuery } from './request-path.ts';
import { renderTemplate, type TextOf, unusable } from './template.ts';
import { encodeQuery, encodeSegment } from './value-check.ts';

export type RequestUrl = { readonly destination: Destination; readonly path: string; readonly query: string };

/**
 * Where a request goes. Origin, path and query are rendered apart and never joined and parsed again.
 * @throws ResolverError `address_denied`, `value_unusable`
 */
export function renderUrl({ connector, method, spec }: { connector: Connector; method: Method; spec: RequestSpec }, textOf: TextOf): RequestUrl {
  const template = urlTemplateOf(connector, method, spec);
  const origin = renderOrigin(template.origin, textOf);
  const own = callersPart(spec, textOf);
  const path = joinPaths(origin.path, renderTemplate(template.path, textOf, encodeSegment) ?? '', own.path);
  const query = [
    renderTemplate(template.query, textOf, encodeQuery) ?? '',
    own.query,
    joinPairs(renderPairs(spec.query ?? {}, { textOf, encode: encodeQuery })),
  ];
  return {
    destination: { ...origin, path: boundPath(connector, { base: origin.path, whole: path }) },
    path,
    query: query.filter((part) => part !== '').join('&'),
  };
}

/**
 * The part of a path that a binding is about: what the caller wrote of it. All of one that the caller makes; of others the base path, as a
 * directory, since what follows is fixed by the connector, and may carry a credential.
 */
export function boundPath(connector: Connector, { base, whole }: { readonly base: string; readonly whole: string }): string {
  return connector.callerMade ? whole : joinPaths(base, '/');
}

/** Each part begins with "/" or is empty; a "/" where two meet is kept once. */
export function joinPaths(...parts: readonly string[]): string {
  const joined = parts.filter((part) => part !== '').reduce((before, part) => `${before.replace(/\/$/, '')}${part}`, '');
  return joined === '' ? '/' : joined;
}

/** What pathField names, as the caller wrote it. */
export function callersPart(spec: RequestSpec, textOf: TextOf): PathAndQuery {
  if (spec.pathField === undefined) return { path: '', query: '' };
  const parsed = parsePathAndQuery(textOf(spec.pathField) ?? '/');
  if (!parsed) throw unusable(spec.pathField);
  return parsed;
}
