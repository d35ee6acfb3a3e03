import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, it } from 'vitest';

import { contextOf } from '../../../infra/local/aws/policy-conditions.ts';
import { parsePolicyDocument } from '../../../infra/local/aws/policy-document.ts';
import { evaluate, reasonOfDenial } from '../../../infra/local/aws/policies.ts';
import { matchesResource } from '../../../infra/local/aws/wildcards.ts';
import { ANYTHING, policy } from './local-endpoint.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
const ACTION = 'secretsmanager:GetSecretValue';

type Case = readonly [title: string, condition: Record<string, unknown>, context: Readonly<Record<string, string | string[]>>, isAllowed: boolean];

const TAG = 'aws:ResourceTag/connection-hosts';
const STAGE = 'secretsmanager:VersionStage';
const CASES: readonly Case[] = [
  ['StringEquals holds for the same text', { StringEquals: { [STAGE]: 'AWSCURRENT' } }, { [STAGE]: 'AWSCURRENT' }, true],
  ['StringEquals fails for another text', { StringEquals: { [STAGE]: 'AWSCURRENT' } }, { [STAGE]: 'AWSPENDING' }, false],
  ['StringEquals fails when the key is absent', { StringEquals: { [STAGE]: 'AWSCURRENT' } }, {}, false],
  ['StringEqualsIfExists holds when the key is absent', { StringEqualsIfExists: { [STAGE]: 'AWSCURRENT' } }, {}, true],
  ['StringEquals tells case apart', { StringEquals: { [STAGE]: 'awscurrent' } }, { [STAGE]: 'AWSCURRENT' }, false],
  ['StringEqualsIgnoreCase does not', { StringEqualsIgnoreCase: { [STAGE]: 'awscurrent' } }, { [STAGE]: 'AWSCURRENT' }, true],
  ['StringEquals takes a star for itself', { StringEquals: { [TAG]: '*' } }, { [TAG]: 'a.example.com' }, false],
  ['StringLike takes a star for any text', { StringLike: { [TAG]: '*.example.com' } }, { [TAG]: 'a.example.com' }, true],
  ['StringLike takes a dot for itself', { StringLike: { [TAG]: 'a.example.com' } }, { [TAG]: 'axexample.com' }, false],
  ['StringNotEquals holds when the key is absent', { StringNotEquals: { [TAG]: 'x' } }, {}, true],
  ['StringNotEquals fails for any of its values', { StringNotEquals: { [TAG]: ['x', 'y'] } }, { [TAG]: 'y' }, false],
  ['Null false holds when the tag is there', { Null: { [TAG]: 'false' } }, { [TAG]: 'a.example.com' }, true],
  ['Null false fails when the tag is absent', { Null: { [TAG]: 'false' } }, {}, false],
  ['Null true fails when the tag is there', { Null: { [TAG]: 'true' } }, { [TAG]: 'a.example.com' }, false],
  ['names of condition keys do not tell case apart', { StringEquals: { 'AWS:resourcetag/Connection-Hosts': 'x' } }, { [TAG]: 'x' }, true],
  ['ForAllValues holds when the key is absent', { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['project'] } }, {}, true],
  [
    'ArnLike compares part by part',
    { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } },
    { 'aws:PrincipalArn': 'arn:aws:iam::137149879143:role/x' },
    true,
  ],
  [
    'ArnLike does not let a star reach into the next part',
    { ArnLike: { 'aws:PrincipalArn': 'arn:aws:*:role/x' } },
    { 'aws:PrincipalArn': 'arn:aws:iam::137149879143:role/x' },
    false,
  ],
  ['Bool compares true and false', { Bool: { 'aws:SecureTransport': 'true' } }, { 'aws:SecureTransport': 'true' }, true],
  [
    'a policy variable stands for the request value',
    { StringEquals: { [TAG]: '${aws:PrincipalTag/project}' } },
    { [TAG]: 'demo', 'aws:PrincipalTag/project': 'demo' },
    true,
  ],
  ['a policy variable without a value allows nothing', { StringEquals: { [TAG]: '${aws:PrincipalTag/project}' } }, { [TAG]: 'demo' }, false],
  ['every operator of a condition must hold', { StringEquals: { [STAGE]: 'AWSCURRENT' }, Null: { [TAG]: 'false' } }, { [STAGE]: 'AWSCURRENT' }, false],
];

