import type { Destination } from '../egress/destination.ts';
import { parseDestination } from '../egress/parse-destination.ts';
import { ResolverError } from '../errors.ts';
import type { Connector, Method, RequestSpec, Template } from './connector.ts';
import { parsePathAndQuery } from './request-path.ts';
import { renderTemplate, type TextOf } from './template.ts';

/** A URL template cut where its origin ends, so that nothing after it can reach into scheme, host or port. */
export type UrlTemplate = { readonly origin: Template; readonly path: Template; readonly query: Template };

const URL_TEMPLATE = /^((?:https|tcp):\/\/[^/?]+|\$\{[a-zA-Z][a-zA-Z0-9]*\})([^?]*)(?:\?(.*))?$/;
const FIXED_SCHEME = /^(https|tcp):\/\//;
const AUTHORITY = /^[a-z0-9.:[\]-]+$/;

/** @throws ResolverError `address_denied` for a template that has no origin */
export function urlTemplateOf(connector: Connector, method: Method, spec: RequestSpec): UrlTemplate {
  const [, origin, path = '', query = ''] = URL_TEMPLATE.exec(spec.url ?? `${method.base ?? connector.base}${spec.path ?? ''}`) ?? [];
  if (origin === undefined) throw new ResolverError('address_denied', { host: connector.name });
  return { origin, path, query };
}

/**
 * Scheme, host, port and base path, from the fields that form them.
 * @throws ResolverError `address_denied` where they do not give one canonical address
 */
export function renderOrigin(origin: Template, textOf: TextOf): Destination {
  const text = renderTemplate(origin, textOf, (value) => value) ?? '';
  const destination = readOrigin(origin, text);
  if (!destination || !parsePathAndQuery(destination.path)) throw new ResolverError('address_denied', { host: hostIn(text) });
  return destination;
}

/** Only a definition can say `tcp`: no text of a caller is read as such an address. */
function readOrigin(origin: Template, text: string): Destination | null {
  const scheme = FIXED_SCHEME.exec(origin)?.[1];
  if (scheme === undefined) return parseDestination(text);
  const authority = text.slice(`${scheme}://`.length);
  const destination = AUTHORITY.test(authority) ? parseDestination(`https://${authority}`) : null;
  return destination && scheme === 'tcp' ? { ...destination, scheme } : destination;
}

/** Enough of the caller's own text to recognise it. */
function hostIn(text: string): string {
  return text.replace(/^[a-z]+:\/\//i, '').slice(0, 64);
}
