import type { UntaggedPolicy } from './egress/bind.ts';
import type { EgressPolicy } from './egress/guard.ts';
import type { Scope } from './connections/scope.ts';

export type Settings = {
  readonly workspace: string;
  readonly reader: { readonly roleArn: string; readonly externalId: string };
  readonly scope: Scope;
  readonly untagged: UntaggedPolicy;
  readonly egress: EgressPolicy;
  readonly rolesClaim: string;
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
  const wrong = Object.values<Rule>(RULES).filter((rule) => !rule.form.test(textOf(env, rule)));
  if (wrong.length > 0) throw new Error(`These settings are missing or malformed: ${wrong.map((rule) => `${rule.name} (${rule.expected})`).join('; ')}.`);
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
  });
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