function allows(document: ReturnType<typeof policy>, context: Readonly<Record<string, string | string[]>> = {}, resource = ARN): boolean {
  return evaluate([document], { action: ACTION, resource, context: contextOf(Object.entries(context)) }) === 'allow';
}

describe('the evaluator and an independent one agree', () => {
  it.each(CASES)('%s', async (_, Condition, context, isAllowed) => {
    const statement = { Effect: 'Allow', Action: ACTION, Resource: '*', Condition };
    expect(allows(policy(statement), context)).toBe(isAllowed);
    const request = {
      principal: 'arn:aws:iam::137149879143:role/reader',
      action: ACTION,
      resource: { resource: ARN, accountId: '137149879143' },
      contextVariables: { ...context },
    };
    const identityPolicies = [{ name: 'policy', policy: { Version: '2012-10-17', Statement: [statement] } }];
    const simulated = await runSimulation({ request, identityPolicies, serviceControlPolicies: [], resourceControlPolicies: [] }, {});
    expect(simulated.resultType === 'single' && simulated.overallResult).toBe(isAllowed ? 'Allowed' : 'ImplicitlyDenied');
  });
});

it('an operator that is not known denies, whatever other statements allow', () => {
  const unknown = { Effect: 'Allow', Action: ACTION, Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } };
  expect(allows(policy({ Effect: 'Allow', Action: '*', Resource: '*' }, unknown), { 'aws:SourceIp': '127.0.0.1' })).toBe(false);
});

it('an operator that is not known says nothing of other actions', () => {
  const unknown = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } };
  expect(allows(policy({ Effect: 'Allow', Action: '*', Resource: '*' }, unknown))).toBe(true);
});

