import { expect, it } from 'vitest';
import { areLoopback, endpointsOf, environmentFor } from '../../../infra/local/function-environment.ts';

const EMBEDDED = 'http://127.0.0.1:3001';
const FACTS = {
  name: 'test-connection',
  memoryMb: 512,
  declared: { WORKSPACE: 'main', READER_ROLE_ARN: 'arn:local' },
  key: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'issued' },
  localTargets: ['127.0.0.1:3002', '127.0.0.1:9443'],
};
const SHELL = {
  HOME: '/home/ada',
  WORKSPACE: '/ci/build',
  NODE_OPTIONS: '--inspect',
  AWS_PROFILE: 'work',
  AWS_ACCESS_KEY_ID: 'AKIASHELL',
  AWS_SECRET_ACCESS_KEY: 'of the shell',
  READER_ROLE_ARN: 'arn:real',
  FUNCTION_ROLES: 'arn:real-function',
};

function environmentIn(shell: Readonly<Record<string, string>>): Record<string, string> {
  return environmentFor(FACTS, { ...endpointsOf(shell, EMBEDDED), embedded: EMBEDDED }, shell);
}

it('a function gets what the template sets and keys of its own role, and nothing of the shell', () => {
  const environment = environmentIn(SHELL);
  expect(environment).toMatchObject({ WORKSPACE: 'main', READER_ROLE_ARN: 'arn:local', AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'issued' });
  expect(environment).toMatchObject({
    AWS_ENDPOINT_URL_SECRETS_MANAGER: EMBEDDED,
    AWS_ENDPOINT_URL_STS: EMBEDDED,
    AWS_ENDPOINT_URL_DYNAMODB: EMBEDDED,
    LOCAL_TARGETS: '127.0.0.1:3002,127.0.0.1:9443',
  });
  for (const name of ['HOME', 'NODE_OPTIONS', 'AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_LAMBDA_RUNTIME_API']) expect(environment).not.toHaveProperty(name);
});

it('another Secrets Manager in the shell is used instead of the embedded one, with the same roles', () => {
  const environment = environmentIn({ ...SHELL, AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:5000' });
  expect(environment).toMatchObject({
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:5000',
    AWS_ENDPOINT_URL_STS: EMBEDDED,
    AWS_ACCESS_KEY_ID: 'AKIALOCAL',
    READER_ROLE_ARN: 'arn:local',
  });
});

it("with another STS the shell's credentials and reader role count, and nothing else of the shell", () => {
  const environment = environmentIn({ ...SHELL, AWS_ENDPOINT_URL_STS: 'https://sts.us-east-1.amazonaws.com' });
  expect(environment).toMatchObject({ AWS_ACCESS_KEY_ID: 'AKIASHELL', AWS_SECRET_ACCESS_KEY: 'of the shell', READER_ROLE_ARN: 'arn:real', WORKSPACE: 'main' });
  expect(environment).toHaveProperty('FUNCTION_ROLES', 'arn:real-function');
  expect(environmentIn(SHELL)).not.toHaveProperty('FUNCTION_ROLES');
  expect(environment).not.toHaveProperty('AWS_PROFILE');
});

it('with other tables the shell names them, and without them its names count for nothing', () => {
  const named = { ...SHELL, CONNECTIONS_TABLE: 'their-connections', SETTINGS_TABLE: 'their-settings' };
  for (const name of ['CONNECTIONS_TABLE', 'SETTINGS_TABLE']) expect(environmentIn(named)).not.toHaveProperty(name);
  expect(environmentIn({ ...named, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000' })).toMatchObject({
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
    CONNECTIONS_TABLE: 'their-connections',
    SETTINGS_TABLE: 'their-settings',
  });
});

it.each([
  ['http://127.0.0.1:5000', true],
  ['http://localhost:5000', true],
  ['http://[::1]:5000', true],
  ['https://secretsmanager.us-east-1.amazonaws.com', false],
  ['http://127.0.0.1.attacker.example', false],
  ['http://localhost.attacker.example', false],
  ['http://10.0.0.1', false],
])('%s is loopback: %s', (url, isLoopback) => {
  for (const name of ['secretsManager', 'sts', 'dynamoDb']) expect(areLoopback({ ...endpointsOf({}, EMBEDDED), [name]: url })).toBe(isLoopback);
});

it('an endpoint that is not a URL stops the start', () => {
  expect(() => areLoopback({ ...endpointsOf({}, EMBEDDED), secretsManager: 'localhost 5000' })).toThrow('must be URLs');
});
