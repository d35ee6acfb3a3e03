import { parseDestination } from '../egress/parse-destination.ts';
import { ResolverError } from '../errors.ts';
import type { Template } from './connector.ts';

type Value = { readonly name: string; readonly optional: boolean; readonly filters: readonly string[] };
export type TemplatePart = { readonly literal: string } | Value;
/** The text of a field, or undefined where the connection has none. */
export type TextOf = (name: string) => string | undefined;
/** Puts a value into the form its place needs; throws where it cannot stand there. */
export type Encode = (value: string, name: string) => string;

const VALUE = /\$\{([a-zA-Z][a-zA-Z0-9]*)(\??)((?:\|[a-zA-Z][a-zA-Z0-9]*(?::[^|}]*)?)*)\}/g;

/** Those of the catalogue: no caller writes one, so there are only so many. */
const parsed = new Map<Template, readonly TemplatePart[]>();

export function parseTemplate(template: Template): readonly TemplatePart[] {
  const parts = parsed.get(template) ?? partsOf(template);
  parsed.set(template, parts);
  return parts;
}

function partsOf(template: Template): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of template.matchAll(VALUE)) {
    const [all, name = '', mark, filters = ''] = match;
    if (match.index > end) parts.push({ literal: template.slice(end, match.index) });
    parts.push({ name, optional: mark === '?', filters: filters.split('|').slice(1) });
    end = match.index + all.length;
  }
  return end < template.length ? [...parts, { literal: template.slice(end) }] : parts;
}

export function namesOf(template: Template): readonly string[] {
  return parseTemplate(template).flatMap((part) => ('name' in part ? [part.name] : []));
}

/**
 * The template with its values in place, one pass; null where an optional value is empty.
 * @throws ResolverError `value_unusable` where another value is missing or empty
 */
export function renderTemplate(template: Template, textOf: TextOf, encode: Encode): string | null {
  return renderParts(parseTemplate(template), textOf, { value: encode, literal: (text) => text });
}

/** As renderTemplate, where the template is itself text that is to be encoded. */
export function renderEncoded(template: Template, textOf: TextOf, encode: Encode): string | null {
  return renderParts(parseTemplate(template), textOf, { value: encode, literal: (text) => encode(text, '') });
}

export function unusable(name: string): ResolverError {
  return new ResolverError('value_unusable', { pointer: `/config/${name}` });
}

type Encoding = { readonly value: Encode; readonly literal: (text: string) => string };

function renderParts(parts: readonly TemplatePart[], textOf: TextOf, encoding: Encoding): string | null {
  let rendered = '';
  for (const part of parts) {
    if ('literal' in part) {
      rendered += encoding.literal(part.literal);
      continue;
    }
    const value = filtered(part, textOf(part.name) ?? '');
    if (value === '' && part.optional) return null;
    if (value === '') throw unusable(part.name);
    rendered += encoding.value(value, part.name);
  }
  return rendered;
}

type Filter = (value: string, first: string, second: string) => string;

/** The closed list of filters; connector.schema.json has the same. */
const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['lower', (value) => value.toLowerCase()],
  ['upper', (value) => value.toUpperCase()],
  ['trim', (value) => value.trim()],
  ['part', (value, position) => value.split(':')[Number(position)] ?? ''],
  ['lastPart', (value, separator) => value.split(separator).at(-1) ?? ''],
  ['beforeDot', (value) => value.split('.')[0] ?? ''],
  // One of a text that is itself a query, as an Azure SAS token is.
  ['parameter', (value, name) => new URLSearchParams(value).get(name) ?? ''],
  ['replace', (value, from, to) => value.replaceAll(from, to)],
  ['base64', (value) => Buffer.from(value, 'utf8').toString('base64')],
  // The bytes that a key is written down as, one character each.
  ['hex', (value) => (/^(?:[0-9a-f]{2})+$/i.test(value) ? Buffer.from(value, 'hex').toString('latin1') : '')],
  ['host', (value) => parseDestination(value.includes('://') ? value : `https://${value}`)?.host ?? ''],
]);

function filtered(part: Value, text: string): string {
  return part.filters.reduce((value, filter) => {
    const [name = '', first = '', second = ''] = filter.split(':');
    return FILTERS.get(name)?.(value, first, second) ?? '';
  }, text);
}
