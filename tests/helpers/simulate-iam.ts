import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { makeResolver, type TemplateResolver } from '../../infra/local/aws/template-resolver.ts';
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts';
import { PSEUDO } from './test-stack.ts';

export const { account: ACCOUNT, region: REGION } = PSEUDO;
export { STACK_UUID } from './test-stack.ts';

/** A role of a template, as IAM would see it. */
export type DeployedRole = {
  readonly arn: string;
  readonly trust: JsonObject;
  readonly policies: readonly JsonObject[];
  readonly boundary: JsonObject;
};
export type Call = {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
};

/** Finds a role by logical id, its policies resolved for the test account. Every role here has a boundary. */
export function deployedRoles(template: JsonObject, parameters: Readonly<Record<string, string>> = {}): (logicalId: string) => DeployedRole {
  const resolver = makeResolver(template, { ...PSEUDO, parameters: { ...parameters } });
  return (logicalId) => {
    const properties = resolver.propertiesOf(logicalId);
    const boundary = properties['PermissionsBoundary'];
    if (!isJsonObject(boundary) || typeof boundary['Ref'] !== 'string') throw new Error(`${logicalId} has no boundary of its own template.`);
    const policies = resolver.resolve(properties['Policies'] ?? []);
    return {
      arn: textOf(resolver.resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] })),
      trust: documentIn(resolver.resolve({ PolicyDocument: properties['AssumeRolePolicyDocument'] ?? null })),
      policies: [...(Array.isArray(policies) ? policies.map(documentIn) : []), ...attached(resolver, logicalId)],
      boundary: documentIn(resolver.resolve({ PolicyDocument: resolver.propertiesOf(boundary['Ref'])['PolicyDocument'] ?? null })),
    };
  };
}

/** Policies that name the role, instead of standing in it. */
function attached(resolver: TemplateResolver, logicalId: string): readonly JsonObject[] {
  const name = resolver.resolve({ Ref: logicalId });
  const properties = resolver.resourcesOf('AWS::IAM::RolePolicy').map((id) => resolver.resolve(resolver.propertiesOf(id)));
  return properties.filter((each) => isJsonObject(each) && each['RoleName'] === name).map(documentIn);
}

/** The document of a managed policy, resolved for the test account. */
export function managedPolicyOf(template: JsonObject, logicalId: string, parameters: Readonly<Record<string, string>>): JsonObject {
  const resolver = makeResolver(template, { ...PSEUDO, parameters: { ...parameters } });
  return documentIn(resolver.resolve({ PolicyDocument: resolver.propertiesOf(logicalId)['PolicyDocument'] ?? null }));
}

function textOf(json: Json): string {
  if (typeof json !== 'string') throw new Error('Not a text.');
  return json;
}

function documentIn(json: Json): JsonObject {
  const document = isJsonObject(json) ? json['PolicyDocument'] : undefined;
  if (!isJsonObject(document)) throw new Error('A policy has no document.');
  return document;
}

const ANYTHING: JsonObject = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/**
 * Keys, roles and whatever stands in another account let in nobody without a policy of their own; this one leaves it all
 * to the caller's account, so that a denial is the denial of the role's own policies.
 */
function policyOfResource({ action, resource }: Call): { readonly resourcePolicy?: JsonObject } {
  const account = resource.split(':')[4];
  const isForeign = /^\d{12}$/.test(account ?? '') && account !== ACCOUNT;
  if (!isForeign && !/^(?:kms|sts):/.test(action)) return {};
  const accounts = isForeign ? [ACCOUNT, account] : [ACCOUNT];
  const Principal = { AWS: accounts.map((id) => `arn:aws:iam::${id}:root`) };
  const statement = { Effect: 'Allow', Principal, Action: action, ...(!action.startsWith('sts:') && { Resource: '*' }) };
  return { resourcePolicy: { Version: '2012-10-17', Statement: [statement] } };
}

/** Whether a session of the role may make the call. `withAdministratorPolicy`: what its boundary still stops if someone attaches that policy. */
export async function mayCall(role: DeployedRole, call: Call, options: { readonly withAdministratorPolicy?: boolean } = {}): Promise<boolean> {
  const policies = options.withAdministratorPolicy ? [...role.policies, ANYTHING] : role.policies;
  return isAllowed({
    ...NO_ORGANISATION,
    request: requestOf(sessionOf(role.arn), call),
    identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
    permissionBoundaryPolicies: [{ name: 'boundary', policy: role.boundary }],
    ...policyOfResource(call),
  });
}

/** Whether `callerArn`, whose own policies allow it anything, gets through the role's trust policy. */
export async function isTrusted(role: DeployedRole, callerArn: string, call: Omit<Call, 'resource'>): Promise<boolean> {
  return isAllowed({
    ...NO_ORGANISATION,
    request: requestOf(sessionOf(callerArn), { ...call, resource: role.arn }),
    identityPolicies: [{ name: 'anything', policy: ANYTHING }],
    resourcePolicy: role.trust,
  });
}

/** Whether an IAM policy document alone, beside one that allows anything, lets a user or role make the call. */
export async function isLeftAllowedBy(policy: JsonObject, principalArn: string, call: Call): Promise<boolean> {
  const identityPolicies = [
    { name: 'anything', policy: ANYTHING },
    { name: 'policy', policy },
  ];
  return isAllowed({ ...NO_ORGANISATION, request: requestOf(principalArn, call), identityPolicies });
}

const NO_ORGANISATION = { serviceControlPolicies: [], resourceControlPolicies: [] };

function requestOf(principal: string, call: Call): Simulation['request'] {
  const accountId = call.resource.split(':')[4] || ACCOUNT;
  return { principal, action: call.action, resource: { resource: call.resource, accountId }, contextVariables: { ...call.context } };
}

/** arn:aws:iam::1:role/path/name → arn:aws:sts::1:assumed-role/name/session */
function sessionOf(roleArn: string): string {
  const [, account, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
  return account && name ? `arn:aws:sts::${account}:assumed-role/${name}/session` : roleArn;
}

async function isAllowed(simulation: Simulation): Promise<boolean> {
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult === 'Allowed';
}
