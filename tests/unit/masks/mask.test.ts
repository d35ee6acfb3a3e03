import { describe, expect, it } from 'vitest';
import { formatMask, scanText } from '../../../shared/masks/mask.ts';
import { ARN, KEY, MASK } from './sample.ts';

const only = (text: string): unknown => {
  const { masks, issues } = scanText(text);
  expect(issues).toEqual([]);
  expect(masks).toHaveLength(1);
  return masks[0];
};

it('the mask of the Workato guide names its key and its ARN', () => {
  expect(scanText(MASK)).toEqual({ masks: [{ keyName: KEY, secretArn: ARN, path: null, start: 0, end: MASK.length }], issues: [], escapes: [] });
  expect(formatMask({ keyName: KEY, secretArn: ARN, path: null })).toBe(MASK);
});

it('a text without masks has nothing to report', () => {
  for (const text of [
    '',
    'token',
    '{{name}}',
    '{{resolve:secretsmanager:MySecret:SecretString:password}}',
    'arn:aws:secretsmanager',
    'workato',
    'https://a.example/%7B%7Bx%7D%7D',
  ]) {
    expect(scanText(text)).toEqual({ masks: [], issues: [], escapes: [] });
  }
});

describe('the key name', () => {
  it.each([
    ['has dots', 'prod.jira.secret.key'],
    ['has colons', 'a:b:c'],
    ['has a colon at its end', 'a:'],
    ['is a colon', ':'],
    ['has blanks around it', '  key  '],
    ['is a blank', ' '],
    ['has single braces', '{a}{b}'],
    ['is a brace', '}'],
    ['begins with a brace', '{key'],
    ['has slashes and tildes', 'a/b~1c'],
    ['has percent signs', '100%25%7B'],
    ['has a question mark', 'a?path=/b'],
    ['has quotes and backslashes', '\\"\'`$()'],
    ['is not Latin', 'ключ-鍵-🔑'],
    ['is __proto__', '__proto__'],
    ['says workato:sm: itself', 'workato:sm:'],
    ['ends with :arn', 'key:arn'],
    ['is arn', 'arn'],
    ['holds an ARN of another service', 'arn:aws:kms:us-east-1:137149879143:key/x'],
    ['holds another secret’s ARN', ARN.replace('FsmeTs', 'AbCdEf')],
    ['holds another secret’s ARN and path', `${ARN}?path=/a`],
    ['is long', 'k'.repeat(5000)],
  ])('%s and is taken verbatim', (_, keyName) => {
    const text = `{{workato:sm:${keyName}:${ARN}}}`;
    expect(only(text)).toEqual({ keyName, secretArn: ARN, path: null, start: 0, end: text.length });
  });

  it('ends at the last ARN, so the last one is the secret', () => {
    const other = ARN.replace('FsmeTs', 'AbCdEf');
    expect(only(`{{workato:sm:k:${ARN}:${other}}}`)).toMatchObject({ keyName: `k:${ARN}`, secretArn: other });
  });

  it('may be empty only with a path', () => {
    expect(only(`{{workato:sm::${ARN}?path=/a}}`)).toMatchObject({ keyName: '', path: '/a' });
    expect(scanText(`{{workato:sm::${ARN}}}`).issues).toEqual([{ code: 'mask_malformed', start: 0, found: 'the key name is missing' }]);
  });
});

describe('blanks', () => {
  it.each(['', ' ', '   ', '\t', '\r\n', ' \t\r\n '])('%j may stand just inside the braces', (blank) => {
    const text = `{{${blank}workato:sm:k:${ARN}${blank}}}`;
    expect(only(text)).toEqual({ keyName: 'k', secretArn: ARN, path: null, start: 0, end: text.length });
    const withPath = `{{${blank}workato:sm:k:${ARN}?path=/a${blank}}}`;
    expect(only(withPath)).toMatchObject({ path: '/a' });
  });

  it.each(['\u00a0', '\u2003', '\u3000', '\f', '\v'])('%j may not', (blank) => {
    expect(scanText(`{{${blank}workato:sm:k:${ARN}}}`).issues).toMatchObject([{ code: 'mask_near_miss', start: 0, rewrite: `{{workato:sm:k:${ARN}}}` }]);
  });
});

