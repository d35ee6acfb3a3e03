import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { contextOf } from '../../../infra/local/aws/policy-conditions.ts';
import { reasonOfDenial } from '../../../infra/local/aws/policies.ts';
import { rolesOfTemplate, type LocalRole } from '../../../infra/local/aws/template-roles.ts';

const PSEUDO = {
  account: '137149879143',
  region: 'us-east-1',
  partition: 'aws',
  stackName: 'local',
  stackId: 'arn:aws:cloudformation:us-east-1:137149879143:stack/local/0b5f9c2e',
  parameters: { Hosts: 'a.example.com, b.example.com' },
};
const TRUST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const document = (...Statement: readonly unknown[]): unknown => ({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource: unknown = '*'): unknown => ({ Effect: 'Allow', Action, Resource });

const TEMPLATE = {
  Parameters: { Stage: { Type: 'String', Default: 'local' }, Hosts: { Type: 'CommaDelimitedList' } },
  Conditions: { IsLocal: { 'Fn::Equals': [{ Ref: 'Stage' }, 'local'] }, IsDeployed: { 'Fn::Not': [{ Condition: 'IsLocal' }] } },
  Resources: {
    TestRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: TRUST,
        PermissionsBoundary: { Ref: 'Boundary' },
        ManagedPolicyArns: [{ Ref: 'Shared' }],
        Policies: [
          {
            PolicyName: 'own',
            PolicyDocument: document(allow('logs:PutLogEvents', { 'Fn::GetAtt': ['Log', 'Arn'] }), allow('sts:AssumeRole', { 'Fn::GetAtt': 'ReaderRole.Arn' })),
          },
        ],
      },
    },
    ReaderRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: { 'Fn::Join': ['-', ['reader', { 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }]] },
        Path: '/secret-mask-resolver/',
        AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': ['TestRole', 'Arn'] } }, Action: 'sts:AssumeRole' }),
      },
    },
    Unused: { Type: 'AWS::IAM::Role', Condition: 'IsDeployed', Properties: { AssumeRolePolicyDocument: TRUST } },
    Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::Sub': '/aws/lambda/${AWS::StackName}-test' } } },
    Shared: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(allow('sqs:SendMessage')) } },
    Attaching: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Roles: [{ Ref: 'ReaderRole' }], PolicyDocument: document(allow('secretsmanager:GetSecretValue')) },
    },
    Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(allow('logs:*'), allow('sts:*')) } },
    TestDashconnectionLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'resolver-local-test-connection',
        Role: { 'Fn::GetAtt': ['TestRole', 'Arn'] },
        Environment: {
          Variables: {
            READER_ROLE_ARN: { 'Fn::GetAtt': ['ReaderRole', 'Arn'] },
            LISTED_HOSTS: { 'Fn::Join': [' ', { Ref: 'Hosts' }] },
            UNTAGGED_SECRETS: { 'Fn::If': ['IsDeployed', 'denied', 'vendor'] },
            NOTHING: { Ref: 'AWS::NoValue' },
            KEPT: { 'Fn::Sub': ['${One}-${!Literal}-${AWS::AccountId}', { One: { Ref: 'Stage' } }] },
          },
        },
      },
    },
  },
};

function mayDo(role: LocalRole, action: string, resource = '*'): boolean {
  return reasonOfDenial({ ...role, sessionPolicies: [] }, { action, resource, context: contextOf([]) }) === null;
}

function roleNamed(roles: readonly LocalRole[], logicalId: string): LocalRole {
  return roles.find((role) => role.logicalId === logicalId)!;
}

it('a role has its inline policies, those it names, and those that name it, under its boundary', () => {
  const { roles } = rolesOfTemplate(TEMPLATE, PSEUDO);
  const [test, reader] = [roleNamed(roles, 'TestRole'), roleNamed(roles, 'ReaderRole')];
  expect([test.policies.length, reader.policies.length]).toEqual([2, 1]);
  expect(mayDo(test, 'logs:PutLogEvents', 'arn:aws:logs:us-east-1:137149879143:log-group:/aws/lambda/local-test:log-stream:x')).toBe(true);
  expect(mayDo(test, 'sts:AssumeRole', reader.arn)).toBe(true);
  expect(mayDo(test, 'sqs:SendMessage')).toBe(false);
  expect(mayDo(reader, 'secretsmanager:GetSecretValue')).toBe(true);
});

