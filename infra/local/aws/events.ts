import { randomUUID } from 'node:crypto';

import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { AwsError, constraintError } from './aws-error.ts';
import { authorize } from './authorize.ts';
import type { AwsCall, Service } from './service.ts';

/** An event as a rule's target receives it. */
export type EventBridgeEvent = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: JsonObject;
};
export type EventDeps = { now(): number; onEvent(event: EventBridgeEvent): void };
type EventFacts = Pick<EventBridgeEvent, 'source' | 'account' | 'region' | 'resources' | 'detail'> & { readonly detailType: string; readonly atMs: number };

const MAX_ENTRIES = 10;
const MAX_BYTES = 262_144;
const DEFAULT_BUS = /^(?:arn:[a-z-]+:events:[a-z0-9-]+:\d{12}:event-bus\/)?default$/;

export function makeEvent(facts: EventFacts): EventBridgeEvent {
  const { source, account, region, resources, detail, detailType } = facts;
  const time = `${new Date(facts.atMs).toISOString().slice(0, 19)}Z`;
  return { version: '0', id: randomUUID(), 'detail-type': detailType, source, account, time, region, resources, detail };
}

/** EventBridge: PutEvents on the default bus. Entries for other buses are taken and reach nobody, as on AWS when no rule matches. */
export function eventsService(deps: EventDeps): Service {
  return { name: 'events', protocol: 'json', target: 'AWSEvents', actions: new Set(['PutEvents']), handle: (call) => putEvents(call, deps) };
}

function putEvents(call: AwsCall, deps: EventDeps): JsonObject {
  const entries = call.input['Entries'];
  if (!Array.isArray(entries)) throw constraintError('null', 'Entries', 'Member must not be null');
  if (entries.length < 1 || entries.length > MAX_ENTRIES)
    throw constraintError('[…]', 'Entries', `Member must have length between 1 and ${MAX_ENTRIES}, inclusive`);
  if (Buffer.byteLength(JSON.stringify(entries)) > MAX_BYTES)
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  const resource = `arn:aws:events:${call.region}:${call.principal.account}:event-bus/default`;
  const every = (name: string): readonly string[] => entries.flatMap((entry: Json) => filledTextIn(isJsonObject(entry) ? entry : {}, name) ?? []);
  const keys = [['events:source', every('Source')] as const, ['events:detail-type', every('DetailType')] as const];
  const context = keys.filter(([, values]) => values.length > 0);
  authorize(call, { action: 'events:PutEvents', resource, context });
  const results = entries.map((entry: Json) => putEntry(entry, call, deps));
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

function putEntry(entry: Json, call: AwsCall, deps: EventDeps): JsonObject {
  const json = isJsonObject(entry) ? entry : {};
  const [source, detailType, text] = ['Source', 'DetailType', 'Detail'].map((name) => filledTextIn(json, name));
  if (!source || !detailType || !text)
    return refused('InvalidArgument', 'Parameter is not valid. Reason: Source, DetailType and Detail are required arguments.');
  if (source.startsWith('aws.')) return refused('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = objectIn(text);
  if (!detail) return refused('MalformedDetail', 'Detail is malformed.');
  const scope = { account: call.principal.account, region: call.region };
  const event = makeEvent({ ...scope, source, detailType, detail, resources: textsIn(json, 'Resources'), atMs: timeIn(json) ?? deps.now() });
  if (isHeard(json, call)) deps.onEvent(event);
  return { EventId: event.id };
}

function isHeard(entry: JsonObject, { isUnheard }: AwsCall): boolean {
  return isUnheard !== true && DEFAULT_BUS.test(filledTextIn(entry, 'EventBusName') ?? 'default');
}

/** Milliseconds; it travels as epoch seconds. */
function timeIn(entry: JsonObject): number | null {
  const time = entry['Time'];
  return typeof time === 'number' ? time * 1000 : null;
}

function filledTextIn(entry: JsonObject, name: string): string | null {
  const value = entry[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function refused(code: string, message: string): JsonObject {
  return { ErrorCode: code, ErrorMessage: message };
}

function textsIn(entry: JsonObject, name: string): readonly string[] {
  const list = entry[name];
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
}

function objectIn(text: string): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isJsonObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
