import { describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../../shared/errors.ts';
import { type MaskIssue, scanText } from '../../../shared/masks/mask.ts';
import { mayHoldMask } from '../../../shared/masks/suspicion.ts';
import { ARN, KEY, MASK } from './sample.ts';

const SHORT = `{{workato:sm:k:${ARN}}}`;

function onlyIssue(text: string): MaskIssue | undefined {
  const { masks, issues, escapes } = scanText(text);
  expect({ masks, escapes }).toEqual({ masks: [], escapes: [] });
  expect(issues).toHaveLength(1);
  return issues[0];
}

type Case = readonly [title: string, text: string, code: ProblemCode, rewrite?: string];

const SPELLINGS: readonly Case[] = [
  ['capitals', `{{WORKATO:SM:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['one capital', `{{workato:Sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['one brace on either side', `{workato:sm:k:${ARN}}`, 'mask_near_miss', SHORT],
  ['one brace before it', `{workato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['no braces', `workato:sm:k:${ARN}`, 'mask_near_miss', SHORT],
  ['a blank between its braces', `{ {workato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['square brackets', `[[workato:sm:k:${ARN}]]`, 'mask_near_miss', SHORT],
  ['a dollar and one brace', `\${workato:sm:k:${ARN}}`, 'mask_near_miss', SHORT],
  ['percent-encoded braces', `%7B%7Bworkato:sm:k:${ARN}%7D%7D`, 'mask_near_miss', SHORT],
  ['all of it percent-encoded', encodeURIComponent(MASK), 'mask_near_miss', MASK],
  ['all of it percent-encoded twice', encodeURIComponent(encodeURIComponent(MASK)), 'mask_near_miss', MASK],
  ['one letter percent-encoded', `{{%77orkato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['its percent signs and digits percent-encoded', `{{%%37%37orkato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a percent-encoded colon', `{{workato%3asm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a percent-encoded zero-width space', `{{work%E2%80%8Bato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['encoded letters beside a byte that is none', `{{%FF%77orkato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a zero-width space', `{{work\u200bato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a zero-width joiner', `{{workato:\u200dsm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a soft hyphen', `{{work\u00adato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a byte order mark', `{{\ufeffworkato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a word joiner', `{{workato\u2060:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['bidirectional marks', `{{\u202eworkato\u202c:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a variation selector', `{{workato\ufe0f:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a rare variation selector', `{{workato\u{e0101}:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a tag character', `{{workato\u{e0061}:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a combining grapheme joiner', `{{workato\u034f:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a Hangul filler', `{{workato\u3164:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a percent-encoded NUL', `{{work%00ato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a NUL', `{{work\u0000ato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['something invisible between its braces', `{\u200b{workato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['full-width letters', `{{ｗｏｒｋａｔｏ:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['full-width braces and colons', `｛｛workato：sm：k：${ARN}｝｝`, 'mask_near_miss', SHORT],
  ['a full-width percent sign', `{{％77orkato:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['mathematical letters', `{{𝐰𝐨𝐫𝐤𝐚𝐭𝐨:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a Kelvin sign and a long s', `{{wor\u212aato:\u017fm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['letters that stand for two', `{{wor㎄to:℠:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['ordinal indicators', `{{work\u00aat\u00ba:sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['blanks around its colons', `{{ workato : sm : k : ${ARN} }}`, 'mask_near_miss', SHORT],
  ['a blank before its first colon', `{{workato :sm:k:${ARN}}}`, 'mask_near_miss', SHORT],
  ['nothing but its beginning', 'see workato:sm: for more', 'mask_near_miss'],
];

describe('a mask is refused, never sent, when it has', () => {
  it.each(SPELLINGS)('%s', (...[, text, code, rewrite]) => {
    const issue = onlyIssue(`before ${text}`);
    const notMeant = ['$', '[[', '{ ', '{{%FF', 'see '].find((start) => text?.startsWith(start)) ?? '';
    expect(issue).toMatchObject({ code, start: 7 + notMeant.length });
    expect(issue?.rewrite).toBe(rewrite);
  });
});

const BODIES: readonly Case[] = [
  ['nothing to close it', `{{workato:sm:k:${ARN}`, 'mask_malformed', SHORT],
  ['one brace to close it', `{{workato:sm:k:${ARN}}`, 'mask_malformed', SHORT],
  ['no closing and more text', `{{workato:sm:k:${ARN}, and more`, 'mask_malformed', SHORT],
  ['only its opening', '{{workato:sm:', 'mask_malformed'],
  ['no key and no ARN', '{{workato:sm:}}', 'mask_malformed'],
  ['no ARN', '{{workato:sm:key}}', 'mask_malformed'],
  ['a secret’s name for an ARN', '{{workato:sm:key:prod-jira-credentials}}', 'mask_malformed'],
  ['no key', `{{workato:sm:${ARN}}}`, 'mask_malformed'],
  ['no key and a path', `{{workato:sm:${ARN}?path=/a}}`, 'mask_malformed', `{{workato:sm::${ARN}?path=/a}}`],
  ['two braces in its key', `{{workato:sm:a{{b:${ARN}}}`, 'mask_malformed'],
  ['a mask inside', `{{workato:sm:a${MASK}:${ARN}}}`, 'mask_nested'],
  ['a mask for its ARN', `{{workato:sm:a:${MASK}}}`, 'mask_nested'],
  ['a near miss inside', `{{workato:sm:a{{WORKATO:SM:b}}:${ARN}}}`, 'mask_nested'],
  ['something invisible in its key', `{{workato:sm:k\u200b:${ARN}}}`, 'mask_near_miss', SHORT],
  ['a line break in its key', `{{workato:sm:k\n:${ARN}}}`, 'mask_near_miss', SHORT],
  ['something invisible in its path', `{{workato:sm:k:${ARN}?path=/a\u200bb}}`, 'mask_near_miss', `{{workato:sm:k:${ARN}?path=/ab}}`],
  ['something invisible in its ARN', `{{workato:sm:k:${ARN.replace('secret:', 'secret:\ufeff')}}}`, 'mask_near_miss', SHORT],
  ['half a surrogate pair in its key', `{{workato:sm:k\ud800:${ARN}}}`, 'mask_near_miss'],
  ['percent-encoding inside', `{{workato:sm:${encodeURIComponent(`k:${ARN}`)}}}`, 'mask_malformed', SHORT],
  ['a blank before its ARN', `{{workato:sm:k: ${ARN}}}`, 'arn_invalid', SHORT],
  ['an ARN in capitals', `{{workato:sm:k:${ARN.replace('arn:aws:secretsmanager', 'ARN:AWS:SecretsManager')}}}`, 'arn_invalid', SHORT],
  ['no suffix', `{{workato:sm:k:${ARN.slice(0, -7)}}}`, 'arn_incomplete'],
  ['a suffix cut short', `{{workato:sm:k:${ARN.slice(0, -2)}}}`, 'arn_incomplete'],
  ['a wildcard suffix', `{{workato:sm:k:${ARN.slice(0, -6)}*}}`, 'arn_invalid'],
  ['a suffix of question marks', `{{workato:sm:k:${ARN.slice(0, -6)}??????}}`, 'arn_invalid'],
  ['a wildcard region', `{{workato:sm:k:${ARN.replace('us-east-1', '*')}}}`, 'arn_invalid'],
  ['a region that is none', `{{workato:sm:k:${ARN.replace('us-east-1', 'virginia')}}}`, 'arn_invalid'],
  ['an account that is none', `{{workato:sm:k:${ARN.replace('137149879143', '1371')}}}`, 'arn_invalid'],
  ['a partition that is none', `{{workato:sm:k:${ARN.replace('arn:aws:', 'arn:azure:')}}}`, 'arn_invalid'],
  ['a name that is none', `{{workato:sm:k:${ARN.replace('prod-jira', 'prod jira')}}}`, 'arn_invalid'],
  ['an ARN of KMS', '{{workato:sm:k:arn:aws:kms:us-east-1:137149879143:key/1234}}', 'arn_wrong_service'],
  ['an ARN of Systems Manager', '{{workato:sm:k:arn:aws:ssm:us-east-1:137149879143:parameter/a}}', 'arn_wrong_service'],
  ['an ECS suffix after its key', `{{workato:sm:k:${ARN}:k::}}`, 'arn_invalid', SHORT],
  ['an ECS suffix for its key', `{{workato:sm:${ARN}:k::}}`, 'arn_invalid', SHORT],
  ['an ECS suffix with stage and version', `{{workato:sm:${ARN}:k:AWSCURRENT:0a1b}}`, 'arn_invalid', SHORT],
  ['an ECS suffix for another key than its own', `{{workato:sm:k:${ARN}:other::}}`, 'arn_invalid', SHORT],
  ['a CloudFormation suffix', `{{workato:sm:${ARN}:SecretString:k}}`, 'arn_invalid', SHORT],
  ['a CloudFormation suffix with a stage', `{{workato:sm:${ARN}:SecretString:k:AWSCURRENT}}`, 'arn_invalid', SHORT],
  ['its key after its ARN', `{{workato:sm:${ARN}:${KEY}}}`, 'arn_invalid', MASK],
];

describe('a mask is refused where it stands when it has', () => {
  it.each(BODIES)('%s', (...[, text, code, rewrite]) => {
    const issue = onlyIssue(`before ${text}`);
    expect(issue).toMatchObject({ code, start: 7 });
    expect(issue?.rewrite).toBe(rewrite);
  });
});

it.each([
  [`{{WORKATO:SM:k:${ARN}}}`, 'upper and lower case count'],
  [`{workato:sm:k:${ARN}}`, 'its braces are not "{{" and "}}"'],
  [encodeURIComponent(MASK), 'it is percent-encoded'],
  [`{{work\u200bato:sm:k}}`, 'it has invisible or look-alike characters'],
  [`{{workato : sm:k}}`, 'it has blanks around its colons'],
  [`{{workato:sm:k:${ARN}:a::}}`, 'it has the suffix of an ECS reference'],
  [`{{workato:sm:k:${ARN}:SecretString:a}}`, 'it has the suffix of a CloudFormation reference'],
  [`{{workato:sm:${ARN}:a}}`, 'the key name stands before the secret ARN, not after it'],
  ['{{workato:sm:k:arn:aws:kms:us-east-1:137149879143:key/a}}', 'the service "kms"'],
  [`{{workato:sm:k:${ARN}`, 'it does not end with "}}"'],
  [`{{workato:sm:my workato key{{b:${ARN}}}`, 'a key name cannot hold "{{"'],
])('of %s the reason is: %s', (text, found) => {
  expect(onlyIssue(text)?.found).toBe(found);
});

it('an ARN without its suffix needs no other reason', () => {
  expect(onlyIssue(`{{workato:sm:k:${ARN.slice(0, -7)}}}`)).toEqual({ code: 'arn_incomplete', start: 0, arn: ARN.slice(0, -7) });
});

it('a near miss is reported from its braces on, in the text as it was given', () => {
  expect(onlyIssue(`ab%20%7B%7B%20workato:sm:k`)?.start).toBe(5);
  expect(onlyIssue(`\u200b\u200b{\u200b{wor\u200bkato:sm:k`)?.start).toBe(2);
  expect(onlyIssue(`𝐚℡ {Workato:sm:k`)?.start).toBe(4);
  expect(onlyIssue(`x { \n workato:SM:k`)?.start).toBe(2);
  expect(onlyIssue(`x workato:SM:k`)?.start).toBe(2);
  expect(onlyIssue(`x {{{workato:SM:k`)?.start).toBe(3);
});

it('the shortest near miss has nine characters', () => {
  expect(onlyIssue('wor㎄to:℠:')).toStrictEqual({ code: 'mask_near_miss', start: 0, found: 'it has invisible or look-alike characters' });
  expect(mayHoldMask('workato:')).toBe(false);
});

it('a near miss needs no plain letter', () => {
  expect(onlyIssue('ｗｏｒｋａｔｏ：ｓｍ：')).toMatchObject({ code: 'mask_near_miss', start: 0 });
});

it('a near miss without an ARN does not borrow that of the next one', () => {
  const { issues } = scanText(`WORKATO:SM:a {WORKATO:SM:k:${ARN}}`);
  expect(issues.map((issue) => issue.rewrite)).toEqual([undefined, SHORT]);
});

it('everything wrong with a text is reported together, from left to right, beside the masks that are right', () => {
  const parts = [
    `{{workato:sm:a:${ARN}:k::}}`,
    MASK,
    `{workato:sm:b:${ARN}}`,
    '{{workato:sm:c}}',
    MASK,
    '%77orkato:sm:',
    `\\${MASK}`,
    `{{workato:sm:k:${ARN} `,
    MASK,
  ];
  const { masks, issues, escapes } = scanText(parts.join(' '));
  const starts = parts.map((_, at) => parts.slice(0, at).reduce((sum, part) => sum + part.length + 1, 0));
  expect(masks.map((mask) => mask.start)).toEqual([starts[1], starts[4], starts[8]]);
  expect(issues.map((issue) => issue.start)).toEqual([starts[0], starts[2], starts[3], starts[5], starts[7]]);
  expect(issues.map((issue) => issue.code)).toEqual(['arn_invalid', 'mask_near_miss', 'mask_malformed', 'mask_near_miss', 'mask_malformed']);
  expect(escapes.map((escape) => escape.start)).toEqual([starts[6]]);
});

it('a text that only speaks of it is left alone', () => {
  for (const text of ['Workato', 'workato: sm: notes', 'workato sm', 'work at o:sm:', 'workato:smtp:', 'wörkato:sm:', 'workato%20:sm:', 'wor kato:sm:']) {
    expect(scanText(text)).toEqual({ masks: [], issues: [], escapes: [] });
  }
});

it('a mask that is not closed is taken for what stands before the next opening, however much follows', () => {
  expect(onlyIssue(`{{workato:sm:k:${ARN} {{${'x'.repeat(2_000)}}}`)?.rewrite).toBe(SHORT);
});

it('a rewrite keeps the key name as it is written, undoing no more than it must', () => {
  expect(onlyIssue(`{{work\u200bato:sm:ｋ\u200b:${ARN}}}`)?.rewrite).toBe(`{{workato:sm:ｋ:${ARN}}}`);
  expect(onlyIssue(encodeURIComponent(`{{workato:sm:50%25:${ARN}}}`))?.rewrite).toBe(`{{workato:sm:50%25:${ARN}}}`);
});

it.each(['東京 walk two towers', '“work a to”', 'Größe – at work…', '100% of 5%2F7', 'the pitchforkato', 'a workat noon', 'a%3Ab%3Fc%5Bd%5D%7Be%7D%20%40%60'])(
  'a text is not searched twice for the letters it holds: %s',
  (text) => {
    expect(mayHoldMask(text)).toBe(false);
  },
);

it('no rewrite is longer than 600 characters, and none is made up', () => {
  const long = `{workato:sm:${'k'.repeat(600)}:${ARN}}`;
  expect(onlyIssue(long)?.rewrite).toBeUndefined();
  const fits = `{workato:sm:${'k'.repeat(400)}:${ARN}}`;
  expect(onlyIssue(fits)?.rewrite).toBe(`{${fits}}`);
  expect(onlyIssue(`{workato:sm:k:${ARN.slice(0, -7)}}`)?.rewrite).toBeUndefined();
});

it.each([
  ['near misses', 'workato:sm:'],
  ['malformed masks', '{{workato:sm:k:no-arn}} '],
  ['masks that do not end', '{{workato:sm:k '],
  ['near misses and malformed masks in turn', '{{workato:sm:k:no-arn}} workato:sm: '],
  ['near misses and escapes in turn', '\\{{workato:sm:k}} WORKATO:SM: '],
])('of thousands of %s in one text a hundred are looked at', (_, unit) => {
  expect(scanText(unit.repeat(3_000)).issues).toHaveLength(100);
});
