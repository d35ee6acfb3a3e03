import { type Issue, refuseAny } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { pointerOf } from '../masks/json-pointer.ts';
import type { StageChoice } from '../secrets/stage-choice.ts';
import type { CallerEvent } from './caller-event.ts';
import { parseJsonObject } from './parse-json.ts';
import { bodyOf, stageOf, validated } from './parse.ts';
import { StoredTestRequest } from './schemas.ts';

/** The body as it counts for `Idempotency-Key`. */
export type AskedStoredTest = { readonly stage: StageChoice; readonly body: JsonObject };

/**
 * A stored connection is tested as it is: nothing may be said of it, but at which stage of its secrets.
 * @throws RequestError `schema_invalid` for every property that is wrong, `body_invalid`
 */
export function parseStoredTest(event: CallerEvent): AskedStoredTest {
  const text = bodyOf(event);
  if (text.trim() === '') return { stage: 'current', body: {} };
  const body = parseJsonObject(text);
  const names = Object.keys(body).filter((name) => name !== 'options');
  refuseAny(names.map(overriding));
  return { stage: stageOf(validated(StoredTestRequest, body).options), body };
}

function overriding(name: string): Issue {
  const pointer = pointerOf('', name.slice(0, 64));
  return {
    code: 'schema_invalid',
    where: { pointer, found: 'is not a property of this request', expected: 'no body, or "options" alone; PATCH changes a connection' },
  };
}
