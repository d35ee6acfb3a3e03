import { ACCOUNT } from '../local-aws/local-endpoint.ts';

/** A packaged template with one function, one queue with its dead-letter queue, and whatever a test adds. */
export const PSEUDO = { account: ACCOUNT, region: 'us-east-1', partition: 'aws', stackName: 'stack', stackId: 'id', parameters: {} };
export const JOBS_ARN = `arn:aws:sqs:us-east-1:${ACCOUNT}:jobs`;

type Properties = Readonly<Record<string, unknown>>;

export const resource = (Type: string, Properties: Properties): object => ({ Type, Properties });
export const rule = (Properties: Properties = {}): object =>
  resource('AWS::Events::Rule', {
    EventPattern: { source: ['aws.secretsmanager'] },
    Targets: [{ Id: 'work', Arn: { 'Fn::GetAtt': ['Work', 'Arn'] } }],
    ...Properties,
  });
export const schedule = (Properties: Properties = {}, Target: Properties = {}): object =>
  resource('AWS::Scheduler::Schedule', {
    Name: 'tick',
    ScheduleExpression: 'rate(5 minutes)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: { 'Fn::GetAtt': ['Work', 'Arn'] }, RoleArn: 'arn', Input: '{"at":"<aws.scheduler.scheduled-time>"}', ...Target },
    ...Properties,
  });
export const mapping = (Properties: Properties = {}): object =>
  resource('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: { 'Fn::GetAtt': ['Jobs', 'Arn'] },
    FunctionName: { 'Fn::GetAtt': ['Work', 'Arn'] },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...Properties,
  });

export function templateWith(more: Readonly<Record<string, object>>): { readonly Resources: Readonly<Record<string, object>> } {
  const RedrivePolicy = { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 };
  return {
    Resources: {
      Work: resource('AWS::Lambda::Function', { FunctionName: 'svc-dev-work', Timeout: 30 }),
      Jobs: resource('AWS::SQS::Queue', { QueueName: 'jobs', VisibilityTimeout: 180, RedrivePolicy }),
      Dead: resource('AWS::SQS::Queue', { QueueName: 'dead' }),
      ...more,
    },
  };
}
