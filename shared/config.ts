import type { UntaggedPolicy } from './egress/bind.ts';
import type { EgressPolicy } from './egress/guard.ts';
import type { Scope } from './connections/scope.ts';
import { GRANT } from './connections/access.ts';
import { isJsonObject } from './json.ts';
import type { KeeperTableNames, TableNames } from './tables/table-names.ts';
import type { Retention } from './verifications/retention.ts';

export type Settings = {
  readonly workspace: string;
  readonly reader: { readonly roleArn: string; readonly externalId: string };
  readonly scope: Scope;
  readonly untagged: UntaggedPolicy;
  readonly egress: EgressPolicy;
  readonly callers: CallerSettings;
  readonly retention: Retention;
};

/** Where the roles of a caller stand: in this claim of its token, or in this map from the ARN of its IAM role. */
export type CallerSettings = { readonly rolesClaim: string; readonly iamRoles: Readonly<Record<string, readonly string[]>> };
/** What a function goes by that keeps connections and settings, and reads no secret. */
export type KeeperSettings = Pick<Settings, 'workspace' | 'reader' | 'scope' | 'untagged' | 'callers' | 'retention'> & {
  /** ARNs of the roles that assume reader roles. */
  readonly functionRoles: readonly string[];
};

type Environment = Readonly<Record<string, string | undefined>>;
type Form = { test(text: string): boolean };
type Rule = { readonly name: string; readonly form: Form; readonly expected: string; readonly otherwise?: string };

const HOST_PORT = String.raw`(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]):\d{1,5}`;
const ROLE = String.raw`arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+`;
const RULES = {
  workspace: { name: 'WORKSPACE', form: /^[a-z0-9-]{1,40}$/, expected: 'lower-case letters, digits and hyphens, at most 40', otherwise: 'main' },
  roleArn: {
    name: 'READER_ROLE_ARN',
    form: /^arn:aws[a-z-]*:iam::\d{12}:role\/secret-mask-resolver\/[\w+=,.@/-]+$/,
    expected: 'the ARN of a role under the path /secret-mask-resolver/',
  },
  externalId: { name: 'READER_EXTERNAL_ID', form: /^[\w+=,.@:/-]{2,1224}$/, expected: 'an external ID as STS takes it' },
  accounts: { name: 'READER_ACCOUNTS', form: /^\d{12}(?:,\d{12})*$/, expected: 'AWS account numbers, comma between' },
  regions: { name: 'READER_REGIONS', form: /^[a-z]{2}[a-z-]*-\d{1,2}(?:,[a-z]{2}[a-z-]*-\d{1,2})*$/, expected: 'AWS regions, comma between' },
  untagged: { name: 'UNTAGGED_SECRETS', form: /^(?:denied|listed|vendor)$/, expected: 'denied, listed or vendor', otherwise: 'denied' },
  listedHosts: { name: 'LISTED_HOSTS', form: /^[a-z0-9.:/[\] -]*$/, expected: 'entries as in the tag connection-hosts, space between', otherwise: '' },
  historyDays: { name: 'HISTORY_DAYS', form: /^[1-9]\d{0,3}$/, expected: 'days, 1 to 9999', otherwise: '90' },
  auditDays: { name: 'AUDIT_DAYS', form: /^[1-9]\d{0,3}$/, expected: 'days, 1 to 9999', otherwise: '365' },
  iamRoles: {
    name: 'IAM_ROLES',
    form: { test: isRoleMap },
    expected: '{"<ARN of an IAM role>": ["<project or *>:<viewer|tester|editor|admin>"]}',
    otherwise: '{}',
  },
  functionRoles: {
    name: 'FUNCTION_ROLES',
    form: new RegExp(`^${ROLE}(?: ${ROLE})*$`),
    expected: 'ARNs of the roles that assume reader roles, space between',
  },
  rolesClaim: { name: 'ROLES_CLAIM', form: /^[\w:./-]{1,120}$/, expected: 'the name of a claim', otherwise: 'roles' },
  privateCidrs: { name: 'PRIVATE_CIDRS', form: /^(?:[0-9a-f.:]+\/\d{1,3}(?:,[0-9a-f.:]+\/\d{1,3})*)?$/, expected: 'CIDR blocks, comma between', otherwise: '' },
  furtherPorts: { name: 'FURTHER_PORTS', form: /^(?:[1-9]\d{0,4}(?:,[1-9]\d{0,4})*)?$/, expected: 'ports, comma between', otherwise: '' },
  localTargets: {
    name: 'LOCAL_TARGETS',
    form: new RegExp(`^(?:${HOST_PORT}(?:,${HOST_PORT})*)?$`),
    expected: 'literal addresses with port, comma between',
    otherwise: '',
  },
} as const satisfies Record<string, Rule>;

/**
 * The settings of this function, read once at cold start.
 * @throws Error naming every wrong variable and its form, never a value: a malformed setting stops the start.
 */
