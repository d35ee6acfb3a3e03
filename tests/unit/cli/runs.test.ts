import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Verification } from '../../../infra/cli/client.ts';
import { type CliRun, type CliWorld, Folder, runCommand } from '../../helpers/cli.ts';
import { FakeApi, problem } from '../../helpers/fake-api.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
const RUN = `run_${'1'.padStart(32, '0')}`;
const REFUSED = {
  status: 'refused' as const,
  code: 'bad_credentials',
  message: 'Jira Data Center did not accept the credentials.',
  fix: { text: 'Rotate the token.', commands: [] },
  durationMs: 250,
} satisfies Partial<Verification>;

let api: FakeApi;
let folder: Folder;
beforeEach(async () => {
  [api, folder] = [await new FakeApi().start(), await Folder.make()];
});
afterEach(async () => {
  await api.close();
  await folder.remove();
});

const cli = (argv: readonly string[], world: CliWorld = {}): Promise<CliRun> =>
  runCommand(argv, { ...world, env: { SMR_URL: api.url, SMR_TOKEN: api.token, ...world.env } });

async function store(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const personalAccessToken = `{{workato:sm:prod.jira.secret.key:${ARN}}}`;
    const described = { name, connector: 'jira-dc', config: { baseUrl: 'https://jira.example.com', personalAccessToken }, labels: { team: name } };
    await folder.write(`${name}.json`, described);
  }
  expect((await cli(['apply', folder.path, '--yes'])).exitCode).toBe(0);
  api.requests.length = 0;
}

describe('runs start', () => {
  it('waits for the run, tells its progress line by line where there is no terminal, and exits with 0 where all is well', async () => {
    await store(['Jira', 'Payroll', 'Wiki']);
    const { exitCode, stdout, stderr, sleptMs } = await cli(['runs', 'start']);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`${RUN}: 3 authorized.\n`);
    expect(stderr.split('\n')).toEqual([
      `Run ${RUN}. It goes on without this command; "runs cancel" ends it.`,
      '[0/0+] none verified',
      '[0/3] none verified',
      '[2/3] 2 authorized',
      '[3/3] 3 authorized',
      '',
    ]);
    expect(sleptMs).toEqual([500, 750, 1_125]);
  });

  it('changes one line on a terminal, and clears it', async () => {
    await store(['Jira', 'Payroll', 'Wiki']);
    const { stderr } = await cli(['runs', 'start'], { isTerminal: true, env: { NO_COLOR: '1' } });
    const [first, ...rest] = stderr.split('\n');
    expect(first).toContain(RUN);
    expect(rest.join('\n')).toBe('\r\u001B[K[0/0+] none verified\r\u001B[K[0/3] none verified\r\u001B[K[2/3] 2 authorized\r\u001B[K');
  });

  it('asks ever less often, at least every five seconds', async () => {
    await store(Array.from({ length: 12 }, (_, n) => `c${n}`));
    api.runs.pace = 1;
    const { sleptMs } = await cli(['runs', 'start']);
    expect(sleptMs.length).toBe(13);
    expect(sleptMs.at(-1)).toBe(5_000);
  });

  it('names those that failed, with their message and fix, and exits with 1', async () => {
    await store(['Jira', 'Payroll', 'Wiki']);
    api.verdicts.set('Payroll', REFUSED);
    const { exitCode, stdout } = await cli(['runs', 'start']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('refused  Payroll     demo     bad_credentials jira.example.com');
    expect(stdout).toContain('Jira Data Center did not accept the credentials.\n  Fix: Rotate the token.');
    expect(stdout).toContain(`${RUN}: 2 authorized, 1 refused.`);
    expect(stdout).not.toContain('Wiki');
    expect(api.requests.filter((route) => route.endsWith('/verifications'))).toHaveLength(1);
  });

  it('selects by project, labels, connector, state and secret', async () => {
    await store(['core', 'web']);
    const argv = ['--project', 'demo', '--label', 'team:core', '--connector', 'jira-dc', '--state', 'untested', '--secret', ARN];
    expect((await cli(['runs', 'start', ...argv])).stdout).toBe(`${RUN}: 1 authorized.\n`);
    expect(api.runs.asked).toEqual([{ project: 'demo', labels: { team: 'core' }, connector: 'jira-dc', state: 'untested', secretArn: ARN }]);
  });

  it('writes one JUnit test case for each connection', async () => {
    await store(['Jira', 'Payroll', 'Wiki']);
    api.verdicts.set('Payroll', REFUSED);
    api.runs.gone.add('Wiki');
    const file = join(folder.path, 'reports', 'runs.xml');
    expect((await cli(['runs', 'start', '--junit', file])).exitCode).toBe(1);
    const xml = await readFile(file, 'utf8');
    expect(xml).toContain('<testsuite name="connections runs start" tests="3" failures="1" errors="0" skipped="1" time="0.250">');
    expect(xml.match(/<testcase /g)).toHaveLength(3);
    expect(xml).toContain('<testcase classname="connections.runs start.demo" name="Wiki" time="0.000"><skipped/></testcase>');
    expect(xml).toContain('<failure message="Jira Data Center did not accept the credentials." type="bad_credentials">');
  });

  it('gives programs one JSON document, with the run and every connection over all pages', async () => {
    await store(['a', 'b', 'c', 'd', 'e']);
    api.pageSize = 2;
    const { stdout } = await cli(['runs', 'start', '--json']);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ ok: true, summary: '5 authorized', command: 'runs start', run: { id: RUN, state: 'done', total: 5 }, stopped: null });
    expect(document.results.map(({ name, outcome }: Record<string, string>) => `${name} ${outcome}`)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((name) => `${name} authorized`),
    );
  });

  it('that selects nothing is an error, not a success', async () => {
    await store(['Jira']);
    const { exitCode, stdout, stderr } = await cli(['runs', 'start', '--label', 'team:nobody']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('No stored connection that you may test is selected.');
  });

  it('that somebody cancels ends with exit code 2, and says how far it came', async () => {
    await store(['Jira', 'Payroll', 'Wiki']);
    api.before('GET /v1/verification-runs/{id}', () => void api.runs.cancel(RUN));
    const { exitCode, stdout, stderr } = await cli(['runs', 'start']);
    expect([exitCode, stdout]).toEqual([2, `${RUN}: 3 skipped, cancelled.\n`]);
    expect(stderr).toContain('The run was cancelled.');
  });

  it('a failure whose verification is gone is named by its code', async () => {
    await store(['Jira']);
    api.verdicts.set('Jira', REFUSED);
    api.before('GET /v1/connections/{id}/verifications', () => api.stored.clear());
    const { exitCode, stdout } = await cli(['runs', 'start']);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('It ended with the code bad_credentials.');
  });

  it('what the API refuses is told with its fix, and stdout stays empty', async () => {
    api.answerNext(problem('not_allowed', { expected: 'connections:test in a project' }));
    const { exitCode, stdout, stderr } = await cli(['runs', 'start']);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('connections:test in a project');
  });
});

