import type { UntaggedPolicy } from './egress/bind.ts';
import type { EgressPolicy } from './egress/guard.ts';
import type { Scope } from './connections/scope.ts';
import type { TableNames } from './tables/table-names.ts';

export type Settings = {
  readonly workspace: string;
  readonly reader: { readonly roleArn: string; readonly externalId: string };
  readonly scope: Scope;
  readonly untagged: UntaggedPolicy;
  readonly egress: EgressPolicy;
  readonly rolesClaim: string;
  /** How long the verifications of a connection are kept, in days. */
  readonly historyDays: number;
};

type Environment = Readonly<Record<string, string | undefined>>;
type Rule = { readonly name: string; readonly form: RegExp; readonly expected: string; readonly otherwise?: string };

const HOST_PORT = String.raw`(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]):\d{1,5}`;
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
  refuseWrong(env, Object.values<Rule>(RULES));
  const text = (rule: Rule): string => textOf(env, rule);
  return Object.freeze({
    workspace: text(RULES.workspace),
    reader: { roleArn: text(RULES.roleArn), externalId: text(RULES.externalId) },
    scope: { accounts: list(text(RULES.accounts)), regions: list(text(RULES.regions)) },
    untagged: untaggedPolicy(text(RULES.untagged), text(RULES.listedHosts)),
    egress: {
      privateCidrs: list(text(RULES.privateCidrs)),
      furtherPorts: list(text(RULES.furtherPorts)).map(Number),
      localTargets: list(text(RULES.localTargets)),
    },
    rolesClaim: text(RULES.rolesClaim),
    historyDays: Number(text(RULES.historyDays)),
  });
}

/**
 * What a function goes by that keeps connections and reads no secret: it is not told of the reader role.
 * @throws Error naming every variable that is missing or malformed
 */
export function readKeeperSettings(env: Environment = process.env): Pick<Settings, 'scope' | 'rolesClaim'> {
  const { accounts, regions, rolesClaim } = RULES;
  refuseWrong(env, [accounts, regions, rolesClaim]);
  return Object.freeze({ scope: { accounts: list(textOf(env, accounts)), regions: list(textOf(env, regions)) }, rolesClaim: textOf(env, rolesClaim) });
}

const tableRule = (name: string): Rule => ({ name, form: /^[\w.-]{3,255}$/, expected: 'the name of a table' });
const TABLES = {
  connections: tableRule('CONNECTIONS_TABLE'),
  secretUses: tableRule('SECRET_USES_TABLE'),
  verifications: tableRule('VERIFICATIONS_TABLE'),
  idempotency: tableRule('IDEMPOTENCY_TABLE'),
} as const satisfies Record<keyof TableNames, Rule>;

/**
 * The tables of this function, read once at cold start.
 * @throws Error naming every variable that is missing or malformed
 */
export function readTables(env: Environment = process.env): TableNames {
  refuseWrong(env, Object.values(TABLES));
  const name = (rule: Rule): string => textOf(env, rule);
  const { connections, secretUses, verifications, idempotency } = TABLES;
  return Object.freeze({ connections: name(connections), secretUses: name(secretUses), verifications: name(verifications), idempotency: name(idempotency) });
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

function list(text: string): readonly string[] {
  return text === '' ? [] : text.split(',');
}

function untaggedPolicy(mode: string, listedHosts: string): UntaggedPolicy {
  if (mode === 'listed') return { mode, hosts: listedHosts.split(' ').filter((entry) => entry !== '') };
  return { mode: mode === 'vendor' ? 'vendor' : 'denied' };
}
