import type { BudgetLimits } from './budgets/caller-budgets.ts';
import { GRANT } from './connections/access.ts';
import { isJsonObject } from './json.ts';
import type { TableNames } from './tables/table-names.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
type Form = { test(text: string): boolean };
/** One variable of the environment; `otherwise` stands where it is not set. */
export type Rule = { readonly name: string; readonly form: Form; readonly expected: string; readonly otherwise?: string };

const HOST_PORT = String.raw`(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]):\d{1,5}`;
const ROLE = String.raw`arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+`;
export const RULES = {
  workspace: { name: 'WORKSPACE', form: /^[a-z0-9-]{1,40}$/, expected: 'lower-case letters, digits and hyphens, at most 40', otherwise: 'main' },
  roleArn: {
    name: 'READER_ROLE_ARN',
    form: /^arn:aws[a-z-]*:iam::\d{12}:role\/secret-mask-resolver\/[\w+=,.@/-]+$/,
    expected: 'the ARN of a role under the path /secret-mask-resolver/',
  },
  rehearsalRoleArn: {
    name: 'REHEARSAL_ROLE_ARN',
    form: /^(?:arn:aws[a-z-]*:iam::\d{12}:role\/secret-mask-resolver\/[\w+=,.@/-]+)?$/,
    expected: 'the ARN of a role under the path /secret-mask-resolver/, or nothing',
    otherwise: '',
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

const tableRule = (name: string): Rule => ({ name, form: /^[\w.-]{3,255}$/, expected: 'the name of a table' });
export const TABLES = {
  connections: tableRule('CONNECTIONS_TABLE'),
  secretUses: tableRule('SECRET_USES_TABLE'),
  verifications: tableRule('VERIFICATIONS_TABLE'),
  idempotency: tableRule('IDEMPOTENCY_TABLE'),
  settings: tableRule('SETTINGS_TABLE'),
  attempts: tableRule('ATTEMPTS_TABLE'),
  budgets: tableRule('BUDGETS_TABLE'),
  hosts: tableRule('HOSTS_TABLE'),
  runs: tableRule('RUNS_TABLE'),
  watches: tableRule('WATCHES_TABLE'),
} as const satisfies Record<keyof TableNames, Rule>;

const limitRule = (name: string, otherwise: string): Rule => ({ name, form: /^[1-9]\d{0,6}$/, expected: 'how many a minute, 1 to 9999999', otherwise });
export const LIMITS = {
  tests: limitRule('TESTS_PER_MINUTE', '60'),
  hostTests: limitRule('HOST_TESTS_PER_MINUTE', '120'),
  keyReads: limitRule('KEY_READS_PER_MINUTE', '30'),
  storeTests: limitRule('STORE_TESTS_PER_MINUTE', '10'),
  runs: limitRule('RUNS_PER_MINUTE', '30'),
} as const satisfies Record<keyof BudgetLimits, Rule>;

const queueRule = (name: string): Rule => ({ name, form: /^https?:\/\/[\w.:/-]{3,500}$/, expected: 'the URL of a queue' });
export const CHANNELS = {
  verificationQueue: queueRule('VERIFICATION_QUEUE_URL'),
  slowQueue: queueRule('SLOW_QUEUE_URL'),
  gatherQueue: queueRule('GATHER_QUEUE_URL'),
  eventBus: { name: 'EVENT_BUS', form: /^[\w.:/-]{1,400}$/, expected: 'the name or ARN of an event bus', otherwise: 'default' },
} as const satisfies Record<string, Rule>;

/** Their parts are looked at where they are used; shared/notices/receiver.ts. */
export const NOTICES = {
  webhookUrl: { name: 'NOTICE_WEBHOOK_URL', form: /^https?:\/\/[^\s?#@]{1,2000}$/, expected: 'a URL without a query' },
  webhookKey: { name: 'NOTICE_WEBHOOK_KEY', form: /^\{\{workato:sm:.{1,2400}\}\}$/, expected: 'a mask' },
} as const satisfies Record<string, Rule>;

const ORIGIN = String.raw`https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?`;
export const CONSOLE = {
  issuer: { name: 'OIDC_ISSUER', form: new RegExp(`^${ORIGIN}(?:/[\\w.~/-]{0,500})?$`), expected: 'the URL of an issuer' },
  audience: { name: 'OIDC_AUDIENCE', form: /^[!-~]{1,500}$/, expected: 'the audience of tokens' },
  clientId: { name: 'CONSOLE_CLIENT_ID', form: /^[!-~]{0,500}$/, expected: 'the id of a client at the issuer, or nothing', otherwise: '' },
  scope: { name: 'CONSOLE_SCOPE', form: /^[!-~]+(?: [!-~]+){0,20}$/, expected: 'scopes, space between', otherwise: 'openid' },
  tokenOrigin: { name: 'CONSOLE_TOKEN_ORIGIN', form: new RegExp(`^(?:${ORIGIN})?$`), expected: 'an origin, or nothing', otherwise: '' },
} as const satisfies Record<string, Rule>;

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

/** @throws Error that names every variable that is missing or malformed and its form, never a value */
export function refuseWrong(env: Environment, rules: readonly Rule[]): void {
  const wrong = rules.filter((rule) => !rule.form.test(textOf(env, rule)));
  if (wrong.length > 0) throw new Error(`These settings are missing or malformed: ${wrong.map((rule) => `${rule.name} (${rule.expected})`).join('; ')}.`);
}

export function textOf(env: Environment, rule: Rule): string {
  return env[rule.name] ?? rule.otherwise ?? '';
}
