import { startAws } from '../../infra/local/aws/endpoint.ts';
import type { CallRecord } from '../../infra/local/aws/calls.ts';
import { parsePolicyDocument } from '../../infra/local/aws/policy-document.ts';
import { clockTimers } from '../../infra/local/aws/sqs/clock-timers.ts';
import { QUEUE_DEFAULTS } from '../../infra/local/aws/sqs/queue-settings.ts';
import { QueueStore } from '../../infra/local/aws/sqs/queue-store.ts';
import type { LocalRole } from '../../infra/local/aws/template-roles.ts';
import { ACCOUNT, REGION, tablesToProve } from './local-tables.ts';
import { hostsTag, planOf, QUEUE, READER_ARN, secretName } from './sweep-plan.ts';

// The embedded AWS endpoint with the secrets of the sweep, in memory: node sweep-cloud.ts <plan as JSON> [tables]

const plan = planOf(process.argv[2] ?? '');
const document = (statement: Record<string, unknown>): ReturnType<typeof parsePolicyDocument> =>
  parsePolicyDocument({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
const reader: LocalRole = {
  logicalId: 'Reader',
  arn: READER_ARN,
  trust: document({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: ['sts:AssumeRole', 'sts:TagSession'] }),
  policies: [document({ Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], Resource: '*' })],
  boundary: null,
};
const queue = { ...QUEUE_DEFAULTS, name: QUEUE, arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:${QUEUE}`, visibilitySeconds: 180 };

const aws = await startAws({
  port: 0,
  dataDirectory: null,
  now: Date.now,
  account: ACCOUNT,
  region: REGION,
  roles: [reader],
  ...(process.argv[3] === 'tables' && {
    tables: await tablesToProve(),
    queues: new QueueStore({ queues: [queue], log: null, timers: clockTimers(Date.now), now: Date.now }),
  }),
  onEvent: () => {},
});
for (let secret = 0; secret < plan.secrets; secret += 1)
  aws.store.seedSecret({
    name: secretName(secret),
    suffix: 'FsmeTs',
    keyValues: { token: `value-of-${secret}` },
    tags: { 'connection-hosts': hostsTag(secret, plan) },
  });

// The endpoint keeps its newest calls only.
const asked: Record<string, number> = {};
const count = (): void => {
  for (const call of aws.calls.list()) asked[nameOf(call)] = (asked[nameOf(call)] ?? 0) + 1;
  aws.calls.reset();
};
setInterval(count, 50);
process.on('message', () => {
  count();
  process.send?.(asked);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url: aws.url });

/** "GetItem hosts", and what came of it where that is not "ok". */
function nameOf({ action, secretId = '', outcome }: CallRecord): string {
  const [, table] = /:table\/(.+)$/.exec(secretId) ?? [];
  return [action, table, outcome === 'ok' ? undefined : outcome].filter((part) => part !== undefined).join(' ');
}
