import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GUIDE, REPORTING } from '../../infra/local/seed.ts';
import { freshCanary, leaksIn } from '../helpers/canary.ts';
import { type CliRun, Folder, runCommand } from '../helpers/cli.ts';
import { FakeApi, problem } from '../helpers/fake-api.ts';
import { maskOf, useProduct } from '../helpers/product.ts';

const MAIN = new URL('../../infra/cli/main.ts', import.meta.url).pathname;
const COUNT = 50;
const BROKEN = 17;

type Place = { readonly url: string; readonly token: string; readonly jiraUrl: string };
type JsonReport = {
  readonly ok: boolean;
  readonly results: readonly { readonly name: string; readonly outcome: string; readonly detail?: string; readonly id?: string }[];
};

const nameOf = (index: number) => `Jira ${String(index).padStart(2, '0')}`;
const maskFor = (index: number) => (index === BROKEN ? maskOf(REPORTING.key, REPORTING.arn) : maskOf(GUIDE.key, GUIDE.arn));

/** Half of them JSON, half YAML, as people keep them. */
async function writeFiles(folder: Folder, jiraUrl: string, tier = 'gold'): Promise<void> {
  for (let index = 0; index < COUNT; index += 1) {
    const labels = { run: 'nightly', tier: index < 3 ? tier : 'silver' };
    const config = { baseUrl: jiraUrl, personalAccessToken: maskFor(index) };
    const file = `team-${index % 3}/jira-${index}`;
    if (index % 2 === 0) await folder.write(`${file}.json`, { name: nameOf(index), connector: 'jira-dc', config, labels });
    else await folder.write(`${file}.yaml`, yamlOf(nameOf(index), config, labels));
  }
}

function yamlOf(name: string, config: Record<string, string>, labels: Record<string, string>): string {
  const block = (members: Record<string, string>) => Object.entries(members).map(([key, value]) => `  ${key}: '${value}'\n`);
  return [`name: ${name}\n`, 'connector: jira-dc\n', 'method: pat\n', 'config:\n', ...block(config), 'labels:\n', ...block(labels)].join('');
}

const counts = (run: CliRun): Record<string, number> => {
  const { results }: JsonReport = JSON.parse(run.stdout);
  const counted: Record<string, number> = {};
  for (const { outcome } of results) counted[outcome] = (counted[outcome] ?? 0) + 1;
  return counted;
};

