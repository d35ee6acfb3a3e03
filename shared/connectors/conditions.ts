import type { LoginAnswer, TargetResponse } from '../egress/exchange.ts';
import { isJsonObject, type Json } from '../json.ts';
import type { Condition, HeaderCondition, Rule } from './connector.ts';
import { isWithin, parseStatusRanges } from './status-ranges.ts';
import { renderTemplate, type TextOf } from './template.ts';

/** An answer, its body parsed once; `json` is undefined where it is not JSON. */
export type Answer = { readonly response: TargetResponse; readonly json: Json | undefined };

/** What is captured from the head of an answer, and the name of the header or cookie. */
export const HEAD_SOURCE = /^(header|cookie):(.+)$/;

export function readAnswer(response: TargetResponse): Answer {
  return { response, json: parsedOrUndefined(response.bodyText) };
}

/** Does every condition of the rule hold? */
export function holds(rule: Rule, { response, json }: Answer, textOf: TextOf): boolean {
  return (
    rule.code === undefined && // a login's: no HTTP answer has one
    statusHolds(rule, response.httpStatus, textOf) &&
    headersHold(rule, response) &&
    (rule.text === undefined || new RegExp(rule.text).test(response.bodyText)) &&
    (rule.json ?? []).every((condition) => json !== undefined && conditionHolds(condition, json))
  );
}

/** Does the rule know the code that a login ended with? */
export function holdsOfLogin(rule: Rule, { code }: LoginAnswer): boolean {
  return rule.code?.some((each) => String(each) === code) ?? false;
}

/** The value at a dotted path; own properties only, undefined where there is none. */
export function valueAt(json: Json, path: string): Json | undefined {
  let value: Json | undefined = json;
  for (const token of path === '' ? [] : path.split('.')) {
    if (Array.isArray(value)) value = /^\d{1,4}$/.test(token) ? value[Number(token)] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
  }
  return value;
}

function statusHolds(rule: Rule, httpStatus: number, textOf: TextOf): boolean {
  const isListed = rule.status?.some((each) => each === httpStatus || each === `${Math.floor(httpStatus / 100)}xx`) ?? true;
  if (rule.statusIn === undefined) return isListed;
  const ranges = parseStatusRanges(renderTemplate(rule.statusIn, textOf, (text) => text) ?? '');
  return isListed && ranges !== null && isWithin(httpStatus, ranges);
}

function headersHold({ header, headerAbsent = [], contentType }: Rule, response: TargetResponse): boolean {
  if (header && !headerHolds(header, response)) return false;
  if (headerAbsent.some((condition) => headerHolds(condition, response))) return false;
  return contentType === undefined || mediaType(response.headers.get('content-type')) === contentType;
}

function headerHolds(condition: HeaderCondition, { headers }: TargetResponse): boolean {
  const value = headers.get(condition.name.toLowerCase());
  if (condition.exists === false) return value === undefined;
  if (value === undefined) return false;
  if (condition.equals !== undefined && value !== condition.equals) return false;
  return condition.matches === undefined || new RegExp(condition.matches).test(value);
}

function conditionHolds(condition: Condition, json: Json): boolean {
  const value = valueAt(json, condition.path);
  if (condition.exists === false || value === undefined) return condition.exists === false && value === undefined;
  return kindHolds(condition, value) && comparisonsHold(condition, value);
}

function kindHolds({ type, isNull }: Condition, value: Json): boolean {
  return (type === undefined || typeName(value) === type) && (isNull === undefined || (value === null) === isNull);
}

function comparisonsHold({ equals, notEquals, oneOf, matches }: Condition, value: Json): boolean {
  if (equals !== undefined && value !== equals) return false;
  if (notEquals !== undefined && value === notEquals) return false;
  if (oneOf !== undefined && !oneOf.some((each) => each === value)) return false;
  return matches === undefined || (typeof value === 'string' && new RegExp(matches).test(value));
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function mediaType(contentType = ''): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

function parsedOrUndefined(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // its message quotes the body
  }
}