it('runs retry verifies those again that failed; that none did is no failure', async () => {
  await store(['Jira', 'Payroll']);
  api.verdicts.set('Payroll', REFUSED);
  await cli(['runs', 'start']);
  api.verdicts.clear();
  expect(await cli(['runs', 'retry', RUN])).toMatchObject({ exitCode: 0, stdout: `${RUN.replace('1', '2')}: 1 authorized.\n` });
  expect(await cli(['runs', 'retry', RUN.replace('1', '2')])).toMatchObject({ exitCode: 0, stdout: `${RUN.replace('1', '3')}: none verified.\n` });
});

it('runs cancel ends a run and does not wait', async () => {
  await store(['Jira']);
  api.runs.begin({});
  const { exitCode, stdout, sleptMs } = await cli(['runs', 'cancel', RUN]);
  expect([exitCode, stdout, sleptMs]).toEqual([0, `${RUN}: none verified, cancelled.\n`, []]);
  expect(api.requests).toEqual(['POST /v1/verification-runs/{id}/cancel']);
});

it('rehearse tries the connections that use the secret, or those that are named', async () => {
  await store(['Jira', 'Payroll']);
  expect((await cli(['rehearse', ARN])).stdout).toBe(`${RUN}: 2 authorized.\n`);
  const [id] = [...api.stored.keys()];
  expect((await cli(['rehearse', ARN, '--connection', id!])).stdout).toContain('1 authorized.');
  expect(api.runs.asked).toEqual([{ secretArn: ARN }, { secretArn: ARN, connections: [id] }]);
  expect((await cli(['rehearse', ARN.replace('prod', 'dev')])).exitCode).toBe(2);
});

it.each([
  [['runs'], 'There is no such command.'],
  [['runs', 'list'], 'There is no such command.'],
  [['runs', 'start', 'x'], '"runs start" takes options alone.'],
  [['runs', 'retry'], '"runs retry" needs the id of a run.'],
  [['runs', 'cancel', RUN, RUN], '"runs cancel" takes one id.'],
  [['runs', 'cancel', RUN, '--junit', 'a.xml'], '"runs cancel" has no option --junit.'],
  [['runs', 'cancel', RUN], 'There is nothing here'],
  [['runs', 'start', '--label', 'team'], '--label is written name:value.'],
  [['runs', 'start', '--label', 'a:1', '--label', 'a:2'], '--label names one label twice.'],
  [['runs', 'start', '--state', 'broken'], '"/selector/state"'],
  [['runs', 'start', '--connection', 'con_1'], '"runs start" has no option --connection.'],
  [['rehearse'], '"rehearse" needs the ARN of a secret.'],
  [['rehearse', 'prod-jira'], '"/secretArn"'],
  [['verify', '--state', 'connected'], '"verify" has no option --state.'],
])('called wrongly (%j): exit code 2, nothing on stdout', async (argv, sentence) => {
  const { exitCode, stdout, stderr } = await cli(argv);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(sentence);
});
