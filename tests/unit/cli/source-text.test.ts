import { expect, it } from 'vitest';
import { type Format, parseSource } from '../../../infra/cli/source-text.ts';

const SECRET = 'hunter2-correct-horse';
const wrong = (text: string, format: Format = 'yaml') => {
  const source = parseSource(text, format);
  if ('value' in source) throw new Error('was read');
  expect(JSON.stringify(source)).not.toContain(SECRET);
  return source[0]!;
};

it('a JSON and a YAML text of the same connection are the same data', () => {
  const json = parseSource('{"name": "a",\n\t"config": {"n": [1, true, null]}}', 'json');
  const yaml = parseSource('name: a\nconfig:\n  n: [1, true, null]\n', 'yaml');
  expect(json).toMatchObject({ value: { name: 'a', config: { n: [1, true, null] } } });
  expect(yaml).toMatchObject({ value: { name: 'a', config: { n: [1, true, null] } } });
});

it('a member is found on its line; one that is missing, on the line of what should hold it', () => {
  const source = parseSource('name: a\nconfig:\n  headers:\n    X-A/B: one\n  list:\n    - 1\n    - 2\n', 'yaml');
  if (!('value' in source)) throw new Error('was not read');
  const { lineOf } = source;
  expect(['/name', '/config/headers/X-A~1B', '/config/list/1', '/config/absent', '/absent', ''].map(lineOf)).toEqual([1, 4, 7, 2, 1, 1]);
});

it.each([
  ['JSON that is cut off', 'json', `{\n"a": 1,\n"b": "${SECRET}`, 3],
  ['JSON with bare words', 'json', `{\n"a": ${SECRET}}`, 2],
  ['YAML with a tab for indentation', 'yaml', `a:\n\tb: ${SECRET}`, 2],
  ['YAML with an unknown tag', 'yaml', `a: !vault ${SECRET}`, 1],
  ['a property that stands twice', 'yaml', `token: ${SECRET}\ntoken: ${SECRET}`, 2],
  ['a property that stands twice in JSON', 'json', `{"token": "${SECRET}",\n"token": "${SECRET}"}`, 2],
  ['two documents in one file', 'yaml', `a: 1\n---\nb: ${SECRET}`, 2],
] as const)('%s: the line is told and the text is not', (_, format, text, line) => {
  expect(wrong(text, format)).toMatchObject({ code: 'file_invalid', line });
});

it.each([
  ['JSON with a comma too many', 'json', `{"a": "${SECRET}",}`],
  ['a single-quoted text in JSON', 'json', `{'a': '${SECRET}'}`],
  ['a comment in JSON', 'json', `{"a": 1} # ${SECRET}`],
  ['bytes', 'yaml', 'a: !!binary aGVsbG8='],
  ['no number', 'yaml', 'a: .nan'],
  ['an alias to nothing', 'yaml', `a: *${SECRET}`],
] as const)('%s is refused', (_, format, text) => {
  expect(wrong(text, format)).toMatchObject({ code: 'file_invalid' });
});

it('aliases that multiply without end are refused', () => {
  const doubled = Array.from({ length: 30 }, (_, level) => `l${level}: &l${level} [${level === 0 ? 'x' : `*l${level - 1}, *l${level - 1}`}]`).join('\n');
  expect(wrong(doubled)).toMatchObject({ code: 'file_invalid' });
});

it('a mask without quotes, which YAML reads as an object, is told as such with its line', () => {
  const text = 'name: a\nconfig:\n  token: {{workato:sm:k:arn:aws:secretsmanager:us-east-1:137149879143:secret:x-FsmeTs}}\n';
  expect(wrong(text)).toMatchObject({ line: 3, fix: { text: expect.stringContaining('in quotes') } });
});
