import { describe, expect, it } from 'vitest';
import { isArnPart, isSecretArn, parseSecretArn } from '../../../shared/masks/arn.ts';
import { ARN } from './sample.ts';

it('the ARN of the guide names partition, region, account, secret and suffix', () => {
  expect(parseSecretArn(ARN)).toEqual({ partition: 'aws', region: 'us-east-1', account: '137149879143', name: 'prod-jira-credentials', suffix: 'FsmeTs' });
});

it.each([
  ['aws', 'us-east-1'],
  ['aws', 'ap-southeast-7'],
  ['aws', 'mx-central-1'],
  ['aws-cn', 'cn-northwest-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-iso', 'us-iso-east-1'],
  ['aws-iso-b', 'us-isob-east-1'],
  ['aws-iso-e', 'eu-isoe-west-1'],
  ['aws-iso-f', 'us-isof-south-1'],
  ['aws-eusc', 'eusc-de-east-1'],
])('partition %s is known, with a region like %s', (partition, region) => {
  const text = `arn:${partition}:secretsmanager:${region}:137149879143:secret:a-AbCd12`;
  expect(parseSecretArn(text)).toEqual({ partition, region, account: '137149879143', name: 'a', suffix: 'AbCd12' });
  expect(isSecretArn(text)).toBe(true);
});

it.each(['a', 'prod/jira', 'a_b+c=d.e@f-g!h', 'rds!cluster-1234', '-', 'a-AbCdEf', '/'])('a secret may be named %s', (name) => {
  expect(parseSecretArn(`arn:aws:secretsmanager:us-east-1:137149879143:secret:${name}-AbCdEf`)?.name).toBe(name);
});

it('an ARN has up to the 2,048 characters that Secrets Manager takes for one', () => {
  const longest = ARN.replace('prod', 'p'.repeat(2048 - ARN.length + 'prod'.length));
  expect(longest).toHaveLength(2048);
  expect(isSecretArn(longest)).toBe(true);
  expect(parseSecretArn(longest)?.suffix).toBe('FsmeTs');
  expect(isSecretArn(longest.replace('p', 'pp'))).toBe(false);
  expect(parseSecretArn(longest.replace('p', 'pp'))).toBeNull();
});

it('a part is judged whole, by itself', () => {
  expect((['partition', 'region', 'account', 'name'] as const).map((part) => isArnPart(part, 'us-east-1'))).toEqual([false, true, false, true]);
  expect(['aws', 'aws:', ' aws', 'aws-cn', ''].map((text) => isArnPart('partition', text))).toEqual([true, false, false, true, false]);
});

describe('an ARN is refused', () => {
  it.each([
    ['without its suffix', ARN.slice(0, -7)],
    ['with a suffix of five characters', ARN.slice(0, -1)],
    ['with a hyphen in its suffix', `${ARN.slice(0, -3)}-ab`],
    ['with nothing before its suffix', ARN.replace('prod-jira-credentials', '')],
    ['with a suffix that no hyphen sets off', ARN.replace('-FsmeTs', 'FsmeTs')],
    ['with an account of eleven digits', ARN.replace('137149879143', '13714987914')],
    ['with an account of thirteen digits', ARN.replace('137149879143', '1371498791430')],
    ['with an account in other digits', ARN.replace('137149879143', '１３７１４９８７９１４３')],
    ['without an account', ARN.replace('137149879143', '')],
    ['without a region', ARN.replace('us-east-1', '')],
    ['with a region in capitals', ARN.replace('us-east-1', 'US-EAST-1')],
    ['with an availability zone for a region', ARN.replace('us-east-1', 'us-east-1a')],
    ['with a host for a region', ARN.replace('us-east-1', 'us-east-1.evil.example')],
    ['with a path for a region', ARN.replace('us-east-1', 'us-east-1/x')],
    ['with a wildcard region', ARN.replace('us-east-1', '*')],
    ['with a wildcard name', ARN.replace('prod-jira-credentials', 'prod-*')],
    ['with wildcards for a suffix', ARN.replace('FsmeTs', '??????')],
    ['of an unknown partition', ARN.replace('arn:aws:', 'arn:gcp:')],
    ['of a partition that only begins like one', ARN.replace('arn:aws:', 'arn:aws-cnx:')],
    ['of another service', ARN.replace('secretsmanager', 'ssm')],
    ['of another type', ARN.replace(':secret:', ':parameter:')],
    ['in capitals', ARN.toUpperCase()],
    ['with the suffix of an ECS reference', `${ARN}:key::`],
    ['with a colon at its end', `${ARN}:`],
    ['with a line break at its end', `${ARN}\n`],
    ['with a blank before it', ` ${ARN}`],
    ['with a letter that is not Latin in its name', ARN.replace('prod', 'prоd')],
    ['longer than Secrets Manager accepts', ARN.replace('prod', 'p'.repeat(2048))],
    ['that is empty', ''],
  ])('%s', (_, text) => {
    expect(parseSecretArn(text)).toBeNull();
    expect(isSecretArn(text)).toBe(false);
  });
});
