import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../shared/masks/diagnosis.ts';
import { ARN } from './sample.ts';

const SHOWN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials';
const NOT_SPELT = 'it is not spelt arn:<partition>:secretsmanager:<region>:<account>:secret:<name>';
const KEY_MISSING = 'the key name is missing';
const WILDCARDS = 'wildcards are not allowed';
const BAD_NAME = 'a secret name has letters, digits and /_+=.@!- only';

type Case = readonly [body: string, found: string];

describe('the ARN is not as it should be: the sentence names the first thing that is wrong', () => {
  it.each<Case>([
    [`k:${ARN.replace('arn:aws:', 'arn:azure:')}`, 'there is no such partition'],
    [`k:${ARN.replace('us-east-1', 'virginia')}`, 'there is no such region'],
    [`k:${ARN.replace('137149879143', '1371')}`, 'its account is not twelve digits'],
    [`k:${ARN.replace('prod-jira', 'prod jira')}`, BAD_NAME],
    [`k:${ARN.slice(0, ARN.indexOf(':prod'))}`, BAD_NAME],
    [`k:${ARN.replace('arn:', 'ARN:')}`, NOT_SPELT],
    [`k:${ARN.replace('arn:', 'arn :')}`, NOT_SPELT],
    [`k: ${ARN}`, NOT_SPELT],
    [`k:${ARN.replace('secretsmanager', 'SecretsManager')}`, NOT_SPELT],
    [`k:${ARN.replace(':secret:', ':parameter:')}`, NOT_SPELT],
    [`k:arn:aws`, NOT_SPELT],
    [`k:arn:`, NOT_SPELT],
    [`k:${ARN.slice(0, -6)}*`, WILDCARDS],
    [`k:${ARN.slice(0, -6)}??????`, WILDCARDS],
    [`k:${ARN.slice(0, -7)}?pat`, WILDCARDS],
    [`k:arn:*`, WILDCARDS],
    [`k:${ARN}:a::`, 'it has the suffix of an ECS reference'],
    [`k:${ARN}:a:b:c:d`, 'the key name stands before the secret ARN, not after it'],
    [`k:${ARN}:a`, 'the key name stands before the secret ARN, not after it'],
    [`k:${ARN}:SecretString:a:b`, 'it has the suffix of a CloudFormation reference'],
    [`k:${ARN}:SecretString:a`, 'it has the suffix of a CloudFormation reference'],
  ])('%s: %s', (body, found) => {
    expect(diagnose(body)).toMatchObject({ code: 'arn_invalid', found });
  });

  it('a suffix is missing, or not all of it is there', () => {
    for (const arn of [SHOWN, ARN.slice(0, -1), `${ARN}x`]) expect(diagnose(`k:${arn}`)).toStrictEqual({ code: 'arn_incomplete', arn });
    expect(diagnose(`k:${SHOWN}?path=/a`)).toStrictEqual({ code: 'arn_incomplete', arn: SHOWN });
  });

  it.each(['kms', 's3', 'secretsmanager2', 'execute-api', 'a'.repeat(32)])('the service "%s" is another one', (service) => {
    const arn = `arn:aws:${service}:us-east-1:137149879143:key/a`;
    expect(diagnose(`k:${arn}`)).toStrictEqual({ code: 'arn_wrong_service', found: `the service "${service}"`, arn });
  });

  it.each(['', 'K M S', 'a'.repeat(33), '{x}'])('"%s" is no name of a service, and is not said back', (service) => {
    expect(diagnose(`k:arn:aws:${service}:us-east-1:137149879143:key/a`)).toMatchObject({ code: 'arn_invalid', found: NOT_SPELT });
  });
});

it.each<Case>([
  ['', 'it has no secret ARN'],
  ['key', 'it has no secret ARN'],
  ['karn:aws', 'it has no secret ARN'],
  ['key:arnica', 'it has no secret ARN'],
  [ARN, KEY_MISSING],
  [`${ARN}?path=/a`, KEY_MISSING],
  [`:${ARN}`, KEY_MISSING],
  [`k:${ARN}?stage=x`, 'only "?path=" may follow the secret ARN'],
  [`k:${ARN}?x?path=/a`, 'only "?path=" may follow the secret ARN'],
  [`k:${ARN}?path=/a~2`, 'its path is not a JSON Pointer with ":", "{", "}" and "%" percent-encoded'],
])('the mask itself is not as it should be: %s', (body, found) => {
  expect(diagnose(body)).toMatchObject({ code: 'mask_malformed', found });
});

it('what cannot be seen is named first, whatever else is wrong', () => {
  expect(diagnose('k\u200b:arn:*')).toEqual({ code: 'mask_near_miss', found: 'it has a control or invisible character' });
});

it('the path of a mask may hold what would be a wildcard before it', () => {
  expect(diagnose(`k:${SHOWN}?path=/a*b?`)).toStrictEqual({ code: 'arn_incomplete', arn: SHOWN });
});

describe('the ARN is shown', () => {
  const shownOf = (body: string): string | undefined => diagnose(body).arn;

  it('without the key name before it, and without what hangs on it', () => {
    expect(shownOf(`k:${ARN}:a:b:c`)).toBe(ARN);
    expect(shownOf(`${ARN}:a`)).toBe(ARN);
    expect(shownOf(`${ARN}?path=/a`)).toBe(ARN);
    expect(shownOf(`k:${SHOWN}`)).toBe(SHOWN);
  });

  it('the last of several', () => {
    expect(shownOf(`k:${ARN}:${SHOWN}`)).toBe(SHOWN);
  });

  it('however far from the start it stands', () => {
    expect(shownOf(`${'k'.repeat(60_000)}:${SHOWN}`)).toBe(SHOWN);
  });

  it.each([`k:${ARN.replace('prod', 'prod ')}`, `k: ${ARN}`, `k:${ARN.replace('arn', 'ARN')}`, `k:${ARN}${'x'.repeat(600)}`, `k:${ARN.slice(0, -6)}*`, 'k'])(
    'only if it is one: not in %s',
    (body) => {
      expect(Object.keys(diagnose(body))).not.toContain('arn');
    },
  );
});
