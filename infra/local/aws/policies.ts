import { judgeConditions, resolveVariables, type Context, type Truth } from './policy-conditions.ts';
import type { Patterns, PolicyDocument, PrincipalPattern, Statement } from './policy-document.ts';
import { matchesPattern, matchesResource } from './wildcards.ts';

export type PolicyRequest = {
  /** "secretsmanager:GetSecretValue" */
  readonly action: string;
  /** An ARN, or "*" for actions without a resource. */
  readonly resource: string;
  readonly context: Context;
};
export type Verdict = 'allow' | 'explicit_deny' | 'implicit_deny';

/** What one principal holds: allowed is what its policies, its boundary and every session policy allow, and none denies. */
export type Grants = {
  readonly policies: readonly PolicyDocument[];
  readonly boundary: PolicyDocument | null;
  readonly sessionPolicies: readonly PolicyDocument[];
};

/**
 * AWS's words for why not, or null where the request is allowed. An explicit deny wins over any allow.
 * What the evaluator does not know (an operator, an element, a variable without a value) denies.
 */
export function reasonOfDenial(grants: Grants, request: PolicyRequest): string | null {
  const layers: readonly (readonly [string, Verdict])[] = [
    ['identity-based policy', evaluate(grants.policies, request)],
    ...(grants.boundary ? [layerOf('permissions boundary', grants.boundary, request)] : []),
    ...grants.sessionPolicies.map((policy) => layerOf('session policy', policy, request)),
  ];
  const denying = layers.find(([, verdict]) => verdict === 'explicit_deny');
  if (denying) return `with an explicit deny in ${denying[0].startsWith('i') ? 'an' : 'a'} ${denying[0]}`;
  const silent = layers.find(([, verdict]) => verdict === 'implicit_deny');
  return silent ? `because no ${silent[0]} allows the ${request.action} action` : null;
}

/** Identity policies or boundaries: statements without a Principal. */
export function evaluate(documents: readonly PolicyDocument[], request: PolicyRequest): Verdict {
  const meansResource = ({ resources, principals }: Statement): Truth => (resources === null || principals ? 'unknown' : appliesToResource(resources, request));
  return verdictOf(documents, meansResource, request);
}

/** A trust policy: statements with a Principal, of which `isPrincipal` knows whether it means the caller. */
export function evaluateTrust(trust: PolicyDocument, request: PolicyRequest, isPrincipal: (pattern: PrincipalPattern) => boolean): Verdict {
  const meansCaller = ({ resources, principals }: Statement): Truth => (principals === null || resources ? 'unknown' : principals.some(isPrincipal));
  return verdictOf([trust], meansCaller, request);
}

function layerOf(name: string, policy: PolicyDocument, request: PolicyRequest): readonly [string, Verdict] {
  return [name, evaluate([policy], request)];
}

function verdictOf(documents: readonly PolicyDocument[], concerns: (statement: Statement) => Truth, request: PolicyRequest): Verdict {
  const applying = documents
    .flatMap((document) => document.statements)
    .filter((statement) => appliesTo(statement.actions, request.action))
    .map((statement) => ({ effect: statement.effect, holds: judge(statement, concerns(statement), request.context) }));
  // NotPrincipal lands here as well: its statement has no principals, so it is unknown, so it denies.
  if (applying.some(({ effect, holds }) => holds === 'unknown' || (effect === 'Deny' && holds))) return 'explicit_deny';
  return applying.some(({ holds }) => holds === true) ? 'allow' : 'implicit_deny';
}

function judge(statement: Statement, concerned: Truth, context: Context): Truth {
  const conditions = judgeConditions(statement.conditions, context);
  if (concerned === false || conditions === false) return false;
  return concerned === 'unknown' || conditions === 'unknown' || statement.unknown.length > 0 ? 'unknown' : true;
}

function appliesTo(actions: Patterns, action: string): boolean {
  return actions.patterns.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase())) !== actions.negated;
}

function appliesToResource(resources: Patterns, request: PolicyRequest): Truth {
  const patterns = resources.patterns.map((pattern) => resolveVariables(pattern, request.context));
  if (patterns.some((pattern) => pattern !== null && matchesResource(pattern, request.resource))) return !resources.negated;
  return patterns.includes(null) ? 'unknown' : resources.negated;
}
