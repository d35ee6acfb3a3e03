import type { BudgetLimits } from './budgets/caller-budgets.ts';
import type { UntaggedPolicy } from './egress/bind.ts';
import type { EgressPolicy } from './egress/guard.ts';
import type { Scope } from './connections/scope.ts';
import { CHANNELS, CONSOLE, type Environment, LIMITS, NOTICES, refuseWrong, type Rule, RULES, TABLES, textOf } from './config-rules.ts';
import type { TableNames } from './tables/table-names.ts';
import type { Retention } from './verifications/retention.ts';

export type Settings = {
  readonly workspace: string;
  readonly reader: { readonly roleArn: string; readonly externalId: string };
  /** Reads versions that are not current yet; null where nothing is rehearsed. */
  readonly rehearsalRoleArn: string | null;
  readonly scope: Scope;
  readonly untagged: UntaggedPolicy;
  readonly egress: EgressPolicy;
  readonly callers: CallerSettings;
  readonly retention: Retention;
};

/** Where the roles of a caller stand: in this claim of its token, or in this map from the ARN of its IAM role. */
export type CallerSettings = { readonly rolesClaim: string; readonly iamRoles: Readonly<Record<string, readonly string[]>> };
/** What a function goes by that keeps connections and settings, and reads no secret. */
export type KeeperSettings = Pick<Settings, 'workspace' | 'reader' | 'rehearsalRoleArn' | 'scope' | 'untagged' | 'callers' | 'retention'> & {
  /** ARNs of the roles that assume reader roles. */
  readonly functionRoles: readonly string[];
};

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
    egress: egressPolicy(env),
  });
}

/** What a function goes by that tells somebody outside: who that is, and who reads the key that signs. */
export type NoticeSettings = Pick<Settings, 'workspace' | 'reader' | 'egress'> & { readonly webhookUrl: string; readonly webhookKey: string };

/** @throws Error naming every variable that is missing or malformed */
export function readNoticeSettings(env: Environment = process.env): NoticeSettings {
  refuseLocalTargetsOnLambda(env);
  const { workspace, roleArn, externalId, privateCidrs, furtherPorts, localTargets } = RULES;
  refuseWrong(env, [workspace, roleArn, externalId, privateCidrs, furtherPorts, localTargets, ...Object.values<Rule>(NOTICES)]);
  return Object.freeze({
    workspace: textOf(env, workspace),
    reader: { roleArn: textOf(env, roleArn), externalId: textOf(env, externalId) },
    egress: egressPolicy(env),
    webhookUrl: textOf(env, NOTICES.webhookUrl),
    webhookKey: textOf(env, NOTICES.webhookKey),
  });
}

/** Whom the console's users sign in at, as which client, and for tokens of which audience and scope; an empty client: nobody can. */
export type ConsoleSettings = Readonly<Record<keyof typeof CONSOLE | 'rolesClaim', string>>;

/** @throws Error naming every variable that is missing or malformed */
export function readConsoleSettings(env: Environment = process.env): ConsoleSettings {
  const { rolesClaim } = RULES;
  refuseWrong(env, [rolesClaim, ...Object.values<Rule>(CONSOLE)]);
  const { issuer, audience, clientId, scope, tokenOrigin } = CONSOLE;
  return Object.freeze({
    issuer: textOf(env, issuer),
    audience: textOf(env, audience),
    clientId: textOf(env, clientId),
    scope: textOf(env, scope),
    tokenOrigin: textOf(env, tokenOrigin),
    rolesClaim: textOf(env, rolesClaim),
  });
}

/** The accounts and regions whose secrets this deployment is about. @throws Error naming every variable that is missing or malformed */
export function readScope(env: Environment = process.env): Scope {
  refuseWrong(env, [RULES.accounts, RULES.regions]);
  return Object.freeze({ accounts: list(textOf(env, RULES.accounts)), regions: list(textOf(env, RULES.regions)) });
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
    rehearsalRoleArn: text(RULES.rehearsalRoleArn) || null,
    scope: { accounts: list(text(RULES.accounts)), regions: list(text(RULES.regions)) },
    untagged: untaggedPolicy(text(RULES.untagged), text(RULES.listedHosts)),
    callers: { rolesClaim: text(RULES.rolesClaim), iamRoles: JSON.parse(text(RULES.iamRoles)) },
    retention: { historyDays: Number(text(RULES.historyDays)), auditDays: Number(text(RULES.auditDays)) },
  };
}

/** URLs of queues, and the name or ARN of the event bus. */
export type Channels = Readonly<Record<keyof typeof CHANNELS, string>>;

/**
 * The tables that a function uses, read once at cold start; the names of the others are empty.
 * @throws Error naming every variable that is missing or malformed
 */
export function readTables<Name extends keyof TableNames>(names: readonly Name[], env: Environment = process.env): Pick<TableNames, Name> {
  const read = (name: keyof TableNames): string => (names.some((each) => each === name) ? textOf(env, TABLES[name]) : '');
  const rules = names.map((name): Rule => TABLES[name]);
  refuseWrong(env, rules);
  return Object.freeze({
    connections: read('connections'),
    secretUses: read('secretUses'),
    verifications: read('verifications'),
    idempotency: read('idempotency'),
    settings: read('settings'),
    attempts: read('attempts'),
    budgets: read('budgets'),
    hosts: read('hosts'),
    runs: read('runs'),
    watches: read('watches'),
  });
}

/** Where a function sends what others are to do or to hear. @throws Error naming every variable that is missing or malformed */
export function readChannels<Name extends keyof Channels>(names: readonly Name[], env: Environment = process.env): Pick<Channels, Name> {
  const read = (name: keyof Channels): string => (names.some((each) => each === name) ? textOf(env, CHANNELS[name]) : '');
  const rules = names.map((name): Rule => CHANNELS[name]);
  refuseWrong(env, rules);
  return Object.freeze({
    verificationQueue: read('verificationQueue'),
    slowQueue: read('slowQueue'),
    gatherQueue: read('gatherQueue'),
    eventBus: read('eventBus'),
  });
}

/** How much a caller may ask for. @throws Error naming every variable that is malformed */
export function readLimits(env: Environment = process.env): BudgetLimits {
  refuseWrong(env, Object.values<Rule>(LIMITS));
  const most = (name: keyof BudgetLimits): number => Number(textOf(env, LIMITS[name]));
  return Object.freeze({ tests: most('tests'), hostTests: most('hostTests'), keyReads: most('keyReads'), storeTests: most('storeTests'), runs: most('runs') });
}

function egressPolicy(env: Environment): EgressPolicy {
  return {
    privateCidrs: list(textOf(env, RULES.privateCidrs)),
    furtherPorts: list(textOf(env, RULES.furtherPorts)).map(Number),
    localTargets: list(textOf(env, RULES.localTargets)),
  };
}

function refuseLocalTargetsOnLambda(env: Environment): void {
  if (env['AWS_LAMBDA_RUNTIME_API'] && env['LOCAL_TARGETS']) throw new Error('LOCAL_TARGETS is for a laptop; this function does not start on Lambda with it.');
}

function list(text: string): readonly string[] {
  return text === '' ? [] : text.split(',');
}

function untaggedPolicy(mode: string, listedHosts: string): UntaggedPolicy {
  if (mode === 'listed') return { mode, hosts: listedHosts.split(' ').filter((entry) => entry !== '') };
  return { mode: mode === 'vendor' ? 'vendor' : 'denied' };
}
