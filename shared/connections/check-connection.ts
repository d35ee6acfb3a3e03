import type { Catalogue } from '../connectors/catalogue.ts';
import type { Connector, Field, Method } from '../connectors/connector.ts';
import { checkFields, fieldsOf, methodOf } from '../connectors/fields.ts';
import { type Issue, type ProblemCode, refuse, refuseAny, type Where } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { type FieldPolicy, findMasks } from '../masks/find-references.ts';
import type { LocatedMask } from '../masks/secret-reference.ts';
import { checkConfig } from './check-config.ts';
import { issuesOfIdentity } from './check-identity.ts';
import type { Connection } from './connection.ts';
import { issuesOfScope, type Scope } from './scope.ts';

/** A connection whose fields are as the connector declares them and whose masks are all well-formed and in scope. */
export type CheckedConnection = {
  readonly connector: Connector;
  readonly method: Method;
  readonly project: string;
  /** With the declared defaults filled in. */
  readonly config: JsonObject;
  /** The fields that cannot hold a mask, as text. Origins are formed from these alone. */
  readonly plain: Readonly<Record<string, string>>;
  readonly masks: readonly LocatedMask[];
  readonly expectIdentity: string | null;
};

export type CheckDeps = { readonly catalogue: Catalogue; readonly scope: Scope };

/** What is to be said of a connection's connector, fields and masks; `checked` is null where there are issues. */
export type ExaminedConnection = { readonly issues: readonly Issue[]; readonly masks: readonly LocatedMask[]; readonly checked: CheckedConnection | null };

/** Examines connector, method, fields and masks; asks neither AWS nor DNS, throws nothing. */
export function examineConnection(connection: Connection, deps: CheckDeps): ExaminedConnection {
  const connector = deps.catalogue.get(connection.connector);
  if (!connector) return failed('connector_unknown', { pointer: '/connector', found: shortened(connection.connector) });
  const method = methodOf(connector, connection.method);
  if (!method) return failed('schema_invalid', unknownMethod(connector));
  const fields = fieldsOf(connector, method);
  const found = findMasks(connection.config, (name) => policyOf(fields, name));
  const masked = new Set([...found.masks.map((mask) => mask.pointer), ...found.issues.map((issue) => issue.where.pointer ?? '')]);
  const { config, plain, issues: fieldIssues } = checkConfig(connection.config, fields, masked);
  // Told once: of a text that is no mask its form says nothing more. A good mask excuses nothing; it may stand under a header that may not.
  const told = new Set(found.issues.map((issue) => issue.where.pointer));
  const formIssues = fieldIssues.length > 0 ? [] : checkFields(connector, method, { config, plain }).filter((issue) => !told.has(issue.where.pointer));
  const { expectIdentity = null } = connection;
  const identityIssues = issuesOfIdentity({ connector, method, plain }, expectIdentity);
  const issues = [...fieldIssues, ...formIssues, ...found.issues, ...issuesOfScope(found.masks, deps.scope), ...identityIssues];
  return {
    issues,
    masks: found.masks,
    checked: issues.length > 0 ? null : { connector, method, project: connection.project, config, plain, masks: found.masks, expectIdentity },
  };
}

/** @throws RequestError with every issue of the connection at once */
export function checkConnection(connection: Connection, deps: CheckDeps): CheckedConnection {
  const { issues, checked } = examineConnection(connection, deps);
  refuseAny(issues);
  return checked ?? refuse('internal_error');
}

function failed(code: ProblemCode, where: Where): ExaminedConnection {
  return { issues: [{ code, where }], masks: [], checked: null };
}

function policyOf(fields: readonly Field[], name: string): FieldPolicy {
  const field = fields.find((each) => each.name === name);
  if (field?.maskable) return 'maskable';
  return field?.origin ? 'origin' : 'plain';
}

function unknownMethod(connector: Connector): Where {
  return { pointer: '/method', found: `is not a way to connect to ${connector.name}`, expected: connector.methods.map((method) => method.id).join(', ') };
}

function shortened(text: string): string {
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
