import { expect, it } from 'vitest';
import { isWrong, parseConnectionFile } from '../../../infra/cli/connection-file.ts';

const GOOD = 'name: Jira\nconnector: jira-dc\nconfig:\n  baseUrl: https://jira.example.com\n';
const wrongIn = (text: string, isNamed = true) => {
  const file = parseConnectionFile({ path: 'a.yaml', text }, isNamed);
  return isWrong(file) ? file.findings : [];
};

it('a file holds what POST /v1/connections takes', () => {
  const text = `${GOOD}method: pat\nproject: demo\nschedule: {every: PT15M, enabled: false}\nlabels: {team: a}\n`;
  expect(parseConnectionFile({ path: 'a.yaml', text }, true)).toMatchObject({
    path: 'a.yaml',
    connection: { name: 'Jira', connector: 'jira-dc', method: 'pat', project: 'demo', schedule: { every: 'PT15M', enabled: false }, labels: { team: 'a' } },
  });
});

it.each([
  ['a name of the wrong type', 'name: [1]\nconnector: jira-dc\nconfig: {}', '/name', 1],
  ['a property that is not one', `${GOOD}password: hunter2`, '/password', 5],
  ['a label that is a number', `${GOOD}labels:\n  tier: 1`, '/labels/tier', 6],
  ['a schedule that is too short', `${GOOD}schedule:\n  every: PT1S\n  enabled: true`, '/schedule/every', 6],
  ['a config that is a text', 'name: a\nconnector: jira-dc\nconfig: hunter2', '/config', 3],
  ['no connector', 'name: a\nconfig: {}', '/connector', 1],
  ['no name', 'connector: jira-dc\nconfig: {}', '/name', 1],
])('%s is told with pointer and line, without its value', (_, text, pointer, line) => {
  expect(wrongIn(text)).toMatchObject([{ code: 'file_invalid', pointer, line, fix: { text: expect.any(String) } }]);
  expect(JSON.stringify(wrongIn(text))).not.toContain('hunter2');
});

it('everything that is wrong in a file is told at once', () => {
  expect(wrongIn('connector: 1\nproject: No\n').map(({ pointer }) => pointer)).toEqual(['/name', '/connector', '/config', '/project']);
});

it('a file that is only tested needs no name', () => {
  expect(wrongIn('connector: jira-dc\nconfig: {}', false)).toEqual([]);
});

it('a file that is a list is told as such', () => {
  expect(wrongIn('- 1')).toMatchObject([{ message: 'The file does not hold one object.' }]);
});
