import { isJsonObject, type JsonObject } from '../../../shared/json.ts';

export type Patterns = { readonly patterns: readonly string[]; /** NotAction, NotResource */ readonly negated: boolean };
export type PrincipalPattern = { readonly kind: string; readonly value: string };
export type Condition = { readonly operator: string; readonly key: string; readonly values: readonly string[] };
export type Statement = {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Patterns;
  /** Null in a trust policy. */
  readonly resources: Patterns | null;
  /** Null in an identity policy. */
  readonly principals: readonly PrincipalPattern[] | null;
  readonly conditions: readonly Condition[];
  /** Elements this evaluator does not know, NotPrincipal among them: they deny. */
  readonly unknown: readonly string[];
};
export type PolicyDocument = { readonly statements: readonly Statement[] };

const VERSION = '2012-10-17';
const KNOWN = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition']);

/** @throws Error that says what of the policy is malformed */
export function parsePolicyDocument(json: unknown): PolicyDocument {
  if (!isJsonObject(json)) throw new Error('A policy document is not a JSON object.');
  // The older language has no policy variables: the same text would mean something else.
  if (json['Version'] !== VERSION) throw new Error(`A policy document is not of Version ${VERSION}.`);
  const statements = json['Statement'];
  return { statements: (Array.isArray(statements) ? statements : [statements]).map(parseStatement) };
}

function parseStatement(json: unknown): Statement {
  if (!isJsonObject(json)) throw new Error('A policy statement is not a JSON object.');
  const effect = json['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw new Error('A policy statement has no Effect.');
  const actions = patternsOf(json, 'Action');
  if (!actions) throw new Error('A policy statement has no Action.');
  const unknown = Object.keys(json).filter((name) => !KNOWN.has(name));
  return {
    effect,
    actions,
    resources: patternsOf(json, 'Resource'),
    principals: principalsOf(json['Principal']),
    conditions: conditionsOf(json['Condition']),
    unknown,
  };
}

function patternsOf(statement: JsonObject, element: string): Patterns | null {
  const [plain, negated] = [statement[element], statement[`Not${element}`]];
  if (plain !== undefined && negated !== undefined) throw new Error(`A policy statement has ${element} and Not${element}.`);
  if (plain === undefined && negated === undefined) return null;
  return { patterns: textsOf(plain ?? negated, element), negated: plain === undefined };
}

function principalsOf(json: unknown): readonly PrincipalPattern[] | null {
  if (json === undefined) return null;
  if (json === '*') return [{ kind: 'AWS', value: '*' }];
  if (!isJsonObject(json)) throw new Error('A Principal is neither "*" nor an object.');
  return Object.entries(json).flatMap(([kind, values]) => textsOf(values, 'Principal').map((value) => ({ kind, value })));
}

function conditionsOf(json: unknown): readonly Condition[] {
  if (json === undefined) return [];
  if (!isJsonObject(json)) throw new Error('A Condition is not an object.');
  return Object.entries(json).flatMap(([operator, keys]) => {
    if (!isJsonObject(keys)) throw new Error(`The condition operator ${operator} holds no keys.`);
    return Object.entries(keys).map(([key, values]) => ({ operator, key, values: textsOf(values, key) }));
  });
}

function textsOf(json: unknown, element: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(json) ? json : [json];
  return list.map((item) => {
    if (typeof item === 'boolean' || typeof item === 'number') return String(item);
    if (typeof item !== 'string') throw new Error(`${element} of a policy statement is not a text or a list of texts.`);
    return item;
  });
}
