import { parseDestination } from '../egress/parse-destination.ts';
import { hosted, type Place } from './destinations.ts';
import { specsOf } from './fields.ts';
import { urlTemplateOf } from './request-origin.ts';
import { namesOf, renderTemplate, type TextOf } from './template.ts';

/**
 * Whether what an answer says of where later requests go is an origin of the connector's own hosts, and nothing besides. The binding is asked
 * about it when such a request is sent, as for every other.
 */
export function namesOwnOrigins(place: Place, captured: Readonly<Record<string, string>>): boolean {
  const textOf: TextOf = (name) => (Object.hasOwn(captured, name) ? captured[name] : place.plain[name]);
  const learned = originsOf(place).filter((origin) => namesOf(origin).some((name) => Object.hasOwn(captured, name)));
  return learned.every((origin) => isOwn(place, renderTemplate(origin, textOf, (text) => text) ?? ''));
}

/** What forms an origin is shown as its host, and is no secret. */
export function isOfOrigin(place: Place, name: string): boolean {
  return originsOf(place).some((origin) => namesOf(origin).includes(name));
}

function originsOf({ connector, method }: Place): readonly string[] {
  return specsOf(connector, method).map((spec) => urlTemplateOf(connector, method, spec).origin);
}

function isOwn(place: Place, text: string): boolean {
  const destination = parseDestination(text);
  return destination !== null && destination.path === '/' && hosted(place, destination).kind !== null;
}
