import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CliRun, type CliWorld, Folder, runCommand } from '../../helpers/cli.ts';
import { FakeApi, problem } from '../../helpers/fake-api.ts';
import { tellFinding } from '../../../shared/watch/told-finding.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
const OTHER = ARN.replace('prod', 'dev');
const FIELD = '/config/personalAccessToken';

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

/** Stored as the CLI stores them, `names` in this order. */
async function store(names: readonly string[], arn = ARN): Promise<void> {
  for (const name of names) {
    const personalAccessToken = `{{workato:sm:prod.jira.secret.key:${arn}}}`;
    await folder.write(`${arn.length}-${name}.json`, { name, connector: 'jira-dc', config: { baseUrl: 'https://jira.example.com', personalAccessToken } });
  }
  expect((await cli(['apply', folder.path, '--yes'])).exitCode).toBe(0);
}

it('shows people a table of the connections, with the keys and the fields that name the secret', async () => {
  await store(['Payroll', 'Jira']);
  const { exitCode, stdout, stderr } = await cli(['secrets', 'usage', ARN]);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toBe(
    [
      'CONNECTION  PROJECT  CONNECTOR  STATE     KEYS                  FIELDS',
      `Jira        demo     jira-dc    untested  prod.jira.secret.key  ${FIELD}`,
      `Payroll     demo     jira-dc    untested  prod.jira.secret.key  ${FIELD}`,
      '',
      '2 connections use this secret.',
      '',
    ].join('\n'),
  );
});

it('gives programs one JSON document', async () => {
  await store(['Jira']);
  const { exitCode, stdout } = await cli(['secrets', 'usage', ARN, '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    ok: true,
    summary: '1 connection uses this secret.',
    command: 'secrets usage',
    arn: ARN,
    items: [
      {
        connectionId: expect.stringMatching(/^con_/),
        name: 'Jira',
        project: 'demo',
        connector: 'jira-dc',
        state: 'untested',
        fields: [FIELD],
        keys: ['prod.jira.secret.key'],
        rewrites: [],
      },
    ],
    watch: null,
  });
});

it('shows what the watch last saw of the secret, with the masks to write where it was made again', async () => {
  await store(['Payroll', 'Jira']);
  const newArn = ARN.replace('FsmeTs', 'AbCdEf');
  api.watch = tellFinding(ARN, { revision: 2, versionId: null, finding: 'recreated', newArn, since: '2026-11-23T12:00:00.000Z' });
  const { exitCode, stdout } = await cli(['secrets', 'usage', ARN]);
  const rewrite = `{{workato:sm:prod.jira.secret.key:${newArn}}}`;
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').slice(4)).toEqual([
    'recreated',
    `  The secret was deleted and made again, under another ARN: ${newArn}. First seen 2026-11-23T12:00:00.000Z.`,
    '  Fix: If that is the secret you mean, write the masks of "rewrites" instead.',
    `    $ aws secretsmanager describe-secret --region us-east-1 --secret-id '${newArn}'`,
    `  Jira  ${FIELD}  ${rewrite}`,
    `  Payroll  ${FIELD}  ${rewrite}`,
    '',
    '2 connections use this secret.',
    '',
  ]);
  const told = JSON.parse((await cli(['secrets', 'usage', ARN, '--json'])).stdout);
  expect(told.watch).toEqual(api.watch);
  expect(told.items[0].rewrites).toEqual([{ field: FIELD, mask: `{{workato:sm:prod.jira.secret.key:${ARN}}}`, rewrite }]);
});

it('says nothing of a watch that found nothing', async () => {
  await store(['Jira']);
  api.watch = tellFinding(ARN, { revision: 1, versionId: 'v1', finding: null, newArn: null, since: '2026-11-23T12:00:00.000Z' });
  expect((await cli(['secrets', 'usage', ARN])).stdout).not.toContain('First seen');
  expect(JSON.parse((await cli(['secrets', 'usage', ARN, '--json'])).stdout).watch).toEqual(api.watch);
});

it('follows the pages to the last one', async () => {
  await store(['a', 'b', 'c', 'd', 'e']);
  api.pageSize = 2;
  const { stdout } = await cli(['secrets', 'usage', ARN, '--json']);
  expect(JSON.parse(stdout).items.map(({ name }: { name: string }) => name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(api.requests.filter((route) => route === 'GET /v1/secrets/usage')).toHaveLength(3);
});

it('a secret that nobody uses is no failure', async () => {
  await store(['Jira']);
  expect(await cli(['secrets', 'usage', OTHER])).toMatchObject({ exitCode: 0, stdout: 'No stored connection that you see uses this secret.\n', stderr: '' });
  expect(JSON.parse((await cli(['secrets', 'usage', OTHER, '--json'])).stdout)).toMatchObject({ ok: true, items: [] });
});

it('a name cannot steer the terminal', async () => {
  await store(['Jira']);
  api.edit('Jira', { name: 'a\u001B[2Jb' });
  expect((await cli(['secrets', 'usage', ARN])).stdout).toContain('a\uFFFD[2Jb');
});

it('what the API refuses is told with its fix, and stdout stays empty', async () => {
  api.answerNext(problem('not_allowed', { expected: 'connections:read in a project' }));
  const { exitCode, stdout, stderr } = await cli(['secrets', 'usage', ARN]);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain('connections:read in a project');
  expect(stderr).toContain('Fix: Ask an admin');
});

it.each([
  [['secrets'], 'There is no such command.'],
  [['secrets', 'list'], 'There is no such command.'],
  [['usage', ARN], 'There is no such command.'],
  [['secrets', 'usage'], '"secrets usage" needs the ARN of a secret.'],
  [['secrets', 'usage', ARN, OTHER], '"secrets usage" takes one ARN.'],
  [['secrets', 'usage', ARN, '--project', 'demo'], '"secrets usage" has no option --project.'],
  [['secrets', 'usage', ARN, '--junit', 'a.xml'], '"secrets usage" has no option --junit.'],
  [['secrets', 'usage', 'prod-jira'], 'is not the ARN of a secret'],
])('called wrongly (%j): exit code 2, nothing on stdout', async (argv, sentence) => {
  const { exitCode, stdout, stderr } = await cli(argv);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(sentence);
});
