/** What every function needs of its environment to start, without AWS behind it. */
export const FUNCTION_SETTINGS = {
  READER_ROLE_ARN: 'arn:aws:iam::137149879143:role/secret-mask-resolver/reader',
  READER_EXTERNAL_ID: 'id-of-the-stack',
  READER_ACCOUNTS: '137149879143',
  READER_REGIONS: 'us-east-1',
  CONNECTIONS_TABLE: 'connections',
  SECRET_USES_TABLE: 'secret-uses',
  VERIFICATIONS_TABLE: 'verifications',
  IDEMPOTENCY_TABLE: 'idempotency',
  SETTINGS_TABLE: 'settings',
  ATTEMPTS_TABLE: 'attempts',
  HOSTS_TABLE: 'hosts',
  RUNS_TABLE: 'runs',
  WATCHES_TABLE: 'watches',
  VERIFICATION_QUEUE_URL: 'http://127.0.0.1:3001/137149879143/verifications',
  GATHER_QUEUE_URL: 'http://127.0.0.1:3001/137149879143/pages',
  FUNCTION_ROLES: 'arn:aws:iam::137149879143:role/test-connection',
} as const;