it('a role has the ARN that CloudFormation would give it', () => {
  const { roles } = rolesOfTemplate(TEMPLATE, PSEUDO);
  expect(roles.map(({ arn }) => arn)).toEqual([
    'arn:aws:iam::137149879143:role/local-TestRole',
    'arn:aws:iam::137149879143:role/secret-mask-resolver/reader-local',
  ]);
});

it('a role whose condition does not hold is not there', () => {
  const deployed = rolesOfTemplate(TEMPLATE, { ...PSEUDO, parameters: { ...PSEUDO.parameters, Stage: 'prod' } });
  expect(rolesOfTemplate(TEMPLATE, PSEUDO).roles.some(({ logicalId }) => logicalId === 'Unused')).toBe(false);
  expect(deployed.roles.some(({ logicalId }) => logicalId === 'Unused')).toBe(true);
});

it.each(['TestDashconnectionLambdaFunction', 'resolver-local-test-connection', 'test-connection'])(
  'the environment and the role of a function are found as %s',
  (name) => {
    const { environmentOf, roleOf } = rolesOfTemplate(TEMPLATE, PSEUDO);
    expect(environmentOf(name)).toEqual({
      READER_ROLE_ARN: 'arn:aws:iam::137149879143:role/secret-mask-resolver/reader-local',
      LISTED_HOSTS: 'a.example.com b.example.com',
      UNTAGGED_SECRETS: 'vendor',
      KEPT: 'local-${Literal}-137149879143',
    });
    expect(roleOf(name).logicalId).toBe('TestRole');
  },
);

const BROKEN: readonly (readonly [string, Record<string, unknown>, string])[] = [
  [
    'an intrinsic function that is not known',
    { Policies: [{ PolicyDocument: document(allow('a:b', { 'Fn::Base64': 'x' })) }] },
    'The function Fn::Base64 is not known here.',
  ],
  ['a name that is not known', { Policies: [{ PolicyDocument: document(allow('a:b', { Ref: 'Missing' })) }] }, 'Missing is not known here.'],
  ['a managed policy of someone else', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }, 'a managed policy that is not in the template'],
  ['a boundary of someone else', { PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess' }, 'a managed policy that is not in the template'],
  ['a statement without an effect', { Policies: [{ PolicyDocument: document({ Action: '*', Resource: '*' }) }] }, 'A policy statement has no Effect.'],
];
it.each(BROKEN)('a role with %s stops the start and is named', (_, properties, message) => {
  const template = { Resources: { OddRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST, ...properties } } } };
  expect(() => rolesOfTemplate(template, PSEUDO)).toThrow('Resource OddRole of the template: ');
  expect(() => rolesOfTemplate(template, PSEUDO)).toThrow(message);
});

it('a parameter without a value stops the start', () => {
  expect(() => rolesOfTemplate(TEMPLATE, { ...PSEUDO, parameters: {} }).environmentOf('test-connection')).toThrow('The parameter Hosts has no value.');
});

const PACKAGED = new URL('../../../.build/package/cloudformation-template-update-stack.json', import.meta.url);
it.skipIf(!existsSync(PACKAGED))('the packaged template loads: every role has a boundary, and function roles may not read secrets', () => {
  const { roles, roleOf, environmentOf } = rolesOfTemplate(JSON.parse(readFileSync(PACKAGED, 'utf8')), { ...PSEUDO, parameters: {} });
  expect(roles.filter(({ boundary }) => boundary === null).map(({ logicalId }) => logicalId)).toEqual([]);
  const secret = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
  expect(['test-connection', 'list-connectors'].map((name) => mayDo(roleOf(name), 'secretsmanager:GetSecretValue', secret))).toEqual([false, false]);
  expect(environmentOf('test-connection')['READER_ROLE_ARN']).toBe(roleNamed(roles, 'ReaderRole').arn);
});
