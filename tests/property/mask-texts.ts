import * as fc from 'fast-check';
import { pointerOf } from '../../shared/masks/json-pointer.ts';
import type { SecretReference } from '../../shared/masks/secret-reference.ts';

export const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
export const MASK = `{{workato:sm:prod.jira.secret.key:${ARN}}}`;
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u;

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const partition = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc');
const region = fc.constantFrom('us-east-1', 'eu-central-2', 'cn-north-1', 'us-gov-west-1', 'us-isob-east-1', 'eusc-de-east-1', 'ap-southeast-7');
const name = fc.string({ unit: fc.constantFrom(...Array.from(`${letters}/_+=.@-!`)), minLength: 1, maxLength: 20 });
const suffix = fc.string({ unit: fc.constantFrom(...Array.from(letters)), minLength: 6, maxLength: 6 });
const arn = fc.tuple(partition, region, name, suffix).map((parts) => `arn:${parts[0]}:secretsmanager:${parts[1]}:137149879143:secret:${parts[2]}-${parts[3]}`);

/** Pieces that a parser could stumble over, and any character. */
const piece = fc.oneof(
  fc.constantFrom(':', '.', '{', '}', '?', '%', '\\', ' ', '/', '~', ':arn:', '?path=', 'workato:sm:', ARN, `:${ARN}`, '%7B', '%3A', '-', 'a'),
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 8 }),
);
export const anyText: fc.Arbitrary<string> = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));

const keyName = anyText.filter((key) => !UNPRINTABLE.test(key) && !key.includes('{{') && !key.includes('}}'));
const path = fc
  .array(anyText, { minLength: 1, maxLength: 3 })
  .map((tokens) => tokens.reduce(pointerOf, ''))
  .filter((pointer) => pointer.isWellFormed());

/** Everything that a mask can say. */
export const reference: fc.Arbitrary<SecretReference> = fc
  .record({ keyName, secretArn: fc.oneof(fc.constant(ARN), arn), path: fc.option(path, { freq: 1 }) })
  .filter((each) => each.keyName !== '' || each.path !== null);

const OPENINGS = [
  '{{workato:sm:',
  '{{ workato:sm:',
  'workato:sm:',
  'WORKATO:SM:',
  '{{',
  '}}',
  '{',
  '}',
  '\\',
  '\\\\',
  ':',
  'k:',
  ' ',
  '\n',
  '?path=',
  '/a',
  '*',
  '%',
];
const ARNS = [
  MASK,
  ARN,
  `:${ARN}`,
  `:${ARN}:key::`,
  `${ARN}:SecretString:k`,
  ARN.slice(0, -7),
  ':arn:aws:',
  'arn:aws:kms:us-east-1:137149879143:key/x',
  'ARN:',
];
const DISGUISES = [
  '%7B%7B',
  '%77orkato:sm:',
  '%2577',
  '%253A',
  '%E2%80%8B',
  '%FF',
  '\u200b',
  '\u00ad',
  '\ufeff',
  '\ud800',
  '\u202e',
  'ｗｏｒｋａｔｏ',
  '：',
  '𝐰',
  '℠',
  '㎄',
];
const debris = fc.constantFrom(...OPENINGS, ...ARNS, ...DISGUISES);

/** Everything that has been in a mask at some time, in any order. */
export const garbage: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 5, arbitrary: debris }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) }), { maxLength: 10 })
  .map((pieces) => pieces.join(''));
