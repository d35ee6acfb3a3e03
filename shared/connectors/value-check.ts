import { unusable } from './template.ts';

/** C0, DEL and C1: no place takes them but a form or JSON body. */
const CONTROL = /\p{Cc}/u;
const BEYOND_LATIN1 = /[\u0100-\uffff]/;

/** One path segment. "." and ".." would be resolved away by the way, encoded or not. @throws ResolverError `value_unusable` */
export function encodeSegment(value: string, name: string): string {
  if (value === '.' || value === '..') throw unusable(name);
  return encodeQuery(value, name);
}

/** One query name or value. @throws ResolverError `value_unusable` */
export function encodeQuery(value: string, name: string): string {
  if (CONTROL.test(value)) throw unusable(name);
  return encodeForm(value, name);
}

/** Space becomes %20, which form decoders and SigV4 both read. @throws ResolverError `value_unusable` for lone surrogates */
export function encodeForm(value: string, name: string): string {
  return encodeURIComponent(asUnicode(value, name)).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function encodeXml(value: string, name: string): string {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(value)) throw unusable(name);
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A value as it stands, for JSON: any text that is Unicode. */
export function asUnicode(value: string, name: string): string {
  if (/\p{Surrogate}/u.test(value)) throw unusable(name);
  return value;
}

/** A header's value or a part of it: node writes latin1, and receivers cut white space at the ends. @throws ResolverError `value_unusable` */
export function asHeaderText(value: string, name: string): string {
  if (CONTROL.test(value) || BEYOND_LATIN1.test(value) || value.trim() !== value) throw unusable(name);
  return value;
}

/** A header's quoted text, which stands there as it is. @throws ResolverError `value_unusable` */
export function asQuotedText(value: string, name: string): string {
  if (/["\\]/.test(value)) throw unusable(name);
  return asHeaderText(value, name);
}

/** What stands between "=" and ";" of one cookie (RFC 6265 §4.1.1), with or without its quotes. */
export function isCookieValue(value: string): boolean {
  return /^[!-~]+$/.test(value) && !/[,;\\]/.test(value);
}

/** A part of a Cookie header that cannot become another cookie. @throws ResolverError `value_unusable` */
export function asCookieText(value: string, name: string): string {
  if (!isCookieValue(value)) throw unusable(name);
  return value;
}

/** RFC 7617: no controls. @throws ResolverError `value_unusable` */
export function asBasicPart(value: string, name: string): string {
  if (CONTROL.test(value)) throw unusable(name);
  return asUnicode(value, name);
}

/** A setting of a login: no control could end a line or a string in any protocol; a PEM text keeps its lines. @throws ResolverError `value_unusable` */
export function asLoginText(value: string, name: string): string {
  const lines = value.startsWith('-----BEGIN ') ? value.replaceAll(/[\r\n]/g, '') : value;
  if (CONTROL.test(lines)) throw unusable(name);
  return asUnicode(value, name);
}