/** A folder's life with the CLI, told in order; every output is searched for secrets. */
function tellTheStory(place: () => Place): readonly string[] {
  let folder: Folder;
  const outputs: string[] = [];
  beforeAll(async () => {
    folder = await Folder.make();
    await writeFiles(folder, place().jiraUrl);
  });
  afterAll(() => folder.remove());

  const cli = async (...argv: readonly string[]): Promise<CliRun> => {
    const run = await runCommand(argv, { env: { SMR_URL: place().url, SMR_TOKEN: place().token } });
    outputs.push(run.stdout, run.stderr);
    return run;
  };

  it('the plan is shown first, and nothing is changed without --yes', async () => {
    const run = await cli('apply', folder.path);
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`${COUNT} create.`), stderr: expect.stringContaining('Nothing was changed.') });
    expect(counts(await cli('apply', folder.path, '--json'))).toEqual({ create: COUNT });
  });

  it('50 files are applied, and applied again they change nothing', async () => {
    const run = await cli('apply', folder.path, '--yes');
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`${COUNT} created.`),
      stderr: expect.stringContaining(`[${COUNT}/${COUNT}] created`),
    });
    for (const again of [await cli('apply', folder.path, '--yes', '--json'), await cli('apply', folder.path, '--json')]) {
      expect([again.exitCode, counts(again)]).toEqual([0, { same: COUNT }]);
    }
  });

  it('what the files change is changed, and only that', async () => {
    await writeFiles(folder, place().jiraUrl, 'platinum');
    const run = await cli('apply', folder.path, '--yes', '--json');
    const { results }: JsonReport = JSON.parse(run.stdout);
    expect(results.filter(({ outcome }) => outcome === 'changed').map(({ name, detail }) => [name, detail])).toEqual(
      [nameOf(0), nameOf(1), nameOf(2)].map((name) => [name, 'labels.tier']),
    );
    expect(counts(run)).toEqual({ changed: 3, same: COUNT - 3 });
    expect(counts(await cli('apply', folder.path, '--yes', '--json'))).toEqual({ same: COUNT });
  });

  it('verify names the broken one of 50, its fix, and ends with exit code 1', async () => {
    const junit = join(folder.path, 'out/junit.xml');
    const run = await cli('verify', '--label', 'run:nightly', '--junit', junit);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain(`\n${COUNT - 1} authorized, 1 not_attempted.\n`);
    expect(run.stdout).toMatch(new RegExp(`^${nameOf(BROKEN)}  destination_denied$`, 'm'));
    expect(run.stdout).toMatch(/^ {4}\$ aws secretsmanager tag-resource .*'Key=connection-hosts,Value=/m);
    expect(run.stderr.match(/^\[\d+\/50\] /gm)).toHaveLength(COUNT);
    expect(run.stdout.match(/Jira \d\d(?= +demo)/g)).toEqual(Array.from({ length: COUNT }, (_, index) => nameOf(index)));
    const xml = await readFile(junit, 'utf8');
    outputs.push(xml);
    expect(xml).toContain(`tests="${COUNT}" failures="1" errors="0" skipped="0"`);
    expect(xml).toMatch(new RegExp(`name="${nameOf(BROKEN)}" time="[0-9.]+">\\s*<failure message="[^"]+" type="destination_denied">`));
    expect(xml).toContain('aws secretsmanager tag-resource');
  });

  it('verify takes the connections of a directory, or those with every label', async () => {
    expect(counts(await cli('verify', '--label', 'run:nightly', '--label', 'tier:platinum', '--json'))).toEqual({ authorized: 3 });
    expect(counts(await cli('verify', join(folder.path, 'team-1'), '--label', 'tier:platinum', '--json'))).toEqual({ authorized: 1 });
    const run = await cli('verify', join(folder.path, 'team-0'), '--json');
    expect([run.exitCode, counts(run)]).toEqual([0, { authorized: 17 }]);
    const none = { exitCode: 2, stderr: expect.stringContaining('No stored connection that you see is selected.') };
    for (const selector of [
      ['--label', 'run:never'],
      ['--project', 'elsewhere'],
      [join(folder.path, 'team-0'), '--label', 'run:never'],
    ])
      expect(await cli('verify', ...selector)).toMatchObject(none);
  });

  it('lint and test tell what is wrong by file, line and field; a literal credential is refused and not quoted', async () => {
    const literal = freshCanary();
    const wrong = await folder.write(
      'wrong/literal.yaml',
      `connector: jira-dc\nconfig:\n  baseUrl: ${place().jiraUrl}\n  personalAccessToken: ${JSON.stringify(literal)}\n`,
    );
    for (const command of ['lint', 'test']) {
      const run = await cli(command, wrong);
      expect(run).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`${wrong}:4  /config/personalAccessToken  plain_secret_refused\n`) });
      expect(run.stdout).toContain('Fix: ');
      expect(
        leaksIn(
          new Map([
            ['stdout', run.stdout],
            ['stderr', run.stderr],
          ]),
          [literal],
        ),
      ).toEqual([]);
    }
    const { exitCode, stdout } = await cli('lint', join(folder.path, 'team-0'));
    expect([exitCode, stdout]).toMatchObject([0, expect.stringContaining('17 valid.')]);
    expect(await cli('test', join(folder.path, 'team-0/jira-0.json'))).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 authorized.') });
  });

  it('one wrong file, and nothing of the directory is applied', async () => {
    await folder.write('wrong/new.json', {
      name: 'New',
      connector: 'jira-dc',
      config: { baseUrl: place().jiraUrl, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) },
    });
    await folder.write(
      'wrong/literal.yaml',
      `name: Literal\nconnector: jira-dc\nconfig:\n  baseUrl: ${place().jiraUrl}\n  personalAccessToken: 'my own password'\n`,
    );
    const run = await cli('apply', join(folder.path, 'wrong'), '--yes', '--json');
    expect([run.exitCode, counts(run)]).toEqual([1, { create: 1, wrong: 1 }]);
    expect(run.stdout + run.stderr).not.toContain('my own password');
    expect(counts(await cli('verify', join(folder.path, 'wrong'), '--json'))).toEqual({ wrong: 2 });
  });

  it('the token stands in none of it', () => {
    expect(outputs.length).toBeGreaterThan(20);
    expect(leaksIn(new Map([['CLI', outputs.join('\n')]]), [place().token])).toEqual([]);
  });
  return outputs;
}

