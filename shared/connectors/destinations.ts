import type { Destination, HostedDestination } from '../egress/destination.ts';
import type { Connector, HostKind, Method, RequestSpec } from './connector.ts';
import { specsOf } from './fields.ts';
import { renderOrigin, urlTemplateOf } from './request-origin.ts';
import { boundPath, callersPart, joinPaths } from './request-url.ts';
import { namesOf, renderTemplate, type TextOf } from './template.ts';

export type Place = { readonly connector: Connector; readonly method: Method; readonly plain: Readonly<Record<string, string>> };

/**
 * Where the secrets of a connection would go, from plain fields alone, each place once. A host that a token answer names is left out:
 * it is known, and judged, only then.
 * @throws ResolverError `address_denied` where a URL is not canonical
 */
export function destinationsOf(connector: Connector, method: Method, plain: Readonly<Record<string, string>>): readonly HostedDestination[] {
  const place = { connector, method, plain };
  const found = new Map<string, HostedDestination>();
  for (const spec of specsOf(connector, method)) {
    const destination = destinationOf(place, spec);
    if (destination) found.set(JSON.stringify(destination), hosted(place, destination));
  }
  return [...found.values()];
}

/** Where the probe would go; null where only an answer will say. @throws ResolverError as `destinationsOf` */
export function probeDestinationOf(place: Place): HostedDestination | null {
  const destination = destinationOf(place, place.method.probe ?? place.connector.probe);
  return destination && hosted(place, destination);
}

/** The destination with the kind of the first host rule it falls under; the method's rules stand instead of the connector's. */
export function hosted(place: Place, destination: Destination): HostedDestination {
  const rules = place.method.hosts ?? place.connector.hosts;
  const rule = rules.find(({ pattern }) => matches(pattern, destination.host, textIn(place)));
  const kind: HostKind | null = rule?.kind ?? null;
  return { ...destination, kind };
}

function destinationOf(place: Place, spec: RequestSpec): Destination | null {
  const { connector, method } = place;
  const template = urlTemplateOf(connector, method, spec);
  const captured = new Set((method.steps ?? []).flatMap((step) => Object.keys(step.capture ?? {})));
  if (namesOf(template.origin).some((name) => captured.has(name))) return null;
  const textOf = textIn(place);
  const origin = renderOrigin(template.origin, textOf);
  const whole = joinPaths(origin.path, template.path, callersPart(spec, textOf).path);
  return { ...origin, path: boundPath(connector, { base: origin.path, whole }) };
}

function textIn({ plain }: Place): TextOf {
  return (name) => (Object.hasOwn(plain, name) ? plain[name] : undefined);
}

function matches(pattern: string, host: string, textOf: TextOf): boolean {
  if (namesOf(pattern).some((name) => !textOf(name))) return false;
  const rendered = renderTemplate(pattern, textOf, (value) => (value.includes('*') ? '' : value)) ?? '';
  return rendered.includes('*') ? expressionOf(rendered).test(host) : rendered === host;
}

/** A star is one label or part of one. */
function expressionOf(pattern: string): RegExp {
  const expression = pattern
    .split('*')
    .map((literal) => literal.replaceAll(/[^a-z0-9-]/g, String.raw`\$&`))
    .join('[a-z0-9-]+');
  return new RegExp(`^${expression}$`);
}
