import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { leafTest, type LeafTest } from './pattern-operators.ts';

/** Whether a rule is meant by an event. */
export type EventMatcher = (event: Json) => boolean;

/**
 * An event pattern of EventBridge: every field must match, by any of its values; a list in the event matches by any of its items.
 * Unlike EventBridge, which compares the texts of numbers, 300 and 3.0e2 are one number here.
 * Source: EventBridge user guide, "Creating event patterns" and "Comparison operators"; arrays and absent fields as in github.com/aws/event-ruler.
 * @throws Error that names what is wrong or not known: a pattern read in part would match too much or too little
 */
export function compilePattern(pattern: Json): EventMatcher {
  if (!isJsonObject(pattern)) throw new Error('An event pattern must be an object.');
  return objectMatcher(pattern);
}

function objectMatcher(pattern: JsonObject): EventMatcher {
  const fields = Object.entries(pattern).map(([name, wanted]) => fieldMatcher(name, wanted));
  if (fields.length === 0) throw new Error('An event pattern must not be empty.');
  return (value) => objectsIn(value).some((object) => fields.every((matches) => matches(object)));
}

function fieldMatcher(name: string, wanted: Json): (object: JsonObject) => boolean {
  if (name === '$or') return alternatives(wanted);
  if (isJsonObject(wanted)) {
    const matches = objectMatcher(wanted);
    return (object) => matches(fieldOf(object, name) ?? null);
  }
  if (!Array.isArray(wanted) || wanted.length === 0) throw new Error(`The field ${name} of an event pattern must be an object or a list that is not empty.`);
  const tests: readonly LeafTest[] = wanted.map((item: Json) => leafTest(item));
  return (object) => {
    const leaves = leavesOf(fieldOf(object, name));
    return tests.some((test) => test(leaves));
  };
}

function alternatives(wanted: Json): (object: JsonObject) => boolean {
  const patterns = Array.isArray(wanted) ? wanted.filter((item: Json) => isJsonObject(item)) : [];
  if (!Array.isArray(wanted) || patterns.length < 2 || patterns.length < wanted.length) throw new Error('$or must be a list of at least two objects.');
  const matchers = patterns.map((pattern) => objectMatcher(pattern));
  return (object) => matchers.some((matches) => matches(object));
}

/** Where nothing has fields, one without any stands for it: `exists: false` holds below what is absent. */
function objectsIn(value: Json): readonly JsonObject[] {
  if (isJsonObject(value)) return [value];
  const inside = Array.isArray(value) ? value.filter((item: Json) => isJsonObject(item)) : [];
  return inside.length > 0 ? inside : [{}];
}

function fieldOf(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** What a field holds besides objects, which are no leaves. */
function leavesOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || isJsonObject(value)) return [];
  return Array.isArray(value) ? value.flatMap((item: Json) => leavesOf(item)) : [value];
}
