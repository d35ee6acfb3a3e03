import type { Condition } from './policy-document.ts';
import { asLiteral, asPlain, matchesArn, matchesPattern } from './wildcards.ts';

/** Condition keys of one request, names in lower case (IAM does not tell cases apart), each with its values. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** `unknown` where this evaluator cannot tell: the caller must deny. */
export type Truth = boolean | 'unknown';

type Operator = { readonly negated: boolean; matches(wanted: string, found: string): boolean };

const equals = (wanted: string, found: string): boolean => asPlain(wanted) === found;
const equalsIgnoringCase = (wanted: string, found: string): boolean => asPlain(wanted).toLowerCase() === found.toLowerCase();

const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    StringEquals: { negated: false, matches: equals },
    StringNotEquals: { negated: true, matches: equals },
    StringEqualsIgnoreCase: { negated: false, matches: equalsIgnoringCase },
    StringNotEqualsIgnoreCase: { negated: true, matches: equalsIgnoringCase },
    StringLike: { negated: false, matches: matchesPattern },
    StringNotLike: { negated: true, matches: matchesPattern },
    ArnEquals: { negated: false, matches: matchesArn },
    ArnLike: { negated: false, matches: matchesArn },
    ArnNotEquals: { negated: true, matches: matchesArn },
    ArnNotLike: { negated: true, matches: matchesArn },
    Bool: { negated: false, matches: equalsIgnoringCase },
  }),
);

const NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;
const VARIABLE = /\$\{([^}]*)\}/g;

/** Makes a context; a key given twice (tags that differ in case only) has both values. */
export function contextOf(entries: Iterable<readonly [string, string | readonly string[] | undefined]>): Context {
  const context = new Map<string, readonly string[]>();
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    const key = name.toLowerCase();
    context.set(key, [...(context.get(key) ?? []), ...(typeof value === 'string' ? [value] : value)]);
  }
  return context;
}

/**
 * All conditions of one statement. False wins over unknown: the statement cannot apply, whatever the unknown part says.
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
export function judgeConditions(conditions: readonly Condition[], context: Context): Truth {
  const truths = new Set(conditions.map((condition) => judge(condition, context)));
  if (truths.has(false)) return false;
  return truths.has('unknown') ? 'unknown' : true;
}

function judge(condition: Condition, context: Context): Truth {
  const found = context.get(condition.key.toLowerCase());
  if (condition.operator === 'Null') return judgeNull(condition.values, found);
  const [, set, name = '', ifExists] = NAME.exec(condition.operator) ?? [];
  const operator = OPERATORS.get(name);
  if (!operator) return 'unknown';
  if (found === undefined) return ifExists !== undefined || (set === undefined ? operator.negated : set === 'ForAllValues');
  const wanted = condition.values.map((value) => resolveVariables(value, context));
  if (wanted.includes(null)) return 'unknown';
  const holds = (value: string): boolean => wanted.some((text) => text !== null && operator.matches(text, value)) !== operator.negated;
  return quantified(set, found, holds);
}

function quantified(set: string | undefined, found: readonly string[], holds: (value: string) => boolean): Truth {
  if (set === 'ForAllValues') return found.every(holds);
  if (set === 'ForAnyValue') return found.some(holds);
  // AWS leaves open what a plain operator does with several values.
  return found.length === 1 ? found.every(holds) : 'unknown';
}

function judgeNull(values: readonly string[], found: readonly string[] | undefined): Truth {
  const [wanted, ...rest] = values;
  if (rest.length > 0 || (wanted !== 'true' && wanted !== 'false')) return 'unknown';
  return (found === undefined) === (wanted === 'true');
}

/** Policy variables filled in; null where the request has no such key, or several values of it. */
export function resolveVariables(text: string, context: Context): string | null {
  let isKnown = true;
  const resolved = text.replaceAll(VARIABLE, (_, name: string) => {
    if (name === '*' || name === '?' || name === '$') return asLiteral(name);
    const values = context.get(name.trim().toLowerCase()) ?? [];
    if (values.length !== 1) isKnown = false;
    return asLiteral(values[0] ?? '');
  });
  return isKnown ? resolved : null;
}
