import { valueAt } from '../../../shared/connectors/conditions.ts';
import type { Condition, Rule } from '../../../shared/connectors/connector.ts';
import type { TargetResponse } from '../../../shared/egress/exchange.ts';
import { isJsonObject, type Json } from '../../../shared/json.ts';
import { textMatching } from './text-matching.ts';

/** What a generated answer is made of, before it is put into one. */
export type Emulated = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Json | string };

/** An answer of which every condition of the rule holds. */
export function answerOf(rule: Rule): Emulated {
  const { header } = rule;
  const headers = header && header.exists !== false ? { [header.name.toLowerCase()]: header.equals ?? textMatching(header.matches ?? 'x') } : {};
  const body = rule.text === undefined ? bodyOf(rule.json) : textMatching(rule.text);
  const type = rule.contentType ?? (typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8');
  return { status: statusOf(rule), headers: { 'content-type': type, ...headers }, body };
}

export function responseOf({ status, headers, body }: Emulated): TargetResponse {
  return { httpStatus: status, headers: new Map(Object.entries(headers)), bodyText: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** The same body with another value at a dotted path; `undefined` takes it out. */
export function withValueAt(body: Json, path: string, value: Json | undefined): Json {
  if (path === '') return value ?? {};
  const [token = '', ...rest] = path.split('.');
  const below = rest.length > 0 ? withValueAt(valueAt(body, token) ?? {}, rest.join('.'), value) : value;
  return /^\d+$/.test(token) ? withItem(body, Number(token), below) : withMember(body, token, below);
}

function withItem(body: Json, position: number, item: Json | undefined): Json {
  const items = Array.isArray(body) ? [...body] : [];
  items.splice(position, 1, ...(item === undefined ? [] : [item]));
  return items;
}

function withMember(body: Json, name: string, member: Json | undefined): Json {
  const { [name]: _, ...others } = isJsonObject(body) ? body : {};
  return member === undefined ? others : { ...others, [name]: member };
}

function statusOf({ status, outcome }: Rule): number {
  const [first = outcome === 'ok' ? 200 : 401] = status ?? [];
  return typeof first === 'number' ? first : Number(first.replace('xx', '00'));
}

/** HTML where nothing is asked of the body: a rule about a status must hold whatever stands beside it. */
function bodyOf(conditions: Rule['json']): Json | string {
  if (!conditions) return '<!doctype html><title>x</title>';
  return conditions.reduce<Json>((body, condition) => (condition.exists === false ? body : withValueAt(body, condition.path, valueOf(condition))), {});
}

const OF_TYPE: Readonly<Record<string, Json>> = { object: { a: 1 }, array: [{ a: 1 }], string: 'a1', number: 7, boolean: true, null: null };

function valueOf({ type, equals, oneOf, matches, isNull, notEquals, path }: Condition): Json {
  if (equals !== undefined) return equals;
  if (oneOf?.[0] !== undefined) return oneOf[0];
  if (matches !== undefined) return textMatching(matches);
  if (isNull === true) return null;
  if (type !== undefined) return OF_TYPE[type] ?? null;
  if (path === '') return {};
  return typeof notEquals === 'boolean' ? !notEquals : 'a1';
}
