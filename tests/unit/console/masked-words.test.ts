import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemIn } from '../../../functions/console/app/masked-field/field-problem.ts';
import { keyChoices } from '../../../functions/console/app/masked-field/key-choices.ts';
import { entryIn, entryOf, mayBecomeArn, NO_ENTRY, problemsOf, problemsShown, referenceOf } from '../../../functions/console/app/masked-field/secret-entry.ts';
import { pillWords } from '../../../functions/console/app/parts/pill-words.ts';
import { formatMask, scanText } from '../../../shared/masks/mask.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
const MASK = `{{workato:sm:prod.jira.secret.key:${ARN}}}`;
const ENTRY = { keyName: 'prod.jira.secret.key', secretArn: ARN, path: '' };
const REFERENCE = { keyName: 'prod.jira.secret.key', secretArn: ARN, path: null };
const NO_PROBLEMS = { keyName: null, secretArn: null, path: null };

describe('what is wrong with the masks of a field', () => {
  it.each(['', 'Bearer abc', MASK, `Bearer ${MASK}`, `\\${MASK}`, '{{name}}', '{{workato'])('is nothing: %s', (text) => expect(problemIn(text)).toBeNull());

  it.each([
    [MASK.slice(1, -1), 'This looks like a mask and is not one: its braces are not "{{" and "}}".'],
    [MASK.replace('workato', 'Workato'), 'This looks like a mask and is not one: upper and lower case count.'],
    [encodeURIComponent(MASK), 'This looks like a mask and is not one: it is percent-encoded.'],
    [MASK.replace('workato', 'wor\u200bkato'), 'This looks like a mask and is not one: it has invisible or look-alike characters.'],
    [MASK.replace('jira.secret', 'jira\u200bsecret'), 'This looks like a mask and is not one: it has a control or invisible character.'],
    [MASK.slice(0, -2), 'A mask is not written as it should be: it does not end with "}}".'],
    ['{{workato:sm:key}}', 'A mask is not written as it should be: it has no secret ARN.'],
    [`{{workato:sm:x${MASK}:${ARN}}}`, 'A mask stands inside another one. Write each by itself.'],
    [MASK.replace('-FsmeTs', ''), 'The secret ARN ends without its six characters. Copy the whole of it: it ends with a hyphen and six letters or digits.'],
    [
      `{{workato:sm:k:arn:aws:ssm:us-east-1:137149879143:parameter/x}}`,
      'This is the ARN of another service, the service "ssm". A secret ARN has "secretsmanager" there.',
    ],
    [MASK.replace('FsmeTs', '*'), 'The secret ARN is not right: wildcards are not allowed.'],
    [`{{workato:sm:${ARN}:key::}}`, 'The secret ARN is not right: it has the suffix of an ECS reference.'],
  ])('%s', (text, sentence) => expect(problemIn(text)?.sentence).toBe(sentence));

  it('is only that it is unfinished, while it may still be right when it is written to its end', () => {
    const unfinished = ['{{workato:sm:', '{{workato:sm:key', `{{workato:sm:key:${ARN.slice(0, 30)}`, `x ${MASK} {{workato:sm:`];
    expect(unfinished.map((text) => problemIn(text)?.isUnfinished)).toEqual([true, true, true, true]);
    expect(['{workato:sm:', '{{workato:sm:key}}', `{{workato:sm:x${MASK}`].map((text) => problemIn(text)?.isUnfinished)).toEqual([false, false, false]);
  });

  it.each([
    ['one brace', MASK.slice(1, -1)],
    ['no braces', MASK.slice(2, -2)],
    ['the last braces forgotten', MASK.slice(0, -2)],
    ['upper case', MASK.replace('workato:sm', 'WORKATO:SM')],
    ['percent-encoding', encodeURIComponent(MASK)],
    ['blanks around its colons', MASK.replace('workato:sm:', 'workato : sm :')],
    ['an invisible character', MASK.replace('workato', 'wor\u200bkato')],
  ])('can be put right by one press, and nothing around it is touched: %s', (_, wrong) => {
    for (const [before, after] of [
      ['', ''],
      ['Bearer ', ''],
      ['', ' tail'],
      ['Basic "', '", x'],
    ] as const) {
      const correction = problemIn(before + wrong + after)?.correction;
      expect(correction).toEqual({ span: { start: before.length, end: before.length + wrong.length }, mask: REFERENCE });
    }
  });

  it('is left to people where it is not plain which part of the text was meant', () => {
    for (const text of [`{{workato:sm:${ARN}:key::}}`, MASK.replace('-FsmeTs', ''), '{{workato:sm:key}}']) expect(problemIn(text)?.correction).toBeNull();
  });
});