describe('against an API of the contract', () => {
  const api = new FakeApi();
  beforeAll(async () => {
    await api.start();
    api.pageSize = 7;
    const fix = {
      text: 'Tag it.',
      commands: [`aws secretsmanager tag-resource --secret-id '${REPORTING.arn}' --tags 'Key=connection-hosts,Value=jira.example.com'`],
    };
    api.verdicts.set(nameOf(BROKEN), { status: 'not_attempted', code: 'destination_denied', message: 'The secret may not go there.', fix });
  });
  afterAll(() => api.close());
  tellTheStory(() => ({ url: api.url, token: api.token, jiraUrl: 'https://jira.example.com' }));

  it('never more than four requests ran at once', () => {
    expect(api.atOnce).toBeGreaterThan(1);
    expect(api.atOnce).toBeLessThanOrEqual(4);
  });
});

describe('against the local stack', () => {
  const product = useProduct();
  let token = '';
  beforeAll(async () => void (token = await product.stack.token(['demo:editor'])));
  const outputs = tellTheStory(() => ({ url: product.stack.url, token, jiraUrl: product.stack.jira.url }));

  it('no secret of the run stands in any output of the CLI', () => {
    expect(leaksIn(new Map([['CLI', outputs.join('\n')]]), product.secrets)).toEqual([]);
  });
});

