import { afterEach, beforeEach, expect, it } from 'vitest';
import { readArguments } from '../../../infra/cli/arguments.ts';
import { readSettings } from '../../../infra/cli/settings.ts';
import { Folder, runCommand } from '../../helpers/cli.ts';

let folder: Folder;
beforeEach(async () => void (folder = await Folder.make()));
afterEach(() => folder.remove());

const SECRET = 'eyJ.secret.token';
const stopOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'was accepted';
};

it('address and token come from the environment, options win', async () => {
  const env = { SMR_URL: 'https://api.example.com/stage/', SMR_TOKEN: SECRET };
  expect(readSettings({}, env)).toEqual({ url: 'https://api.example.com/stage', token: SECRET });
  const file = await folder.write('token', `other.token\n`);
  expect(readSettings({ url: 'http://127.0.0.1:3000', 'token-file': file }, env)).toEqual({ url: 'http://127.0.0.1:3000', token: 'other.token' });
});

it.each([
  ['no address', { SMR_TOKEN: SECRET }, 'The address of the API is missing.'],
  ['http to another machine', { SMR_URL: 'http://api.example.com', SMR_TOKEN: SECRET }, 'travel in the clear'],
  ['a user in the address', { SMR_URL: `https://me:${SECRET}@api.example.com`, SMR_TOKEN: SECRET }, 'is not one'],
  ['a file as address', { SMR_URL: 'file:///etc/passwd', SMR_TOKEN: SECRET }, 'is not one'],
  ['no token', { SMR_URL: 'https://api.example.com' }, 'There is no token.'],
  ['a token with a line break', { SMR_URL: 'https://api.example.com', SMR_TOKEN: `${SECRET}\nx: y` }, 'cannot be one'],
  ['a token with a name before it', { SMR_URL: 'https://api.example.com', SMR_TOKEN: `Bearer ${SECRET}` }, 'cannot be one'],
])('%s is refused, and what was given is not quoted', (_, env, sentence) => {
  const message = stopOf(() => readSettings({}, env));
  expect(message).toContain(sentence);
  expect(message).not.toContain(SECRET);
});

it('a token file that is not there is told', () => {
  expect(stopOf(() => readSettings({ url: 'https://a.example', 'token-file': `${folder.path}/absent` }, {}))).toContain('cannot be read');
});

it.each([
  [['lint', 'a.json', `--token=${SECRET}`], 'A token is never an argument'],
  [['lint', 'a.json', '--token', SECRET], 'A token is never an argument'],
  [['lint', 'a.json', `--pasword=${SECRET}`], 'An option is not known'],
  [[], 'There is no command.'],
  [[SECRET], 'There is no such command.'],
  [['constructor', 'x'], 'There is no such command.'],
  [['lint'], 'needs a file'],
  [['lint', 'a.json', '--yes'], '"lint" has no option --yes.'],
  [['apply', 'd', '--label', 'a:b'], '"apply" has no option --label.'],
  [['verify', '--label', SECRET], '--label is written name:value.'],
])('wrongly called (%j): exit code 2, nothing on stdout, the argument not quoted', async (argv, sentence) => {
  const { exitCode, stdout, stderr } = await runCommand(argv);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain(sentence);
  expect(stderr).toContain('Fix: ');
  expect(stderr).not.toContain(SECRET);
});

it('labels are read up to the first colon', () => {
  expect(readArguments(['verify', '--label', 'team:a:b', '--label', 'tier:'])?.labels).toEqual([
    ['team', 'a:b'],
    ['tier', ''],
  ]);
});

it('--help is a result: stdout, exit code 0, no token needed', async () => {
  expect(await runCommand(['--help'])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('verify [DIR]'), stderr: '' });
});
