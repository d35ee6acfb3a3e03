import type * as v from 'valibot';
import { refuse, refuseAny } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { pointerOf } from '../masks/json-pointer.ts';
import type { RunSelector } from '../runs/run.ts';
import type { MembersAsked } from '../runs/run-store.ts';
import type { CallerEvent } from './caller-event.ts';
import { parseJsonObject } from './parse-json.ts';
import { parseQuery, projectIn, wrong } from './parse-query.ts';
import { bodyOf, validated } from './parse.ts';
import { RehearsalRequest, VerificationRunRequest } from './run-schemas.ts';

export type AskedRun = { readonly selector: RunSelector; readonly body: JsonObject };
export type AskedRehearsal = { readonly secretArn: string; readonly ids: readonly string[] | undefined; readonly body: JsonObject };

/** @throws RequestError `body_too_large`, `body_invalid`, `schema_invalid` with every property that is wrong */
export function parseRunRequest(event: CallerEvent): AskedRun {
  const body = parseJsonObject(bodyOf(event));
  refuseLists(body);
  return { selector: given(validated(VerificationRunRequest, body).selector), body };
}

/** @throws RequestError as `parseRunRequest` */
export function parseRehearsalRequest(event: CallerEvent): AskedRehearsal {
  const body = parseJsonObject(bodyOf(event));
  const { secretArn, connections: ids } = validated(RehearsalRequest, body);
  return { secretArn, ids, body };
}

/**
 * What is done to a run as it is: nothing may be said of it.
 * @throws RequestError `schema_invalid` for every property, `body_invalid`
 */
export function parseNothing(event: CallerEvent): void {
  const text = bodyOf(event);
  if (text.trim() === '') return;
  const names = Object.keys(parseJsonObject(text));
  refuseAny(
    names.map((name) => ({
      code: 'schema_invalid',
      where: { pointer: pointerOf('', name.slice(0, 64)), found: 'is not a property of this request', expected: 'no body' },
    })),
  );
}

/** The project that a list of runs is asked for. @throws RequestError `schema_invalid` */
export function parseRunsFilter(event: CallerEvent): string | undefined {
  return projectIn(parseQuery(event, { once: ['limit', 'cursor', 'project'] }));
}

/** @throws RequestError `schema_invalid` */
export function parseOutcome(event: CallerEvent): MembersAsked {
  const outcome = parseQuery(event, { once: ['limit', 'cursor', 'outcome'] }).get('outcome');
  if (outcome === null) return 'all';
  return outcome === 'failed' || outcome === 'pending' ? outcome : wrong('outcome', 'is neither failed nor pending', 'failed, pending');
}

/** Valibot takes a list for a record. */
function refuseLists({ selector }: JsonObject): void {
  const isList = isJsonObject(selector) && Array.isArray(selector['labels']);
  if (isList) refuse('schema_invalid', { pointer: '/selector/labels', found: 'has the wrong type', expected: 'an object' });
}

function given({ project, labels, connector, state, secretArn, ids }: v.InferOutput<typeof VerificationRunRequest>['selector']): RunSelector {
  return {
    ...(project !== undefined && { project }),
    ...(labels && { labels }),
    ...(connector !== undefined && { connector }),
    ...(state && { state }),
    ...(secretArn !== undefined && { secretArn }),
    ...(ids && { ids }),
  };
}
