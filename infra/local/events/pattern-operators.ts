import { isJsonObject, type Json } from '../../../shared/json.ts';

/** Judges the values of one field of an event; none where the field is absent. */
export type LeafTest = (leaves: readonly Json[]) => boolean;
type ValueTest = (leaf: Json) => boolean;
type Operator = (operand: Json) => ValueTest;

const COMPARISONS: ReadonlyMap<Json, (value: number, bound: number) => boolean> = new Map<Json, (value: number, bound: number) => boolean>([
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['=', (value, bound) => value === bound],
  ['>=', (value, bound) => value >= bound],
  ['>', (value, bound) => value > bound],
]);
const LARGEST = 5_000_000_000;

const TEXT_OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['prefix', (operand) => edgeTest(operand, (text, edge) => text.startsWith(edge))],
  ['suffix', (operand) => edgeTest(operand, (text, edge) => text.endsWith(edge))],
  ['equals-ignore-case', (operand) => textTest(operand, (text, wanted) => text.toLowerCase() === wanted.toLowerCase())],
]);
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([...TEXT_OPERATORS, ['numeric', numeric], ['anything-but', anythingBut]]);

/** One item of a field's list in a pattern: a value, or an operator. @throws Error for an operator that is not known here, cidr and wildcard among them */
export function leafTest(item: Json): LeafTest {
  if (Array.isArray(item)) throw new Error('A list in an event pattern holds a list.');
  if (!isJsonObject(item)) return (leaves) => leaves.includes(item);
  const [name, operand] = onlyEntry(item);
  if (name === 'exists') return exists(operand);
  const test = OPERATORS.get(name)?.(operand);
  if (!test) throw new Error(`The operator ${name} of an event pattern is not known here.`);
  return (leaves) => leaves.some(test);
}

function exists(operand: Json): LeafTest {
  if (typeof operand !== 'boolean') throw wrong('exists');
  return (leaves) => leaves.length > 0 === operand;
}

function numeric(operand: Json): ValueTest {
  const parts = Array.isArray(operand) ? operand : [];
  const bounds = Array.from({ length: Math.ceil(parts.length / 2) }, (_, index) => comparisonOf(parts[2 * index] ?? null, parts[2 * index + 1] ?? null));
  if (bounds.length === 0 || bounds.length > 2) throw wrong('numeric');
  return (leaf) => typeof leaf === 'number' && bounds.every((holds) => holds(leaf));
}

function comparisonOf(operator: Json, bound: Json): (value: number) => boolean {
  const compare = COMPARISONS.get(operator);
  if (!compare || typeof bound !== 'number' || Math.abs(bound) > LARGEST) throw wrong('numeric');
  return (value) => compare(value, bound);
}

function anythingBut(operand: Json): ValueTest {
  const [name, excluded] = isJsonObject(operand) ? onlyEntry(operand) : [null, operand];
  const values = Array.isArray(excluded) ? excluded.map((value: Json) => value) : [excluded];
  const areAlike = values.every((value: Json) => typeof value === 'string') || values.every((value: Json) => typeof value === 'number');
  if (values.length === 0 || !areAlike) throw wrong('anything-but');
  const excludedValues = new Set<Json>(values);
  if (name === null) return (leaf) => !excludedValues.has(leaf);
  const operator = TEXT_OPERATORS.get(name);
  if (!operator) throw new Error(`The operator ${name} in anything-but of an event pattern is not known here.`);
  const tests = values.map((value: Json) => operator(value));
  return (leaf) => !tests.some((test) => test(leaf));
}

/** `{"prefix": "a"}`, or `{"prefix": {"equals-ignore-case": "A"}}`. */
function edgeTest(operand: Json, holds: (text: string, edge: string) => boolean): ValueTest {
  if (!isJsonObject(operand)) return textTest(operand, holds);
  const [name, edge] = onlyEntry(operand);
  if (name !== 'equals-ignore-case') throw new Error(`The operator ${name} in prefix or suffix of an event pattern is not known here.`);
  return textTest(edge, (text, wanted) => holds(text.toLowerCase(), wanted.toLowerCase()));
}

function textTest(operand: Json, holds: (text: string, operand: string) => boolean): ValueTest {
  if (typeof operand !== 'string') throw wrong('prefix, suffix or equals-ignore-case');
  return (leaf) => typeof leaf === 'string' && holds(leaf, operand);
}

function onlyEntry(object: { readonly [name: string]: Json }): readonly [string, Json] {
  const [entry, ...more] = Object.entries(object);
  if (!entry || more.length > 0) throw new Error('An operator of an event pattern must stand in an object of its own.');
  return entry;
}

function wrong(operator: string): Error {
  return new Error(`The operand of ${operator} in an event pattern is not one that EventBridge takes.`);
}
