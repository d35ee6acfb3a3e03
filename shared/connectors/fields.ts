import { parseDestination } from '../egress/parse-destination.ts';
import type { Issue } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { pointerOf } from '../masks/json-pointer.ts';
import type { Connector, Field, Method, RequestSpec } from './connector.ts';
import { canonicalHeader, isCallerHeader } from './header-names.ts';
import { credentialHeaders, placeOf } from './request-credentials.ts';
import { parsePathAndQuery, queryNames } from './request-path.ts';
import { parseStatusRanges } from './status-ranges.ts';
import { namesOf, type TextOf } from './template.ts';

/** A config with its defaults, and the texts of the fields that cannot hold a mask. */
export type FieldValues = { readonly config: JsonObject; readonly plain: Readonly<Record<string, string>> };

/** The way to connect with that id; without one, the first. */
export function methodOf(connector: Connector, id: string | undefined): Method | undefined {
  return id === undefined ? connector.methods[0] : connector.methods.find((method) => method.id === id);
}

/** The connector's fields, then the method's; the method's win where both have a name. */
export function fieldsOf(connector: Connector, method: Method): readonly Field[] {
  const own = new Set(method.fields.map((field) => field.name));
  return [...connector.fields.filter((field) => !own.has(field.name)), ...method.fields];
}

/** Every request of a way to connect, in the order they are sent. */
export function specsOf(connector: Connector, method: Method): readonly RequestSpec[] {
  return [...(method.steps ?? []), method.probe ?? connector.probe, ...(method.close ? [method.close] : [])];
}

/**
 * What required, choices and patterns cannot say: addresses, paths, header names, status ranges, and that the method may be tested at all.
 * Every issue is `schema_invalid` with its pointer; nothing is thrown.
 */
export function checkFields(connector: Connector, method: Method, { config, plain }: FieldValues): readonly Issue[] {
  const textOf: TextOf = (name) => (Object.hasOwn(plain, name) ? plain[name] : undefined);
  const specs = specsOf(connector, method);
  const statusFields = [...(method.rules ?? []), ...connector.rules].flatMap((rule) => namesOf(rule.statusIn ?? ''));
  return [
    ...(specs.some((spec) => spec.storesNewSecret) ? [untestable(method)] : []),
    ...fieldsOf(connector, method).flatMap((field) => issuesOfAddress(field, textOf(field.name))),
    ...specs.flatMap((spec) => issuesOfPath(spec.pathField, textOf)),
    ...specs.flatMap((spec) =>
      spec.headersField === undefined ? [] : issuesOfHeaders(spec.headersField, config[spec.headersField], reserved(method, textOf)),
    ),
    ...[...new Set(statusFields)].flatMap((name) => issuesOfStatus(name, textOf(name))),
    ...issuesOfApiKey(
      method,
      textOf,
      specs.flatMap((spec) => spec.pathField ?? []),
    ),
  ];
}

function untestable(method: Method): Issue {
  return issue('/method', `"${method.id}" cannot be tested: the test would use up the stored refresh token`, 'another way to connect');
}

function issuesOfAddress(field: Field, text: string | undefined): readonly Issue[] {
  if (text === undefined || text === '') return [];
  const pointer = pointerOf('/config', field.name);
  if (field.kind === 'url') {
    const destination = parseDestination(text);
    const isSound = destination !== null && parsePathAndQuery(destination.path) !== null;
    return isSound
      ? []
      : [issue(pointer, 'is not an address in its canonical form', 'https://host[:port][/path], host in lower case, no user, query or fragment')];
  }
  if (field.kind !== 'host') return [];
  const isHost = !text.includes('/') && parseDestination(`https://${text}`) !== null;
  return isHost ? [] : [issue(pointer, 'is not a host name in its canonical form', 'host or host:port in lower case, without https:// and without a path')];
}

function issuesOfPath(name: string | undefined, textOf: TextOf): readonly Issue[] {
  const text = name === undefined ? undefined : textOf(name);
  if (name === undefined || text === undefined || parsePathAndQuery(text)) return [];
  const expected = '"/…" without "//" at the start, "." or ".." segments, backslashes or "#"; other characters percent-encoded';
  return [issue(pointerOf('/config', name), 'is not a path that can be appended', expected)];
}

function issuesOfHeaders(field: string, value: Json | undefined, taken: ReadonlySet<string>): readonly Issue[] {
  const seen = new Set<string>();
  return (isJsonObject(value) ? Object.keys(value) : []).flatMap((name) => {
    const pointer = pointerOf(pointerOf('/config', field), name);
    const canonical = canonicalHeader(name);
    const isRepeated = seen.has(canonical);
    seen.add(canonical);
    if (!isCallerHeader(name))
      return [issue(pointer, 'is not a header that a connection may set', "letters, digits, hyphens; not the connection's own, a proxy's or a cookie")];
    if (taken.has(canonical)) return [issue(pointer, 'is the header that carries the credential', 'another header')];
    return isRepeated ? [issue(pointer, 'is there twice', 'each header once')] : [];
  });
}

function reserved(method: Method, textOf: TextOf): ReadonlySet<string> {
  const names = credentialHeaders(method.apply ?? {}, textOf);
  return method.sign?.kind === 'aws_sigv4' ? new Set([...names, 'authorization', 'x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256']) : names;
}

function issuesOfStatus(name: string, text: string | undefined): readonly Issue[] {
  if (text === undefined || parseStatusRanges(text)) return [];
  return [issue(pointerOf('/config', name), 'is not a list of HTTP statuses', '"200-299", "200,204" or "200-204,301"')];
}

function issuesOfApiKey(method: Method, textOf: TextOf, pathFields: readonly string[]): readonly Issue[] {
  const apiKey = method.apply?.apiKey;
  const [field = ''] = apiKey ? namesOf(apiKey.name) : [];
  const name = textOf(field);
  if (!apiKey || !name) return [];
  const pointer = pointerOf('/config', field);
  if (placeOf(apiKey, textOf) === 'header') {
    return isCallerHeader(name) ? [] : [issue(pointer, 'is not a header that a connection may set', 'a header name such as X-Api-Key')];
  }
  const inPath = pathFields.flatMap((each) => queryNames(textOf(each) ?? ''));
  if (inPath.includes(name)) return [issue(pointer, 'is already a parameter of the path', 'a parameter that the path does not have')];
  return /^[!-~]{1,128}$/.test(name) ? [] : [issue(pointer, 'is not a parameter name', 'up to 128 printable characters')];
}

function issue(pointer: string, found: string, expected: string): Issue {
  return { code: 'schema_invalid', where: { pointer, found, expected } };
}
