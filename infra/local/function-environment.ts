import { devNull } from 'node:os';
import { REGION } from './account.ts';
import { withLocalQueueUrls } from './aws/sqs/queue-urls.ts';

/** Where the functions find AWS: the embedded endpoint, unless the shell's own AWS_ENDPOINT_URL_* variables name another. */
export type AwsEndpoints = {
  readonly secretsManager: string;
  readonly sts: string;
  readonly dynamoDb: string;
  readonly sqs: string;
  readonly eventBridge: string;
};
type Shell = Readonly<Record<string, string | undefined>>;

export type FunctionFacts = {
  readonly name: string;
  readonly memoryMb: number;
  /** What the template sets. */
  readonly declared: Readonly<Record<string, string>>;
  /** Issued for the function's role. */
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly localTargets: readonly string[];
};

const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
// What of the template cannot hold where the roles are not the embedded ones.
const READER = ['READER_ROLE_ARN', 'REHEARSAL_ROLE_ARN', 'READER_EXTERNAL_ID', 'READER_ACCOUNTS', 'READER_REGIONS', 'FUNCTION_ROLES'];
const TABLES = [
  'CONNECTIONS_TABLE',
  'SECRET_USES_TABLE',
  'VERIFICATIONS_TABLE',
  'IDEMPOTENCY_TABLE',
  'SETTINGS_TABLE',
  'ATTEMPTS_TABLE',
  'BUDGETS_TABLE',
  'RUNS_TABLE',
  'HOSTS_TABLE',
  'WATCHES_TABLE',
];

export function endpointsOf(shell: Shell, embedded: string): AwsEndpoints {
  return {
    secretsManager: shell['AWS_ENDPOINT_URL_SECRETS_MANAGER'] || embedded,
    sts: shell['AWS_ENDPOINT_URL_STS'] || embedded,
    dynamoDb: shell['AWS_ENDPOINT_URL_DYNAMODB'] || embedded,
    sqs: shell['AWS_ENDPOINT_URL_SQS'] || embedded,
    eventBridge: shell['AWS_ENDPOINT_URL_EVENTBRIDGE'] || embedded,
  };
}

/** False where a secret or a connection of another machine could be reached. @throws Error for what is not a URL */
export function areLoopback(endpoints: AwsEndpoints): boolean {
  return [endpoints.secretsManager, endpoints.sts, endpoints.dynamoDb, endpoints.sqs, endpoints.eventBridge].every((url) => {
    if (!URL.canParse(url)) throw new Error('AWS_ENDPOINT_URL_SECRETS_MANAGER, _STS, _DYNAMODB, _SQS and _EVENTBRIDGE must be URLs.');
    return /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(url).hostname);
  });
}

/**
 * All that a function sees of its surroundings. Nothing of the shell gets in, except where its roles live outside the stack:
 * then the shell's credentials assume them, and READER_* and FUNCTION_ROLES say which; and where its tables do, whose names the shell then gives.
 */
export function environmentFor(facts: FunctionFacts, endpoints: AwsEndpoints & { readonly embedded: string }, shell: Shell): Record<string, string> {
  const fromShell = endpoints.sts === endpoints.embedded ? {} : chosen(shell, [...READER, ...(shell['AWS_ACCESS_KEY_ID'] ? CREDENTIALS : [])]);
  const tables = endpoints.dynamoDb === endpoints.embedded ? {} : chosen(shell, TABLES);
  return {
    ...(endpoints.sqs === endpoints.embedded ? withLocalQueueUrls(facts.declared, endpoints.embedded) : facts.declared),
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_LAMBDA_FUNCTION_NAME: facts.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(facts.memoryMb),
    AWS_ACCESS_KEY_ID: facts.key.accessKeyId,
    AWS_SECRET_ACCESS_KEY: facts.key.secretAccessKey,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
    AWS_ENDPOINT_URL_STS: endpoints.sts,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamoDb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventBridge,
    // A home directory has no place in Lambda: what stands in a developer's ~/.aws must not count here either.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    LOCAL_TARGETS: facts.localTargets.join(','),
    ...fromShell,
    ...tables,
  };
}

function chosen(shell: Shell, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (shell[name] ? [[name, shell[name]]] : [])));
}
