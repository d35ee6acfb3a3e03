import type { Apply, TemplateMap } from './connector.ts';
import { canonicalHeader, isCallerHeader } from './header-names.ts';
import type { Pairs } from './request-draft.ts';
import { type Encode, namesOf, renderEncoded, renderTemplate, type TextOf, unusable } from './template.ts';
import { asBasicPart, asCookieText, asHeaderText, encodeQuery } from './value-check.ts';

type Credentials = { readonly headers: Pairs; readonly query: Pairs };

const NONE: Pairs = [];

/** Where a method puts its credentials. Names and values of the query are encoded. @throws ResolverError `value_unusable` */
export function renderCredentials(apply: Apply, textOf: TextOf): Credentials {
  const key = apply.apiKey ? renderApiKey(apply.apiKey, textOf) : { headers: NONE, query: NONE };
  const basic: Pairs = apply.basic ? [['authorization', renderBasic(apply.basic, textOf)]] : NONE;
  return {
    headers: [...basic, ...renderHeaders(apply.headers ?? {}, textOf), ...key.headers],
    query: [...renderPairs(apply.query ?? {}, { textOf, encode: encodeQuery }), ...key.query],
  };
}

/** Headers whose optional value is empty are dropped. @throws ResolverError `value_unusable` */
export function renderHeaders(templates: TemplateMap, textOf: TextOf): Pairs {
  return Object.entries(templates).flatMap(([name, template]): Pairs => {
    const value = renderTemplate(template, textOf, name.toLowerCase() === 'cookie' ? asCookieText : asHeaderText);
    return value === null ? NONE : [[name.toLowerCase(), value]];
  });
}

/** Pairs of a query or a form, encoded; those whose optional value is empty are dropped. @throws ResolverError `value_unusable` */
export function renderPairs(templates: TemplateMap, { textOf, encode }: { readonly textOf: TextOf; readonly encode: Encode }): Pairs {
  return Object.entries(templates).flatMap(([name, template]): Pairs => {
    const value = renderEncoded(template, textOf, encode);
    return value === null ? NONE : [[encode(name, ''), value]];
  });
}

export function joinPairs(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

/** RFC 7617. The first ":" ends the user name, so it may hold none. @throws ResolverError `value_unusable` */
export function renderBasic({ user, password }: NonNullable<Apply['basic']>, textOf: TextOf): string {
  const noColon = (value: string, name: string): string => {
    if (value.includes(':')) throw unusable(name);
    return asBasicPart(value, name);
  };
  const text = `${renderTemplate(user, textOf, noColon) ?? ''}:${renderTemplate(password, textOf, asBasicPart) ?? ''}`;
  return `Basic ${Buffer.from(text, 'utf8').toString('base64')}`;
}

/** Header names under which a method sends its credential, as canonicalHeader has them. */
export function credentialHeaders(apply: Apply, textOf: TextOf): ReadonlySet<string> {
  const names = [...(apply.basic ? ['authorization'] : []), ...Object.keys(apply.headers ?? {})];
  if (apply.apiKey && placeOf(apply.apiKey, textOf) === 'header') names.push(plainText(apply.apiKey.name, textOf));
  return new Set(names.map(canonicalHeader));
}

export function placeOf(apiKey: NonNullable<Apply['apiKey']>, textOf: TextOf): 'header' | 'query' {
  return plainText(apiKey.in, textOf) === 'query' ? 'query' : 'header';
}

export function plainText(template: string, textOf: TextOf): string {
  return renderTemplate(template, textOf, (text) => text) ?? '';
}

function renderApiKey(apiKey: NonNullable<Apply['apiKey']>, textOf: TextOf): Credentials {
  const name = plainText(apiKey.name, textOf);
  const [nameField = ''] = namesOf(apiKey.name);
  const prefix = plainText(apiKey.prefix, textOf);
  if (placeOf(apiKey, textOf) === 'query') {
    return { headers: NONE, query: [[encodeQuery(name, nameField), `${encodeQuery(prefix, '')}${renderEncoded(apiKey.value, textOf, encodeQuery)}`]] };
  }
  if (!isCallerHeader(name)) throw unusable(nameField);
  const key = renderTemplate(apiKey.value, textOf, asHeaderText) ?? '';
  const gap = /[A-Za-z0-9]$/.test(prefix) ? ' ' : '';
  return { headers: [[name.toLowerCase(), asHeaderText(`${prefix}${gap}${key}`, namesOf(apiKey.prefix)[0] ?? '')]], query: NONE };
}