it('a condition that fails beside an operator that is not known leaves its statement out', () => {
  const Condition = { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' }, StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
  expect(
    allows(policy({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: '*', Resource: '*', Condition }), {
      'aws:RequestedRegion': 'us-east-1',
    }),
  ).toBe(true);
});

it('a key with several values under a plain operator denies', () => {
  const statement = { Effect: 'Allow', Action: ACTION, Resource: '*', Condition: { StringEquals: { 'aws:TagKeys': ['a', 'b'] } } };
  expect(allows(policy(statement), { 'aws:TagKeys': ['a', 'b'] })).toBe(false);
});

it('tags whose keys differ in case only are told apart by nobody, so they deny', () => {
  const statement = { Effect: 'Allow', Action: ACTION, Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/owner': 'ops' } } };
  expect(allows(policy(statement), { 'aws:ResourceTag/owner': 'ops', 'aws:ResourceTag/Owner': 'eve' })).toBe(false);
});

it('ForAllValues wants every value listed, ForAnyValue one of them', () => {
  const withOperator = (operator: string): ReturnType<typeof policy> =>
    policy({ Effect: 'Allow', Action: ACTION, Resource: '*', Condition: { [operator]: { 'aws:TagKeys': ['workspace', 'project'] } } });
  const keys = { 'aws:TagKeys': ['project', 'admin'] };
  expect([allows(withOperator('ForAllValues:StringEquals'), keys), allows(withOperator('ForAnyValue:StringEquals'), keys)]).toEqual([false, true]);
  expect(allows(withOperator('ForAllValues:StringEquals'), { 'aws:TagKeys': ['project', 'workspace'] })).toBe(true);
  expect(allows(withOperator('ForAnyValue:StringEquals'))).toBe(false);
});

it('an explicit deny wins over any allow', () => {
  const request = { action: ACTION, resource: ARN, context: contextOf([]) };
  expect(evaluate([ANYTHING, policy({ Effect: 'Deny', Action: 'secretsmanager:*', Resource: '*' })], request)).toBe('explicit_deny');
});

it('NotAction and NotResource mean all the others', () => {
  const others = policy(
    { Effect: 'Deny', NotAction: ['secretsmanager:getsecretvalue'], Resource: '*' },
    { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:secretsmanager:*:*:secret:other-*' },
  );
  expect(allows(others)).toBe(true);
  expect(evaluate([others], { action: 'secretsmanager:PutSecretValue', resource: ARN, context: contextOf([]) })).toBe('explicit_deny');
  expect(allows(others, {}, ARN.replace('prod-jira', 'other'))).toBe(false);
});

it('what a policy variable brings in is never a wildcard', () => {
  const statement = { Effect: 'Allow', Action: ACTION, Resource: 'arn:aws:secretsmanager:us-east-1:137149879143:secret:${aws:PrincipalTag/project}/*' };
  const secret = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:demo/jira-FsmeTs';
  expect(allows(policy(statement), { 'aws:PrincipalTag/project': 'demo' }, secret)).toBe(true);
  expect(allows(policy(statement), { 'aws:PrincipalTag/project': '*' }, secret)).toBe(false);
  expect(allows(policy(statement), { 'aws:PrincipalTag/project': '????' }, secret)).toBe(false);
});

it('a policy variable without a value denies, in an Allow as in a Deny', () => {
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
  const unlikeTag = { StringNotEquals: { [TAG]: '${aws:PrincipalTag/blocked}' } };
  expect(allows(policy({ ...everything, Condition: unlikeTag }), { [TAG]: 'a.example.com' })).toBe(false);
  const others = { Effect: 'Deny', Action: '*', Resource: 'arn:aws:secretsmanager:us-east-1:137149879143:secret:${aws:PrincipalTag/blocked}-*' };
  expect(allows(policy(everything, others))).toBe(false);
  expect(allows(policy(everything, others), { 'aws:PrincipalTag/blocked': 'other' })).toBe(true);
});

it('a wildcard inside a segment of an ARN does not reach over its colon, one at its end does', () => {
  expect(matchesResource('arn:aws:secretsmanager:us-*-1:137149879143:secret:*', ARN)).toBe(true);
  expect(matchesResource('arn:aws:s*r:us-east-1:137149879143:secret:*', ARN)).toBe(true);
  expect(matchesResource('arn:aws:s*a:137149879143:secret:*', ARN.replace('us-east-1', 'a'))).toBe(false);
  expect(matchesResource('arn:aws:secretsmanager:*', ARN)).toBe(true);
  expect(matchesResource('arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-??????', ARN)).toBe(true);
});

it('a boundary and every session policy limit what the policies allow, and are named when they do', () => {
  const request = { action: ACTION, resource: ARN, context: contextOf([]) };
  const none = policy({ Effect: 'Allow', Action: 'logs:*', Resource: '*' });
  const denying = policy({ Effect: 'Deny', Action: 'secretsmanager:*', Resource: '*' });
  const reasons = [
    { policies: [ANYTHING], boundary: null, sessionPolicies: [] },
    { policies: [], boundary: null, sessionPolicies: [] },
    { policies: [ANYTHING, denying], boundary: null, sessionPolicies: [] },
    { policies: [ANYTHING], boundary: none, sessionPolicies: [] },
    { policies: [ANYTHING], boundary: denying, sessionPolicies: [] },
    { policies: [ANYTHING], boundary: ANYTHING, sessionPolicies: [ANYTHING, none] },
  ].map((grants) => reasonOfDenial(grants, request));
  expect(reasons).toEqual([
    null,
    'because no identity-based policy allows the secretsmanager:GetSecretValue action',
    'with an explicit deny in an identity-based policy',
    'because no permissions boundary allows the secretsmanager:GetSecretValue action',
    'with an explicit deny in a permissions boundary',
    'because no session policy allows the secretsmanager:GetSecretValue action',
  ]);
});

it('a policy of the older language, or with an element that is not known, allows nothing', () => {
  expect(() => parsePolicyDocument({ Version: '2008-10-17', Statement: [] })).toThrow('Version 2012-10-17');
  expect(allows(policy({ Effect: 'Allow', Action: '*', Resource: '*', Conditions: {} }))).toBe(false);
  expect(allows(policy({ Effect: 'Allow', Action: '*' }))).toBe(false);
});
