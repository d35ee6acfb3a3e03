import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { AwsError } from './aws-error.ts';
import type { Service } from './service.ts';

/** What goes back over the wire. */
export type Answer = { readonly status: number; readonly contentType: string; readonly body: string };

// Written with a small m by the front of AWS, with a capital one by the service itself.
const COMMON_ERRORS = new Set([
  'ValidationException',
  'SerializationException',
  'UnknownOperationException',
  'ThrottlingException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'ExpiredTokenException',
]);

/** @throws AwsError SerializationException, without the text that upset it */
export function parseJsonBody(body: string): JsonObject {
  const parsed = parsedOrUndefined(body === '' ? '{}' : body);
  if (!isJsonObject(parsed)) throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  return parsed;
}

/** The fields of a form; the first of each name. */
export function parseForm(body: string): JsonObject {
  const fields = new URLSearchParams(body);
  return Object.fromEntries([...new Set(fields.keys())].map((name) => [name, fields.get(name) ?? '']));
}

export function renderAnswer(service: Service, action: string, result: { readonly output: JsonObject | null; readonly requestId: string }): Answer {
  if (service.protocol === 'json') return { status: 200, contentType: jsonTypeOf(service), body: result.output === null ? '' : JSON.stringify(result.output) };
  const output = result.output === null ? '' : `<${action}Result>${xmlOf(result.output)}</${action}Result>`;
  const body = `<${action}Response xmlns="${namespaceOf(service)}">${output}<ResponseMetadata><RequestId>${result.requestId}</RequestId></ResponseMetadata></${action}Response>`;
  return { status: 200, contentType: 'text/xml', body };
}

/** `service` is null where the request named none. */
export function renderError(service: Service | null, error: AwsError, requestId: string): Answer {
  if (service?.protocol !== 'query') {
    const field = COMMON_ERRORS.has(error.code) ? 'message' : 'Message';
    return { status: error.status, contentType: jsonTypeOf(service), body: JSON.stringify({ __type: error.code, [field]: error.message }) };
  }
  const fault = { Type: error.status >= 500 ? 'Receiver' : 'Sender', Code: error.code, Message: error.message };
  const body = `<ErrorResponse xmlns="${namespaceOf(service)}"><Error>${xmlOf(fault)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status: error.status, contentType: 'text/xml', body };
}

function jsonTypeOf(service: Service | null): string {
  return `application/x-amz-json-${service?.jsonVersion ?? '1.1'}`;
}

function namespaceOf(service: Service): string {
  return `https://${service.name}.amazonaws.com/doc/${service.target}/`;
}

function xmlOf(json: Json): string {
  if (isJsonObject(json))
    return Object.entries(json)
      .map(([name, value]) => `<${name}>${xmlOf(value)}</${name}>`)
      .join('');
  if (Array.isArray(json)) return json.map((item: Json) => `<member>${xmlOf(item)}</member>`).join('');
  return (typeof json === 'string' ? json : JSON.stringify(json))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // its message quotes the body: drop it
  }
}
