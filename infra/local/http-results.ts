import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isJsonObject, type JsonObject } from '../../shared/json.ts';

/** What goes back over the wire. */
export type HttpReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Buffer;
};

const PLAIN = 'text/plain; charset=utf-8';
// Set by the gateway itself, whatever the function says.
const OWN_HEADERS = new Set(['connection', 'content-length', 'transfer-encoding', 'date']);

/**
 * The answer an HTTP API makes of what a function returned: with `statusCode` as format 2.0 says, without it the whole result as JSON with 200.
 * Null where the result is malformed: 500.
 */
export function replyOf(result: unknown): HttpReply | null {
  if (!isJsonObject(result) || !('statusCode' in result)) return inferred(result);
  const status = Number(result['statusCode']);
  const headers = result['headers'] ?? {};
  const cookies = result['cookies'] ?? [];
  if (!isStatus(status) || !isJsonObject(headers) || !isTexts(cookies)) return null;
  const texts = { 'content-type': PLAIN, ...headerTexts(headers) };
  if (!areSendable([...Object.entries(texts), ...cookies.map((cookie) => ['set-cookie', cookie] as const)])) return null;
  return withBody({ status, headers: texts, cookies }, result);
}

/** `{"message": …}` as the gateway itself answers. */
export function gatewayMessage(status: number, message: string): HttpReply {
  return { status, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(JSON.stringify({ message })) };
}

function inferred(result: unknown): HttpReply {
  const text = typeof result === 'string' ? result : JSON.stringify(result ?? null);
  return { status: 200, headers: { 'content-type': 'application/json' }, cookies: [], body: Buffer.from(text) };
}

function headerTexts(headers: JsonObject): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), typeof value === 'string' ? value : JSON.stringify(value)] as const);
  return Object.fromEntries(entries.filter(([name]) => !OWN_HEADERS.has(name)));
}

function areSendable(headers: readonly (readonly [string, string])[]): boolean {
  try {
    for (const [name, value] of headers) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
}

function withBody(head: Omit<HttpReply, 'body'>, { body = '', isBase64Encoded = false }: JsonObject): HttpReply | null {
  const text = body ?? '';
  return typeof text === 'string' ? { ...head, body: Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8') } : null;
}

function isStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 599;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