export function readSettings(env: Environment = process.env): Settings {
  refuseLocalTargetsOnLambda(env);
  const { functionRoles: _, ...rules } = RULES;
  refuseWrong(env, Object.values<Rule>(rules));
  return Object.freeze({
    ...commonSettings(env),
    egress: {
      privateCidrs: list(textOf(env, RULES.privateCidrs)),
      furtherPorts: list(textOf(env, RULES.furtherPorts)).map(Number),
      localTargets: list(textOf(env, RULES.localTargets)),
    },
  });
}

/** @throws Error naming every variable that is missing or malformed */
export function readKeeperSettings(env: Environment = process.env): KeeperSettings {
  const { privateCidrs: _, furtherPorts: __, localTargets: ___, ...rules } = RULES;
  refuseWrong(env, Object.values<Rule>(rules));
  return Object.freeze({ ...commonSettings(env), functionRoles: textOf(env, RULES.functionRoles).split(' ') });
}

function commonSettings(env: Environment): Omit<Settings, 'egress'> {
  const text = (rule: Rule): string => textOf(env, rule);
  return {
    workspace: text(RULES.workspace),
    reader: { roleArn: text(RULES.roleArn), externalId: text(RULES.externalId) },
    scope: { accounts: list(text(RULES.accounts)), regions: list(text(RULES.regions)) },
    untagged: untaggedPolicy(text(RULES.untagged), text(RULES.listedHosts)),
    callers: { rolesClaim: text(RULES.rolesClaim), iamRoles: JSON.parse(text(RULES.iamRoles)) },
    retention: { historyDays: Number(text(RULES.historyDays)), auditDays: Number(text(RULES.auditDays)) },
  };
}

const tableRule = (name: string): Rule => ({ name, form: /^[\w.-]{3,255}$/, expected: 'the name of a table' });
const TABLES = {
  connections: tableRule('CONNECTIONS_TABLE'),
  secretUses: tableRule('SECRET_USES_TABLE'),
  verifications: tableRule('VERIFICATIONS_TABLE'),
  idempotency: tableRule('IDEMPOTENCY_TABLE'),
  settings: tableRule('SETTINGS_TABLE'),
  attempts: tableRule('ATTEMPTS_TABLE'),
} as const satisfies Record<keyof TableNames, Rule>;

/**
 * The tables of this function, read once at cold start.
 * @throws Error naming every variable that is missing or malformed
 */
export function readTables(env: Environment = process.env): TableNames {
  refuseWrong(env, Object.values(TABLES));
  return Object.freeze({ ...keeperTables(env), attempts: textOf(env, TABLES.attempts) });
}

/** @throws Error naming every variable that is missing or malformed */
export function readKeeperTables(env: Environment = process.env): KeeperTableNames {
  const { attempts: _, ...rules } = TABLES;
  refuseWrong(env, Object.values(rules));
  return Object.freeze(keeperTables(env));
}

function keeperTables(env: Environment): KeeperTableNames {
  const { connections, secretUses, verifications, idempotency, settings } = TABLES;
  return {
    connections: textOf(env, connections),
    secretUses: textOf(env, secretUses),
    verifications: textOf(env, verifications),
    idempotency: textOf(env, idempotency),
    settings: textOf(env, settings),
  };
}

function refuseWrong(env: Environment, rules: readonly Rule[]): void {
  const wrong = rules.filter((rule) => !rule.form.test(textOf(env, rule)));
  if (wrong.length > 0) throw new Error(`These settings are missing or malformed: ${wrong.map((rule) => `${rule.name} (${rule.expected})`).join('; ')}.`);
}

function refuseLocalTargetsOnLambda(env: Environment): void {
  if (env['AWS_LAMBDA_RUNTIME_API'] && env['LOCAL_TARGETS']) throw new Error('LOCAL_TARGETS is for a laptop; this function does not start on Lambda with it.');
}

function textOf(env: Environment, rule: Rule): string {
  return env[rule.name] ?? rule.otherwise ?? '';
}

function isRoleMap(text: string): boolean {
  try {
    const map: unknown = JSON.parse(text);
    return isJsonObject(map) && Object.entries(map).every(([arn, roles]) => new RegExp(`^${ROLE}$`).test(arn) && isGrants(roles));
  } catch {
    return false;
  }
}

function isGrants(roles: unknown): boolean {
  return Array.isArray(roles) && roles.every((role: unknown) => typeof role === 'string' && GRANT.test(role));
}

function list(text: string): readonly string[] {
  return text === '' ? [] : text.split(',');
}

function untaggedPolicy(mode: string, listedHosts: string): UntaggedPolicy {
  if (mode === 'listed') return { mode, hosts: listedHosts.split(' ').filter((entry) => entry !== '') };
  return { mode: mode === 'vendor' ? 'vendor' : 'denied' };
}
