import { describe, expect, it } from 'vitest';
import { scanText } from '../../../shared/masks/mask.ts';
import { meantBy } from '../../../shared/masks/rewrite.ts';
import { ARN } from './sample.ts';

const mask = (body: string): string => `{{workato:sm:${body}}}`;
type Case = readonly [given: string, body: string];

describe('what was meant is', () => {
  it.each<Case>([
    [`k:${ARN}`, `k:${ARN}`],
    [`k:${ARN} and more`, `k:${ARN}`],
    [`k:${ARN}, and more`, `k:${ARN}`],
    [`k:${ARN}}}`, `k:${ARN}`],
    [`k:${ARN}} }`, `k:${ARN}`],
    [`k:${ARN} \t}}`, `k:${ARN}`],
    [`a}b:${ARN}}}`, `a}b:${ARN}`],
    [`k:${ARN}?path=/a/b" and more`, `k:${ARN}?path=/a/b`],
    [`k:${ARN}?path=/a}`, `k:${ARN}?path=/a`],
  ])('cut out of the text around it: %s', (given, body) => {
    expect(meantBy(given)).toStrictEqual({ rewrite: mask(body) });
  });

  it.each<Case>([
    [
      `Prod:Key: ARN : AWS: SecretsManager:US-EAST-1:137149879143:Secret :Prod-jira-FsmeTs`,
      'Prod:Key:arn:aws:secretsmanager:us-east-1:137149879143:secret:Prod-jira-FsmeTs',
    ],
    [
      `K :arn:aws:secretsmanager:us-east-1:137149879143: SECRET: Prod-jira-FsmeTs?path=/A`,
      'K:arn:aws:secretsmanager:us-east-1:137149879143:secret:Prod-jira-FsmeTs?path=/A',
    ],
    [`ARN: ${ARN}`, `ARN:${ARN}`],
  ])('with the fixed words of its ARN as they must be, and only those: %s', (given, body) => {
    expect(meantBy(given)).toStrictEqual({ rewrite: mask(body) });
  });

  it.each<Case>([
    [`${ARN}:k`, `k:${ARN}`],
    [`${ARN}:a:b`, `a:b:${ARN}`],
    [`${ARN}:a:b:c:d`, `a:b:c:d:${ARN}`],
    [`${ARN}:k::`, `k:${ARN}`],
    [`${ARN}:k:AWSCURRENT:0a1b`, `k:${ARN}`],
    [`${ARN}:SecretString:k`, `k:${ARN}`],
    [`${ARN}:SecretString:k:AWSCURRENT:0a1b`, `k:${ARN}`],
    [`a:b:${ARN}:other::`, `a:b:${ARN}`],
    [`k:${ARN}:k::}`, `k:${ARN}`],
    [`k:${ARN}:k::}}`, `k:${ARN}`],
    [`k:${ARN}:k::} x:${ARN}`, `k:${ARN}`],
  ])('with the key in front of the ARN: %s', (given, body) => {
    expect(meantBy(given)).toStrictEqual({ rewrite: mask(body) });
  });

  it.each<Case>([
    [`k:${ARN}?path=a`, `k:${ARN}?path=/a`],
    [`k:${ARN}?path=a/`, `k:${ARN}?path=/a/`],
    [`k:${ARN}?path=/a:b`, `k:${ARN}?path=/a%3Ab`],
    [`k:${ARN}?path=/{a`, `k:${ARN}?path=/%7Ba`],
    [`k:${ARN}?path=/%41:%4:%4z:%`, `k:${ARN}?path=/%41%3A%254%3A%254z%3A%25`],
    [`k?path=x:${ARN}?path=/a:b`, `k?path=x:${ARN}?path=/a%3Ab`],
    [`${ARN}?path=/a`, `:${ARN}?path=/a`],
  ])('with a path as it must be written: %s', (given, body) => {
    expect(meantBy(given)).toStrictEqual({ rewrite: mask(body) });
  });

  it.each<Case>([
    [`k\u200b:${ARN}`, `k:${ARN}`],
    [`k%3A${ARN}`, `k:${ARN}`],
    [encodeURIComponent(encodeURIComponent(`k:${ARN}`)), `k:${ARN}`],
    [`ｋ：${ARN}`, `k:${ARN}`],
  ])('with nothing hidden in it: %s', (given, body) => {
    expect(meantBy(given)).toStrictEqual({ rewrite: mask(body) });
  });
});

it.each([
  '',
  'k',
  'arn',
  ARN,
  `:${ARN}`,
  `${ARN}:`,
  `${ARN}:SecretString`,
  `k:${ARN.slice(0, -7)}`,
  `k:${ARN}-x`,
  `k:${ARN}?path=`,
  `k:${ARN}?path=/a~2`,
  `k:${ARN}?stage=AWSPREVIOUS`,
  `k:${ARN.replace('arn:', '')}`,
  `a{{b:${ARN}`,
  `a}}b:${ARN}}`,
  `k:${ARN.replace('us-east-1', 'us-east')}`,
])('nothing is made up where it is not beyond doubt: %s', (given) => {
  expect(meantBy(given)).toStrictEqual({});
});

it('masks of up to 600 characters are shown, every one a mask that is read as it stands', () => {
  const longest = mask(`${'k'.repeat(584 - ARN.length)}:${ARN}`);
  expect(longest).toHaveLength(600);
  expect(meantBy(longest.slice('{{workato:sm:'.length))).toStrictEqual({ rewrite: longest });
  expect(scanText(longest).masks).toHaveLength(1);
  expect(meantBy(`k${longest.slice('{{workato:sm:'.length)}`)).toStrictEqual({});
});

it('texts of up to 2,000 characters are searched', () => {
  const given = `k:${ARN} `;
  expect(meantBy(given.padEnd(2_000, '.'))).toStrictEqual({ rewrite: mask(`k:${ARN}`) });
  expect(meantBy(given.padEnd(2_001, '.'))).toStrictEqual({});
});