describe('what is written into the dialog', () => {
  it('is the mask that the product reads from it', () => {
    expect(referenceOf(ENTRY)).toEqual(REFERENCE);
    expect(referenceOf({ ...ENTRY, secretArn: ` ${ARN}\n` })).toEqual(REFERENCE);
    expect(referenceOf({ ...ENTRY, path: '/a b/c~1d' })).toEqual({ ...REFERENCE, path: '/a b/c~1d' });
    expect(referenceOf({ ...ENTRY, keyName: '', path: '/a' })).toEqual({ keyName: '', secretArn: ARN, path: '/a' });
  });

  it('is a mask exactly where nothing is wrong with it, whatever it is', () => {
    const words = fc.array(fc.constantFrom('a', '.', ':', '{', '}', '{{', '}}', '\\', '/', '~', '~1', '%', ' ', '\u200b', '\n', '?path=', ':arn:', ARN), {
      maxLength: 5,
    });
    const entries = fc.record({ keyName: words, secretArn: fc.oneof(fc.constant([ARN]), words), path: words }).map((each) => ({
      keyName: each.keyName.join(''),
      secretArn: each.secretArn.join(''),
      path: each.path.join(''),
    }));
    fc.assert(
      fc.property(entries, (entry) => {
        const reference = referenceOf(entry);
        expect(Object.values(problemsOf(entry)).every((problem) => problem === null)).toBe(reference !== null);
        const masks = reference ? scanText(formatMask(reference)).masks : [];
        expect(masks).toMatchObject(reference ? [{ ...reference, start: 0, end: formatMask(reference).length }] : []);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    [{ keyName: '' }, { keyName: 'Name one key of the secret.' }],
    [{ keyName: 'a}}b' }, { keyName: 'A key name cannot hold "{{" or "}}": the mask would end there, or begin again.' }],
    [{ keyName: 'a{{b' }, { keyName: 'A key name cannot hold "{{" or "}}": the mask would end there, or begin again.' }],
    [{ keyName: 'a\tb' }, { keyName: 'A key name has no control or invisible characters.' }],
    [{ keyName: 'a\u200bb' }, { keyName: 'A key name has no control or invisible characters.' }],
    [{ secretArn: '' }, { secretArn: 'Copy the secret ARN from the Secrets Manager console.' }],
    [
      { secretArn: 'prod-jira' },
      { secretArn: 'This is no ARN. A secret ARN begins with "arn:aws:secretsmanager:"; copy it from the Secrets Manager console.' },
    ],
    [{ secretArn: 'arn:aws:s3:::bucket' }, { secretArn: 'This is the ARN of another service, the service "s3". A secret ARN has "secretsmanager" there.' }],
    [
      { secretArn: ARN.slice(0, -7) },
      { secretArn: 'The secret ARN ends without its six characters. Copy the whole of it: it ends with a hyphen and six letters or digits.' },
    ],
    [{ secretArn: ARN.replace('137149879143', '1371') }, { secretArn: 'The secret ARN is not right: its account is not twelve digits.' }],
    [{ secretArn: `${ARN}:key::` }, { secretArn: 'The secret ARN is not right: it has the suffix of an ECS reference.' }],
    [{ path: 'primary/password' }, { path: 'A path begins with "/" and names one level after the other, as in /primary/password.' }],
    [{ path: '/a~b' }, { path: 'A path begins with "/" and names one level after the other, as in /primary/password.' }],
  ])('%j is told what is wrong with it', (wrong, problems) => {
    expect(problemsOf({ ...ENTRY, ...wrong })).toEqual({ ...NO_PROBLEMS, ...problems });
  });

  it('is not blamed for what may become right, until it is left', () => {
    const half = { ...NO_ENTRY, secretArn: ARN.slice(0, 40) };
    expect(problemsShown(half, { left: [], isJudged: false })).toEqual(NO_PROBLEMS);
    expect(problemsShown(half, { left: ['secretArn'], isJudged: false }).secretArn).toMatch(/^The secret ARN is not right/);
    expect(problemsShown(NO_ENTRY, { left: ['keyName', 'secretArn', 'path'], isJudged: false })).toEqual(NO_PROBLEMS);
    expect(problemsShown({ ...NO_ENTRY, secretArn: 'arn:aws:s3' }, { left: [], isJudged: false }).secretArn).toMatch(/another service/);
    expect(problemsShown({ ...NO_ENTRY, keyName: '}}', path: 'a' }, { left: [], isJudged: false })).toEqual({
      ...NO_PROBLEMS,
      keyName: expect.stringMatching(/cannot hold/),
      path: expect.stringMatching(/begins/),
    });
    expect(problemsShown({ ...NO_ENTRY, path: '/a~' }, { left: [], isJudged: false }).path).toBeNull();
    expect(problemsShown(NO_ENTRY, { left: [], isJudged: true })).toEqual({
      ...NO_PROBLEMS,
      keyName: expect.stringMatching(/Name one key/),
      secretArn: expect.stringMatching(/Copy/),
    });
  });
});

describe('a secret ARN that is being written', () => {
  it.each([
    ARN,
    ARN.replace('aws', 'aws-us-gov').replace('us-east-1', 'us-gov-west-1'),
    ARN.replace('aws:', 'aws-iso-b:').replace('us-east-1', 'us-isob-east-1'),
  ])('may become right at every letter: %s', (arn) => {
    const starts = Array.from({ length: arn.length + 1 }, (_, end) => arn.slice(0, end));
    expect(starts.filter((start) => !mayBecomeArn(start))).toEqual([]);
  });

  it.each([
    'x',
    'arm',
    'arn:azure',
    'arn:aws:s3',
    'arn:aws:secretsmanager:US',
    'arn:aws:secretsmanager:us-east-1:13714987914x',
    'arn:aws:secretsmanager:us-east-1:1371498791431',
    'arn:aws:secretsmanager:us-east-1:137149879143:parameter',
    'arn:aws:secretsmanager:us-east-1:137149879143:secret:a b',
    `${ARN}:key`,
    'arn::secretsmanager',
    `${ARN}?`,
  ])('cannot become right any more: %s', (text) => expect(mayBecomeArn(text)).toBe(false));
});

describe('what is pasted into the dialog', () => {
  it.each([
    ['a mask', MASK, ENTRY],
    ['a mask with blanks around it', ` ${MASK}\n`, ENTRY],
    ['a mask with a path', MASK.replace('}}', '?path=/a/b}}'), { ...ENTRY, path: '/a/b' }],
    ['a mask with one brace', MASK.slice(1, -1), ENTRY],
    ['a percent-encoded mask', encodeURIComponent(MASK), ENTRY],
    ['a mask without its braces', MASK.slice(13, -2), ENTRY],
    ['an ARN with a path', `${ARN}?path=/a`, { keyName: '', secretArn: ARN, path: '/a' }],
    ['a reference of ECS', `${ARN}:prod.jira.secret.key::`, ENTRY],
    ['a reference of CloudFormation', `${ARN}:SecretString:prod.jira.secret.key`, ENTRY],
  ])('is taken apart: %s', (_, text, entry) => expect(entryIn(text)).toEqual(entry));

  it.each(['', 'prod.jira.secret.key', ARN, `Bearer ${MASK}`, MASK + MASK, `\\${MASK}`, 'arn:aws:s3:::bucket', ARN.slice(0, -7)])(
    'is taken as it is: %s',
    (text) => expect(entryIn(text)).toBeNull(),
  );

  it('comes back from the mask that was made of it', () => expect(entryOf(referenceOf(ENTRY)!)).toEqual(ENTRY));
});

describe('the key names that are offered', () => {
  const many = Array.from({ length: 20 }, (_, at) => `key.${at}`);

  it('are the first ones, those that fit what is written, and the one that is chosen', () => {
    expect(keyChoices(['a', 'b'], '')).toEqual({ shown: ['a', 'b'], more: 0, isMissing: false });
    expect(keyChoices(many, '')).toEqual({ shown: many.slice(0, 8), more: 12, isMissing: false });
    expect(keyChoices(many, 'KEY.1')).toMatchObject({ shown: ['key.1', ...many.slice(10, 17)], more: 3, isMissing: false });
    expect(keyChoices(many, 'key.19')).toEqual({ shown: [...many.slice(0, 7), 'key.19'], more: 12, isMissing: false });
  });

  it('are all of them where none fits, and that is said', () => expect(keyChoices(['a', 'b'], 'c')).toEqual({ shown: ['a', 'b'], more: 0, isMissing: true }));
});

it('a pill is called by its key, with its path behind it, and says where that is', () => {
  expect(pillWords(REFERENCE)).toEqual({ name: 'prod.jira.secret.key', place: 'from prod-jira-credentials in 137149879143, us-east-1' });
  expect(pillWords({ ...REFERENCE, path: '/a/b' }).name).toBe('prod.jira.secret.key/a/b');
});
