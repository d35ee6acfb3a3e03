import { isJsonObject, type JsonObject } from '../../../shared/json.ts';
import type { DeclaredRole, InlinePolicy } from './iam/role-record.ts';
import { parsePolicyDocument, type PolicyDocument } from './policy-document.ts';
import { roleArnOf, roleNameOf } from './template-names.ts';
import { textOf } from './template-values.ts';
import { makeResolver, type Pseudo, type TemplateResolver } from './template-resolver.ts';

export type LocalRole = {
  readonly logicalId: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
  readonly boundary: PolicyDocument | null;
  /** What IAM shows of it; undefined for a role that nobody asks IAM about. */
  readonly declared?: DeclaredRole;
};
export type TemplateRoles = {
  readonly roles: readonly LocalRole[];
  /** By ARN. */
  readonly managedPolicies: ReadonlyMap<string, PolicyDocument>;
  /** Whether the template deploys such a function: one whose Condition does not hold is none. */
  readonly hasFunction: (functionLogicalOrName: string) => boolean;
  /** The environment of a function, by logical id, by FunctionName, or by its name in serverless.yml. */
  readonly environmentOf: (functionLogicalOrName: string) => Record<string, string>;
  /** The role of a function, by the same names. */
  readonly roleOf: (functionLogicalOrName: string) => LocalRole;
};

/**
 * The roles of a packaged CloudFormation template, with every policy the template attaches to them, and its functions' environments.
 * @throws Error that names the resource, for anything that cannot be resolved: a policy read in part would allow too much or too little
 */
export function rolesOfTemplate(template: unknown, pseudo: Pseudo): TemplateRoles {
  const resolver = makeResolver(template, pseudo);
  const roles = resolver.resourcesOf('AWS::IAM::Role').map((logicalId) => named(logicalId, () => roleOf(logicalId, resolver, pseudo)));
  const functionNamed = (name: string): JsonObject => functionOf(name, resolver);
  return {
    roles,
    managedPolicies: new Map(resolver.resourcesOf('AWS::IAM::ManagedPolicy').map((id) => [textOf(resolver.resolve({ Ref: id })), documentOf(id, resolver)])),
    hasFunction: (name) => functionIdOf(name, resolver) !== undefined,
    environmentOf: (name) => environmentOf(functionNamed(name), resolver),
    roleOf: (name) => {
      const arn = resolver.resolve(functionNamed(name)['Role'] ?? null);
      const role = roles.find((one) => one.arn === arn);
      if (!role) throw new Error(`The function ${name} has no role of this template.`);
      return role;
    },
  };
}

function roleOf(logicalId: string, resolver: TemplateResolver, pseudo: Pseudo): LocalRole {
  const properties = resolver.propertiesOf(logicalId);
  const arn = roleArnOf(resolver, pseudo, logicalId);
  const boundary = properties['PermissionsBoundary'];
  return {
    logicalId,
    arn,
    trust: parsePolicyDocument(resolver.resolve(properties['AssumeRolePolicyDocument'] ?? null)),
    policies: [
      ...inlinePolicies(properties, resolver),
      ...namedPolicies(properties, resolver),
      ...attachingPolicies(roleNameOf(resolver, pseudo, logicalId), resolver),
    ],
    boundary: boundary === undefined ? null : managedPolicy(resolver.resolve(boundary), resolver),
    declared: declaredOf(properties, resolver),
  };
}

function declaredOf(properties: JsonObject, resolver: TemplateResolver): DeclaredRole {
  const resolved = (name: string): unknown => resolver.resolve(properties[name] ?? null);
  const [description, boundary, seconds] = ['Description', 'PermissionsBoundary', 'MaxSessionDuration'].map(resolved);
  return {
    description: typeof description === 'string' ? description : null,
    trust: JSON.stringify(resolved('AssumeRolePolicyDocument')),
    policies: listIn(resolved('Policies')).flatMap(inlinePolicy),
    boundaryArn: typeof boundary === 'string' ? boundary : null,
    maxSessionSeconds: typeof seconds === 'number' ? seconds : 3600,
  };
}

function inlinePolicy(policy: unknown): readonly InlinePolicy[] {
  if (!isJsonObject(policy)) return [];
  const { PolicyName: name, PolicyDocument: document } = policy;
  return [{ name: textOf(name), document: JSON.stringify(document) }];
}

function inlinePolicies(role: JsonObject, resolver: TemplateResolver): readonly PolicyDocument[] {
  return listIn(resolver.resolve(role['Policies'] ?? [])).map((policy) => parsePolicyDocument(isJsonObject(policy) ? policy['PolicyDocument'] : null));
}

function namedPolicies(role: JsonObject, resolver: TemplateResolver): readonly PolicyDocument[] {
  return listIn(resolver.resolve(role['ManagedPolicyArns'] ?? [])).map((arn) => managedPolicy(arn, resolver));
}

// Policies that name the role, instead of being named by it.
function attachingPolicies(roleName: string, resolver: TemplateResolver): readonly PolicyDocument[] {
  const ids = ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::RolePolicy'].flatMap((type) => resolver.resourcesOf(type));
  return ids.flatMap((id) => {
    const properties = resolver.propertiesOf(id);
    const roles = [...listIn(resolver.resolve(properties['Roles'] ?? [])), resolver.resolve(properties['RoleName'] ?? null)];
    return roles.includes(roleName) ? [documentOf(id, resolver)] : [];
  });
}

function managedPolicy(arn: unknown, resolver: TemplateResolver): PolicyDocument {
  const id = resolver.resourcesOf('AWS::IAM::ManagedPolicy').find((one) => resolver.resolve({ Ref: one }) === arn);
  if (id === undefined) throw new Error('It uses a managed policy that is not in the template; what it says is not known here.');
  return documentOf(id, resolver);
}

function documentOf(logicalId: string, resolver: TemplateResolver): PolicyDocument {
  return named(logicalId, () => parsePolicyDocument(resolver.resolve(resolver.propertiesOf(logicalId)['PolicyDocument'] ?? null)));
}

function functionOf(name: string, resolver: TemplateResolver): JsonObject {
  const id = functionIdOf(name, resolver);
  if (id === undefined) throw new Error(`The template has no function ${name}.`);
  return resolver.propertiesOf(id);
}

function functionIdOf(name: string, resolver: TemplateResolver): string | undefined {
  // osls: "test-connection" → "TestDashconnectionLambdaFunction"
  const generated = `${(name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('-', 'Dash').replaceAll('_', 'Underscore')}LambdaFunction`;
  const ids = resolver.resourcesOf('AWS::Lambda::Function');
  return ids.find((one) => one === name || one === generated) ?? ids.find((one) => resolver.resolve({ Ref: one }) === name);
}

function environmentOf(properties: JsonObject, resolver: TemplateResolver): Record<string, string> {
  const environment = properties['Environment'];
  const variables = isJsonObject(environment) ? resolver.resolve(environment['Variables'] ?? {}) : {};
  if (!isJsonObject(variables)) throw new Error('The variables of a function are not an object.');
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, textOf(value)]));
}

function listIn(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json : [];
}

function named<T>(logicalId: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`Resource ${logicalId} of the template: ${error instanceof Error ? error.message : 'unreadable.'}`, { cause: error });
  }
}
