import { expect, it } from 'vitest';
import { junitReport } from '../../../infra/cli/junit-report.ts';
import { paintFor } from '../../../infra/cli/paint.ts';
import { startProgress } from '../../../infra/cli/progress.ts';
import { exitCodeOf, type Report, type Result } from '../../../infra/cli/report.ts';
import { textReport } from '../../../infra/cli/text-report.ts';

const GOOD: Result = { name: 'Jira', file: 'a.json', outcome: 'authorized', detail: 'ok jira.example.com', findings: [], durationMs: 1234 };
const BAD: Result = {
  name: 'Old <Jira> & "co"',
  project: 'demo',
  file: 'b.yaml',
  outcome: 'not_attempted',
  findings: [
    { code: 'destination_denied', message: 'May not go there.', fix: { text: 'Tag it <so>.', commands: ["aws tag 'a&b'"] }, pointer: '/config/token', line: 7 },
  ],
};
const report = (...results: Result[]): Report => ({ command: 'verify', results, stopped: null });
const NO_PAINT = paintFor({ isTerminal: false, write: () => undefined }, {});

it('a broken connection is told with file, line, field, code, sentence, fix and command', () => {
  expect(textReport(report(GOOD, BAD), NO_PAINT)).toBe(
    [
      'OUTCOME        CONNECTION         PROJECT  FILE    DETAIL',
      'authorized     Jira                        a.json  ok jira.example.com',
      'not_attempted  Old <Jira> & "co"  demo     b.yaml',
      '',
      'b.yaml:7  /config/token  destination_denied',
      '  May not go there.',
      '  Fix: Tag it <so>.',
      "    $ aws tag 'a&b'",
      '',
      '1 authorized, 1 not_attempted.',
      '',
    ].join('\n'),
  );
});

it('a name cannot steer the terminal or pose as another line', () => {
  const text = textReport(report({ ...GOOD, name: 'a\u001B[2J\nb\u202Ec' }), NO_PAINT);
  expect(text).toContain('a\uFFFD[2J\uFFFDb\uFFFDc');
});

it('colour is for terminals, and not where NO_COLOR is set or the terminal is dumb', () => {
  const painted = (isTerminal: boolean, env: Record<string, string>) => paintFor({ isTerminal, write: () => undefined }, env).bad('x');
  expect(painted(true, {})).toBe('\u001B[31mx\u001B[39m');
  expect([painted(false, {}), painted(true, { NO_COLOR: '1' }), painted(true, { TERM: 'dumb' })]).toEqual(['x', 'x', 'x']);
});

it('the JUnit file names the broken connection, its message and its fix, escaped', () => {
  const xml = junitReport(report(GOOD, BAD));
  expect(xml).toContain('<testsuite name="connections verify" tests="2" failures="1" errors="0" skipped="0" time="1.234">');
  expect(xml).toContain('<testcase classname="connections.verify" name="Jira" file="a.json" time="1.234"></testcase>');
  expect(xml).toContain('name="Old &lt;Jira&gt; &amp; &quot;co&quot;"');
  expect(xml).toContain(
    '<failure message="May not go there." type="destination_denied">b.yaml:7 /config/token destination_denied\nMay not go there.\nFix: Tag it &lt;so&gt;.\naws tag \'a&amp;b\'</failure>',
  );
});

it('what XML cannot hold does not stand in the JUnit file', () => {
  const xml = junitReport(report({ ...GOOD, name: 'a\u0000b\uD800c\uFFFEd\u{1F600}' }));
  expect(xml).toContain('name="a\uFFFDb\uFFFDc\uFFFDd\u{1F600}"');
});

it('in JUnit a request that failed is an error, and what was not run is skipped', () => {
  const xml = junitReport({ ...report({ ...BAD, outcome: 'failed' }, { ...GOOD, outcome: 'not_run' }), stopped: { message: 'No API.', fix: 'Start it.' } });
  expect(xml).toContain('tests="3" failures="0" errors="2" skipped="1"');
  expect(xml).toContain('<error message="May not go there." type="destination_denied">');
  expect(xml).toContain('<skipped/>');
  expect(xml).toContain('<error message="No API." type="stopped">Fix: Start it.</error>');
});

it('the exit code tells broken connections from an API that cannot be asked', () => {
  expect(exitCodeOf(report(GOOD))).toBe(0);
  expect(exitCodeOf(report())).toBe(0);
  for (const outcome of ['wrong', 'refused', 'inconclusive', 'not_attempted', 'failed'] as const)
    expect(exitCodeOf(report(GOOD, { ...GOOD, outcome }))).toBe(1);
  expect(exitCodeOf({ ...report(BAD), stopped: { message: '', fix: '' } })).toBe(2);
});

it('progress is one changing line on a terminal, and a line for each elsewhere', () => {
  const seen = (isTerminal: boolean) => {
    const written: string[] = [];
    const progress = startProgress({ isTerminal, write: (text) => void written.push(text) }, 2);
    progress.done(GOOD);
    progress.end();
    return written;
  };
  expect(seen(true)).toEqual(['\r\u001B[K[1/2] authorized Jira', '\r\u001B[K']);
  expect(seen(false)).toEqual(['[1/2] authorized Jira\n']);
});