describe('a path', () => {
  it.each([
    ['/a/b', '/a/b'],
    ['/a%3Ab', '/a:b'],
    ['/%7Ba%7D', '/{a}'],
    ['/50%25', '/50%'],
    ['/a~1b~0c', '/a~1b~0c'],
    ['/a?b=c&d', '/a?b=c&d'],
    ['/', '/'],
    ['/%E9%8D%B5', '/鍵'],
    ['/鍵', '/鍵'],
    ['/a%0Ab', '/a\nb'],
    ['/a b', '/a b'],
  ])('written %s means %j', (raw, path) => {
    expect(only(`{{workato:sm:k:${ARN}?path=${raw}}}`)).toMatchObject({ keyName: 'k', secretArn: ARN, path });
  });

  it.each(['/a/b', '/a:b', '/{{a}}', '/50%', '/%7B', '/ a ', '/a\u200bb', '/\u0000', '/?path=', '/鍵', '/'])('%j comes back from its mask', (path) => {
    const mask = formatMask({ keyName: '', secretArn: ARN, path });
    expect(only(mask)).toEqual({ keyName: '', secretArn: ARN, path, start: 0, end: mask.length });
  });

  it('is written with no more of it percent-encoded than must be', () => {
    const path = '/a:{b}/50%/a b/鍵é\u200b\u2800\u034f\u0000~1?=&';
    const written = '/a%3A%7Bb%7D/50%25/a%20b/鍵é%E2%80%8B%E2%A0%80%CD%8F%00~1?=&';
    expect(formatMask({ keyName: 'k', secretArn: ARN, path })).toBe(`{{workato:sm:k:${ARN}?path=${written}}}`);
  });

  it.each([
    ['that is empty', '', undefined],
    ['that does not begin at the root', 'a/b', '/a/b'],
    ['with a raw colon', '/a:b', '/a%3Ab'],
    ['with a raw brace', '/{a', '/%7Ba'],
    ['with a bare percent sign', '/50%', '/50%25'],
    ['with a bad tilde', '/a~2', undefined],
    ['that is not UTF-8', '/%FF', undefined],
  ])('%s is refused', (_, raw, meant) => {
    const [issue, ...more] = scanText(`{{workato:sm:k:${ARN}?path=${raw}}}`).issues;
    expect(more).toEqual([]);
    expect(issue).toMatchObject({ code: 'mask_malformed', start: 0, found: expect.stringContaining('JSON Pointer') });
    expect(issue?.rewrite).toBe(meant && `{{workato:sm:k:${ARN}?path=${meant}}}`);
  });

  it('is the only thing that may follow an ARN', () => {
    expect(scanText(`{{workato:sm:k:${ARN}?stage=AWSPREVIOUS}}`).issues).toEqual([
      { code: 'mask_malformed', start: 0, found: 'only "?path=" may follow the secret ARN' },
    ]);
  });
});

describe('masks in a longer text', () => {
  it('stand where they stand, several of them too', () => {
    const text = `Bearer ${MASK}, ${MASK}${MASK}.`;
    expect(scanText(text).masks.map(({ start, end }) => text.slice(start, end))).toEqual([MASK, MASK, MASK]);
    expect(scanText(text).masks[0]?.start).toBe(7);
  });

  it('may have braces around them', () => {
    const text = `{"a":{{{${MASK}}}}}`;
    expect(only(text)).toMatchObject({ start: 8, end: 8 + MASK.length });
  });

  it('stand beside masks that are not ours', () => {
    const text = `{{resolve:ssm:x}}${MASK}{{name}}`;
    expect(only(text)).toMatchObject({ start: 17, end: 17 + MASK.length });
  });

  it('end at the first two closing braces', () => {
    expect(only(`${MASK}:${ARN}}}`)).toMatchObject({ end: MASK.length });
  });
});

describe('a backslash', () => {
  it.each([
    [1, 0, 0],
    [2, 1, 1],
    [3, 1, 0],
    [4, 2, 1],
    [5, 2, 0],
    [101, 50, 0],
  ])('%i before a mask make %i of them, and %i masks', (given, left, count) => {
    const { masks, escapes, issues } = scanText(`x${'\\'.repeat(given)}${MASK}`);
    expect(issues).toEqual([]);
    expect(masks).toHaveLength(count);
    const literal = '\\'.repeat(left) + (count === 0 ? '{{workato:sm:' : '');
    expect(escapes).toEqual([{ start: 1, end: 1 + given + (count === 0 ? 13 : 0), text: literal }]);
  });

  it('means nothing elsewhere', () => {
    for (const text of ['C:\\temp', '\\{{name}}', '\\\\server\\share', '\\{workato', `\\ ${MASK}`]) expect(scanText(text).escapes).toEqual([]);
  });

  it('keeps the blanks of what it escapes', () => {
    expect(scanText('\\{{ workato:sm:k}}').escapes).toEqual([{ start: 0, end: 15, text: '{{ workato:sm:' }]);
  });

  it('escapes only the opening: a mask may follow', () => {
    const text = `\\{{workato:sm:${MASK}`;
    expect(scanText(text)).toMatchObject({ masks: [{ start: 14, end: text.length }], issues: [], escapes: [{ start: 0, end: 14 }] });
  });

  it('does not excuse a near miss', () => {
    expect(scanText('\\{{WORKATO:SM:k}}').issues).toMatchObject([{ code: 'mask_near_miss', start: 1 }]);
  });
});