describe('when the API is not at its best', () => {
  let api: FakeApi;
  let folder: Folder;
  beforeEach(async () => {
    [api, folder] = [await new FakeApi().start(), await Folder.make()];
    for (const name of ['a', 'b', 'c']) await folder.write(`${name}.json`, fileOf(name));
  });
  afterEach(() => Promise.all([api.close(), folder.remove()]));

  const fileOf = (name: string, more: object = {}) => ({
    name,
    connector: 'jira-dc',
    config: { baseUrl: 'https://jira.example.com', personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) },
    ...more,
  });
  const cli = (...argv: readonly string[]) => runCommand(argv, { env: { SMR_URL: api.url, SMR_TOKEN: api.token } });

  it('a connection that changed after the plan is left alone and named; the others are applied', async () => {
    await cli('apply', folder.path, '--yes');
    for (const name of ['a', 'b', 'c']) await folder.write(`${name}.json`, fileOf(name, { labels: { tier: 'gold' } }));
    api.before('PATCH /v1/connections/{id}', () => api.edit('b', { labels: { by: 'somebody else' } }));
    const run = await cli('apply', folder.path, '--yes');
    expect(run).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/b\.json {2}revision_conflict\n {2}The connection has changed since you read it\./),
    });
    expect([...api.stored.values()].map(({ labels }) => labels)).toEqual([{ tier: 'gold' }, { by: 'somebody else' }, { tier: 'gold' }]);
  });

  it('429 in the middle is waited out, and each connection is still created once', async () => {
    api.before('POST /v1/connections', () => api.answerNext({ ...problem('rate_limited_caller'), headers: { 'retry-after': '3' } }));
    const run = await cli('apply', folder.path, '--yes');
    expect([run.exitCode, run.sleptMs.includes(3000)]).toEqual([0, true]);
    expect([...api.stored.values()].map(({ name }) => name).sort()).toEqual(['a', 'b', 'c']);
  });

  it('a token that is not taken ends the command with 2; what was not done is said to be so, in JUnit too', async () => {
    for (const name of ['d', 'e', 'f', 'g', 'h', 'i']) await folder.write(`${name}.json`, fileOf(name));
    await cli('apply', folder.path, '--yes');
    const before = api.requests.length;
    const junit = join(folder.path, 'junit.xml');
    const unauthorized = { status: 401, body: { message: 'Unauthorized' } };
    api.before('POST /v1/connections/{id}/test', () => api.answerNext(...Array.from({ length: 9 }, () => unauthorized)));
    const run = await cli('verify', '--junit', junit);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('does not take this token (HTTP 401)') });
    expect(run.stdout).toContain('not_run');
    expect(api.requests.length - before, 'one list, and the tests that were under way').toBeLessThanOrEqual(1 + 5);
    expect(await readFile(junit, 'utf8')).toContain('<error message="The API does not take this token (HTTP 401)." type="stopped">');
  });

  it('an address where nothing listens ends with 2 and says so', async () => {
    const { url } = api;
    await api.close();
    const run = await runCommand(['lint', folder.path], { env: { SMR_URL: url, SMR_TOKEN: 'x' } });
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`The API at ${url} cannot be reached (ECONNREFUSED).`) });
  });

  it('a list that the API refuses ends with 2 and its own sentence', async () => {
    api.answerNext(problem('not_allowed', { expected: 'connections:read in a project' }));
    expect(await cli('verify')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: 'You may not do this: it needs the privilege connections:read in a project.\nFix: Ask an admin of the project for a role that has it.\n',
    });
  });

  it('a failure of the API itself is told with the request id its log has', async () => {
    api.before('POST /v1/connections/lint', () => api.answerNext(problem('internal_error')));
    const run = await cli('lint', folder.path);
    expect(run).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('internal_error\n  Something failed on our side; the log has it under this request id. Request id: r-1.'),
    });
    expect(counts(await cli('lint', folder.path, '--json'))).toEqual({ valid: 3 });
  });

  it('a directory without connection files, and a JUnit file that cannot be written, are no success', async () => {
    await folder.write('empty/readme.md', '');
    expect(await cli('apply', join(folder.path, 'empty'), '--yes')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('There is no connection file in'),
    });
    expect(await cli('verify', join(folder.path, 'absent'))).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('There is nothing at') });
    expect(await cli('lint', join(folder.path, 'a.json'), '--junit', join(folder.path, 'a.json/x.xml'))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('JUnit'),
    });
  });

  it('--project fills in what files leave out, and separates connections of one name', async () => {
    await cli('apply', folder.path, '--yes', '--project', 'one');
    await cli('apply', folder.path, '--yes', '--project', 'two');
    expect([...api.stored.values()].map(({ project }) => project).sort()).toEqual(['one', 'one', 'one', 'two', 'two', 'two']);
    expect(counts(await cli('verify', '--project', 'one', '--json'))).toEqual({ authorized: 3 });
    const run = await cli('apply', folder.path, '--yes');
    expect([run.exitCode, counts(await cli('apply', folder.path, '--json'))]).toEqual([1, { wrong: 3 }]);
    expect(run.stdout).toContain('Fix: Name the project, in the file or with --project');
  });

  it('as a process: results on stdout, progress on stderr, the exit code for CI', async () => {
    await cli('apply', folder.path, '--yes');
    api.verdicts.set('b', { status: 'refused', code: 'bad_credentials', message: 'Refused.' });
    const run = promisify(execFile);
    const env = { PATH: process.env['PATH'], SMR_URL: api.url, SMR_TOKEN: api.token };
    const failed = await run(process.execPath, [MAIN, 'verify', '--json'], { env, cwd: folder.path }).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('[3/3] ') });
    expect(JSON.parse(failed.stdout)).toMatchObject({ ok: false, command: 'verify', summary: '2 authorized, 1 refused' });
    const fromHere = { ...env, npm_lifecycle_event: 'cli', INIT_CWD: folder.path };
    expect((await run(process.execPath, [MAIN, 'lint', 'a.json'], { env: fromHere })).stdout).toContain('1 valid.');
  });
});
