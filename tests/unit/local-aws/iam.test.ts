import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { signatureOf } from '../../helpers/sign.ts';
import {
  ACCOUNT,
  ADMINISTRATOR,
  ANYTHING,
  assumed,
  failure,
  type Keys,
  policy,
  role,
  secretsClient,
  started,
  type Started,
  stsClient,
} from './local-endpoint.ts';

const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/secret-mask-resolver/payments`;
const BOUNDARY_ARN = `arn:aws:iam::${ACCOUNT}:policy/ReaderBoundary`;
const TESTER = role('TestRole', { policies: [policy({ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: '*' })] });
const TRUST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: TESTER.arn }, Action: 'sts:AssumeRole' }] };
const LIST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'secretsmanager:ListSecrets', Resource: '*' }] };
const PAYMENTS = { RoleName: 'payments', Path: '/secret-mask-resolver/', AssumeRolePolicyDocument: JSON.stringify(TRUST) };

type Said = { readonly status: number; readonly code: string; readonly text: string };

/** One action as a form post: unsigned, so the administrator's, unless keys are given. */
async function iam(aws: Started, Action: string, fields: Record<string, string>, keys?: Keys): Promise<Said> {
  const body = new URLSearchParams({ Action, Version: '2010-05-08', ...fields }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const signed = keys ? await signatureOf({ url: `${aws.url}/`, method: 'POST', body, headers }, { keys, service: 'iam' }) : headers;
  const response = await fetch(aws.url, { method: 'POST', headers: signed, body });
  const text = await response.text();
  return { status: response.status, code: /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? 'ok', text };
}

const managedPolicies = new Map([[BOUNDARY_ARN, policy({ Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: '*' })]]);
const stack = (): Promise<Started> => started({ roles: [TESTER], managedPolicies });
const put = (aws: Started, document: unknown = LIST): Promise<Said> =>
  iam(aws, 'PutRolePolicy', { RoleName: 'payments', PolicyName: 'read', PolicyDocument: typeof document === 'string' ? document : JSON.stringify(document) });
const lists = async (aws: Started, keys: Keys): Promise<string> => {
  const sent = secretsClient(aws, keys).send(new ListSecretsCommand({}));
  return sent.then(
    () => 'ok',
    async () => (await failure(sent)).code,
  );
};

it('a role that was made is assumed by whom it trusts, and may do what its policies say, from one request to the next', async () => {
  const aws = await stack();
  expect((await iam(aws, 'CreateRole', PAYMENTS)).code).toBe('ok');
  const session = await assumed(aws, aws.issueKey(TESTER), { RoleArn: ROLE_ARN });
  expect(await lists(aws, session)).toBe('AccessDeniedException');
  expect((await put(aws)).code).toBe('ok');
  expect(await lists(aws, session)).toBe('ok');
  expect((await iam(aws, 'DeleteRolePolicy', { RoleName: 'payments', PolicyName: 'read' })).code).toBe('ok');
  expect(await lists(aws, session)).toBe('AccessDeniedException');
});

it('a boundary of the template holds for a role that was made with it, and one that is not there is refused', async () => {
  const aws = await stack();
  expect(await iam(aws, 'CreateRole', { ...PAYMENTS, PermissionsBoundary: `${BOUNDARY_ARN}2` })).toMatchObject({ status: 404, code: 'NoSuchEntity' });
  await iam(aws, 'CreateRole', { ...PAYMENTS, PermissionsBoundary: BOUNDARY_ARN });
  await put(aws);
  const reader = secretsClient(aws, await assumed(aws, aws.issueKey(TESTER), { RoleArn: ROLE_ARN }));
  expect((await failure(reader.send(new ListSecretsCommand({})))).message).toContain('because no permissions boundary allows');
  expect((await iam(aws, 'GetRole', { RoleName: 'payments' })).text).toContain(`<PermissionsBoundaryArn>${BOUNDARY_ARN}</PermissionsBoundaryArn>`);
});

it('the trust policy can be changed, and counts at the next AssumeRole', async () => {
  const aws = await stack();
  await iam(aws, 'CreateRole', PAYMENTS);
  const trust = { ...TRUST, Statement: [{ ...TRUST.Statement[0], Condition: { StringEquals: { 'sts:ExternalId': 'mine' } } }] };
  expect((await iam(aws, 'UpdateAssumeRolePolicy', { RoleName: 'payments', PolicyDocument: JSON.stringify(trust) })).code).toBe('ok');
  expect((await failure(assumed(aws, aws.issueKey(TESTER), { RoleArn: ROLE_ARN }))).code).toBe('AccessDenied');
  expect((await assumed(aws, aws.issueKey(TESTER), { RoleArn: ROLE_ARN, ExternalId: 'mine' })).sessionToken).not.toBe('');
});

it('a deleted role takes its sessions with it, and one made again under its name is another role', async () => {
  const aws = await stack();
  await iam(aws, 'CreateRole', PAYMENTS);
  await put(aws);
  const session = await assumed(aws, aws.issueKey(TESTER), { RoleArn: ROLE_ARN });
  expect(await iam(aws, 'DeleteRole', { RoleName: 'payments' })).toMatchObject({ status: 409, code: 'DeleteConflict' });
  await iam(aws, 'DeleteRolePolicy', { RoleName: 'payments', PolicyName: 'read' });
  expect((await iam(aws, 'DeleteRole', { RoleName: 'payments' })).code).toBe('ok');
  expect(await lists(aws, session)).toBe('UnrecognizedClientException');
  expect((await failure(assumed(aws, aws.issueKey(TESTER), { RoleArn: ROLE_ARN }))).code).toBe('AccessDenied');
  await iam(aws, 'CreateRole', PAYMENTS);
  await put(aws);
  expect(await lists(aws, session)).toBe('UnrecognizedClientException');
});

it('sessions last as long as the role says, and an hour where a role assumes it', async () => {
  const aws = await stack();
  const trust = { ...TRUST, Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }] };
  await iam(aws, 'CreateRole', { ...PAYMENTS, AssumeRolePolicyDocument: JSON.stringify(trust), MaxSessionDuration: '7200' });
  const asked = (keys: Keys, DurationSeconds: number) =>
    stsClient(aws, keys).send(new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: 'session', DurationSeconds }));
  expect((await asked(ADMINISTRATOR, 7200)).Credentials!.Expiration!.getTime()).toBe(aws.clock.nowMs + 7_200_000);
  expect((await failure(asked(ADMINISTRATOR, 7201))).message).toContain('MaxSessionDuration');
  expect((await failure(asked(aws.issueKey(TESTER), 3601))).message).toContain('role chaining');
});

it('a role of the template is shown, and only the template changes it', async () => {
  const aws = await stack();
  const RoleName = 'TestRole';
  expect((await iam(aws, 'ListRoles', {})).text).toContain('<RoleName>TestRole</RoleName>');
  for (const [action, fields] of [
    ['DeleteRole', {}],
    ['UpdateAssumeRolePolicy', { PolicyDocument: JSON.stringify(TRUST) }],
    ['PutRolePolicy', { PolicyName: 'more', PolicyDocument: JSON.stringify(LIST) }],
    ['DeleteRolePolicy', { PolicyName: 'more' }],
  ] as const)
    expect(await iam(aws, action, { RoleName, ...fields })).toMatchObject({ status: 400, code: 'UnmodifiableEntity' });
  expect(await iam(aws, 'CreateRole', { ...PAYMENTS, RoleName: 'testrole' })).toMatchObject({ status: 409, code: 'EntityAlreadyExists' });
});

it('the answers are those of IAM: wrapped, with an id, a date and an encoded document', async () => {
  const aws = await stack();
  const { text } = await iam(aws, 'CreateRole', PAYMENTS);
  expect(text).toMatch(
    /^<CreateRoleResponse xmlns="https:\/\/iam\.amazonaws\.com\/doc\/2010-05-08\/"><CreateRoleResult><Role><Path>\/secret-mask-resolver\/<\/Path><RoleName>payments<\/RoleName><RoleId>AROA[A-Z2-7]{17}<\/RoleId><Arn>arn:aws:iam::137149879143:role\/secret-mask-resolver\/payments<\/Arn><CreateDate>2026-11-23T12:00:00Z<\/CreateDate><AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22/,
  );
  expect((await put(aws)).text).toMatch(/^<PutRolePolicyResponse xmlns="[^"]+"><ResponseMetadata><RequestId>[\w-]{36}<\/RequestId><\/ResponseMetadata>/);
  const odd = { ...LIST, Statement: [{ ...LIST.Statement[0], Sid: "It's (a*b)!" }] };
  await put(aws, odd);
  const shown = /<PolicyDocument>(.*)<\/PolicyDocument>/.exec((await iam(aws, 'GetRolePolicy', { RoleName: 'payments', PolicyName: 'read' })).text)?.[1] ?? '';
  expect(shown).toMatch(/^[\w.~%-]+$/);
  expect(JSON.parse(decodeURIComponent(shown))).toEqual(odd);
  expect((await iam(aws, 'ListRolePolicies', { RoleName: 'payments' })).text).toContain(
    '<ListRolePoliciesResult><IsTruncated>false</IsTruncated><PolicyNames><member>read</member></PolicyNames></ListRolePoliciesResult>',
  );
});

it('a list is read page by page, and by path', async () => {
  const aws = await stack();
  for (const name of ['a', 'b', 'c']) await iam(aws, 'CreateRole', { ...PAYMENTS, RoleName: name, Path: name === 'b' ? '/' : '/secret-mask-resolver/' });
  const namesIn = (text: string): readonly string[] => [...text.matchAll(/<RoleName>(\w+)<\/RoleName>/g)].map(([, name]) => name ?? '');
  const first = (await iam(aws, 'ListRoles', { MaxItems: '3' })).text;
  const marker = /<IsTruncated>true<\/IsTruncated>.*<Marker>(\w+)<\/Marker>/.exec(first)?.[1] ?? '';
  const second = (await iam(aws, 'ListRoles', { MaxItems: '3', Marker: marker })).text;
  expect([namesIn(first), namesIn(second)]).toEqual([['TestRole', 'a', 'b'], ['c']]);
  expect(namesIn((await iam(aws, 'ListRoles', { PathPrefix: '/secret-mask-resolver/' })).text)).toEqual(['a', 'c']);
});

describe('refused:', () => {
  const statement = (change: Record<string, unknown>): unknown => ({ ...LIST, Statement: [{ ...LIST.Statement[0], ...change }] });
  it.each([
    ['text that is not JSON', '{'],
    ['no object', '[]'],
    ['no statement', { Version: '2012-10-17' }],
    ['an empty list of statements', { Version: '2012-10-17', Statement: [] }],
    ['the older language', { ...LIST, Version: '2008-10-17' }],
    ['an effect that is none', statement({ Effect: 'Maybe' })],
    ['an action without a service', statement({ Action: 'ListSecrets' })],
    ['no action', statement({ Action: [] })],
    ['no resource', { ...LIST, Statement: [{ Effect: 'Allow', Action: 'secretsmanager:ListSecrets' }] }],
    ['a resource that is no ARN', statement({ Resource: 'my-secret' })],
    ['a principal', statement({ Principal: '*' })],
    ['a condition operator that is none', statement({ Condition: { StringSame: { a: 'b' } } })],
    ['an element that is none', statement({ Audience: 'x' })],
  ])('a permissions policy with %s', async (_, document) => {
    const aws = await stack();
    await iam(aws, 'CreateRole', PAYMENTS);
    expect(await put(aws, document)).toMatchObject({ status: 400, code: 'MalformedPolicyDocument' });
    expect((await iam(aws, 'ListRolePolicies', { RoleName: 'payments' })).text).not.toContain('<member>');
  });

  const trust = (change: Record<string, unknown>): unknown => ({ ...TRUST, Statement: [{ ...TRUST.Statement[0], ...change }] });
  it.each([
    ['no principal', LIST],
    ['a resource', trust({ Resource: '*' })],
    ['another action than those of STS', trust({ Action: 's3:GetObject' })],
    ['a role that does not exist', trust({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/Nobody` } })],
    ['a wildcard within an ARN', trust({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:*` } })],
  ])('a trust policy with %s', async (_, document) => {
    const said = await iam(await stack(), 'CreateRole', { ...PAYMENTS, AssumeRolePolicyDocument: JSON.stringify(document) });
    expect(said).toMatchObject({ status: 400, code: 'MalformedPolicyDocument' });
  });

  it.each([
    ['a name with a slash', { RoleName: 'a/b' }],
    ['a path without an end', { Path: '/a' }],
    ['eleven minutes', { MaxSessionDuration: '660' }],
    ['what it does not know', { 'Tags.member.1.Key': 'a' }],
  ])('CreateRole with %s', async (_, change) => {
    expect(await iam(await stack(), 'CreateRole', { ...PAYMENTS, ...change })).toMatchObject({ status: 400, code: 'ValidationError' });
  });

  it('policies of more than 10,240 characters in all, and a trust policy of more than 2,048', async () => {
    const aws = await stack();
    await iam(aws, 'CreateRole', PAYMENTS);
    const long = { ...LIST, Statement: [{ ...LIST.Statement[0], Sid: 'x'.repeat(10_300) }] };
    expect(await put(aws, long)).toMatchObject({ status: 409, code: 'LimitExceeded' });
    const trustful = { ...TRUST, Statement: [{ ...TRUST.Statement[0], Sid: 'x'.repeat(2_048) }] };
    expect((await iam(aws, 'CreateRole', { ...PAYMENTS, RoleName: 'b', AssumeRolePolicyDocument: JSON.stringify(trustful) })).code).toBe('LimitExceeded');
  });

  it('a role, unless its policies allow the action', async () => {
    const aws = await started({ roles: [TESTER, role('AdminRole', { policies: [ANYTHING] })] });
    const denied = await iam(aws, 'CreateRole', PAYMENTS, aws.issueKey(TESTER));
    expect(denied).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(denied.text).toContain(`is not authorized to perform: iam:CreateRole on resource: ${ROLE_ARN}`);
    expect((await iam(aws, 'CreateRole', PAYMENTS, aws.issueKey(role('AdminRole', { policies: [ANYTHING] })))).code).toBe('ok');
  });
});

describe('the folder', () => {
  const folder = (): string => {
    const path = mkdtempSync(join(tmpdir(), 'iam-'));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    return path;
  };

  it('keeps roles over a restart, for their owner only', async () => {
    const dataDirectory = folder();
    const before = await started({ roles: [TESTER], dataDirectory });
    await iam(before, 'CreateRole', PAYMENTS);
    await put(before);
    const created = (await iam(before, 'GetRole', { RoleName: 'payments' })).text;
    await before.close();
    expect(statSync(join(dataDirectory, 'iam.json')).mode & 0o777).toBe(0o600);
    const after = await started({ roles: [TESTER], dataDirectory });
    const idIn = (text: string): string | undefined => /<RoleId>(\w+)</.exec(text)?.[1];
    expect(idIn((await iam(after, 'GetRole', { RoleName: 'payments' })).text)).toBe(idIn(created));
    expect(await lists(after, await assumed(after, after.issueKey(TESTER), { RoleArn: ROLE_ARN }))).toBe('ok');
    expect(readFileSync(join(dataDirectory, 'iam.json'), 'utf8')).not.toContain('TestRole"');
  });

  it('a role whose boundary the template no longer has may do nothing, instead of anything', async () => {
    const dataDirectory = folder();
    const before = await started({ roles: [TESTER], managedPolicies, dataDirectory });
    await iam(before, 'CreateRole', { ...PAYMENTS, PermissionsBoundary: BOUNDARY_ARN });
    await put(before);
    await before.close();
    const after = await started({ roles: [TESTER], dataDirectory });
    expect(await lists(after, await assumed(after, after.issueKey(TESTER), { RoleArn: ROLE_ARN }))).toBe('AccessDeniedException');
  });

  it('a file that is not ours stops the start, and stays as it is', async () => {
    const dataDirectory = folder();
    const file = join(dataDirectory, 'iam.json');
    writeFileSync(file, '{"format":2}');
    await expect(started({ dataDirectory })).rejects.toThrow(`${file} is not a file of the local IAM.`);
    expect(existsSync(file) && readFileSync(file, 'utf8')).toBe('{"format":2}');
  });
});
