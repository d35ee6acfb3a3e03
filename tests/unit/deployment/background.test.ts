import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeEvent } from '../../../infra/local/aws/events.ts';
import { queuesOfTemplate } from '../../../infra/local/aws/sqs/template-queues.ts';
import { makeResolver, type TemplateResolver } from '../../../infra/local/aws/template-resolver.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { packageService, type PackagedService } from '../../helpers/packaged-service.ts';
import { PSEUDO } from '../../helpers/test-stack.ts';
import { startedTriggers, type StartedTriggers } from './started-triggers.ts';
import { eventually } from '../../helpers/eventually.ts';

// What runs without a caller, in the template that osls packages, and as the local stack starts it.
const EMAIL = { alarmEmail: 'ops@example.com', noticeEmail: 'team@example.com', rotationAccounts: '111122223333' };
const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:137149879143:function:secret-mask-resolver-dev-${name}`;
const queueArn = (logicalId: string): string => `arn:aws:sqs:us-east-1:137149879143:secret-mask-resolver-test-${logicalId}`;

let service: PackagedService;
let told: PackagedService;
let resolver: TemplateResolver;
let withMail: TemplateResolver;
beforeAll(async () => {
  [service, told] = await Promise.all([
    packageService(),
    packageService({ ...EMAIL, verifyConcurrency: '12', slowConcurrency: '7', watchEvery: '30 minutes' }),
  ]);
  [resolver, withMail] = [makeResolver(service.template, PSEUDO), makeResolver(told.template, PSEUDO)];
});
afterAll(() => Promise.all([service.remove(), told.remove()]));

const properties = (logicalId: string, from = resolver): JsonObject => record(from.resolve(from.propertiesOf(logicalId)));
const record = (json: Json | undefined): JsonObject => (json !== undefined && isJsonObject(json) ? json : {});

describe('the queues', () => {
  it('hide work six times as long as the function may take, keep it four days, and give up after twenty receives', () => {
    const queues = queuesOfTemplate(service.template, PSEUDO);
    const facts = queues.map(({ arn, visibilitySeconds, retentionSeconds, redrive }) => [arn, visibilitySeconds, retentionSeconds / 86_400, redrive] as const);
    const dead = (logicalId: string) => ({ deadLetterArn: queueArn(logicalId), maxReceiveCount: 20 });
    expect(facts).toEqual([
      [queueArn('VerificationQueue'), 180, 4, dead('VerificationDeadLetters')],
      [queueArn('SlowVerificationQueue'), 180, 4, dead('VerificationDeadLetters')],
      [queueArn('GatherQueue'), 180, 4, dead('GatherDeadLetters')],
      [queueArn('VerificationDeadLetters'), 30, 14, null],
      [queueArn('GatherDeadLetters'), 30, 14, null],
      [queueArn('EventDeadLetters'), 30, 14, null],
    ]);
    expect(Number(properties('VerifyDashconnectionsLambdaFunction')['Timeout'])).toBeLessThanOrEqual(30);
    expect(Number(properties('DispatchDashverificationsLambdaFunction')['Timeout'])).toBeLessThanOrEqual(60);
  });

  it('are encrypted, and refuse whoever does not come through TLS', () => {
    const ids = resolver.resourcesOf('AWS::SQS::Queue');
    expect(ids.map((id) => properties(id)['SqsManagedSseEnabled'])).toEqual(ids.map(() => true));
    const policies = ['QueuesPolicy', 'EventDeadLettersPolicy'].map((id) => properties(id));
    const urls = policies.flatMap(({ Queues: queues = [] }) => queues);
    expect(urls).toEqual(ids.map((id) => resolver.resolve({ Ref: id })));
    const denial = { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    for (const { PolicyDocument: document } of policies) expect(record(document)['Statement']).toContainEqual({ Sid: 'OnlyThroughTls', ...denial });
  });

  it('take messages of nobody by their own policies, but what EventBridge could not deliver', () => {
    const policies = resolver.resourcesOf('AWS::SQS::QueuePolicy').map((id) => record(resolver.propertiesOf(id)['PolicyDocument'])['Statement']);
    const allowing = policies.flatMap((statements) => (Array.isArray(statements) ? statements : [])).filter((one) => record(one)['Effect'] === 'Allow');
    expect(allowing).toEqual([
      {
        Sid: 'TakeUndeliveredEvents',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': ['EventDeadLetters', 'Arn'] },
        Condition: {
          ArnEquals: {
            'aws:SourceArn': [
              { 'Fn::GetAtt': ['RotationRule', 'Arn'] },
              { 'Fn::If': ['HasNoticeWebhook', { 'Fn::GetAtt': ['NoticeWebhookRule', 'Arn'] }, { Ref: 'AWS::NoValue' }] },
            ],
          },
        },
      },
    ]);
  });
});

describe('what starts the functions', () => {
  it('messages, each of which fails or is done by itself', () => {
    const mappings = resolver.resourcesOf('AWS::Lambda::EventSourceMapping').map((id) => properties(id));
    const common = { MaximumBatchingWindowInSeconds: 0, FunctionResponseTypes: ['ReportBatchItemFailures'] };
    expect(mappings).toEqual([
      ...['VerificationQueue', 'SlowVerificationQueue'].map((queue) => ({
        EventSourceArn: queueArn(queue),
        FunctionName: functionArn('verify-connections'),
        BatchSize: 10,
        ScalingConfig: { MaximumConcurrency: 5 },
        ...common,
      })),
      {
        EventSourceArn: queueArn('GatherQueue'),
        FunctionName: functionArn('dispatch-verifications'),
        BatchSize: 1,
        ScalingConfig: { MaximumConcurrency: 2 },
        ...common,
      },
    ]);
    expect(record(properties('VerificationMapping', withMail)['ScalingConfig'])['MaximumConcurrency']).toBe('12');
    expect(record(properties('SlowVerificationMapping', withMail)['ScalingConfig'])['MaximumConcurrency']).toBe('7');
  });

  it('the clock, under a role that may start these two functions and nothing else', () => {
    const role = properties('ScheduleRole');
    expect(role['Policies']).toEqual([
      {
        PolicyName: 'start-functions',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'StartFunctions',
              Effect: 'Allow',
              Action: 'lambda:InvokeFunction',
              Resource: [functionArn('dispatch-verifications'), functionArn('watch-secrets')],
            },
          ],
        },
      },
    ]);
    expect(role['AssumeRolePolicyDocument']).toMatchObject({
      Statement: [{ Principal: { Service: 'scheduler.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': '137149879143' } } }],
    });
    const roleArn = resolver.resolve({ 'Fn::GetAtt': ['ScheduleRole', 'Arn'] });
    const schedules = resolver.resourcesOf('AWS::Scheduler::Schedule').map((id) => record(properties(id)['Target'])['RoleArn']);
    expect(schedules).toEqual([roleArn, roleArn]);
    expect(properties('WatchSchedule')['ScheduleExpression']).toBe('rate(1 hour)');
    expect(properties('WatchSchedule', withMail)['ScheduleExpression']).toBe('rate(30 minutes)');
  });

  it('a rotation; what cannot be delivered or done ends as a dead letter', () => {
    expect(properties('DispatchDashverificationsLambdaFunction')['DeadLetterConfig']).toEqual({ TargetArn: queueArn('EventDeadLetters') });
    expect(properties('WatchDashsecretsLambdaFunction')['DeadLetterConfig']).toEqual({ TargetArn: queueArn('EventDeadLetters') });
    expect(resolver.propertiesOf('RotationRule')['Targets']).toMatchObject([{ DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['EventDeadLetters', 'Arn'] } } }]);
    expect(resolver.propertiesOf('RotationPermission')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': ['DispatchDashverificationsLambdaFunction', 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['RotationRule', 'Arn'] },
    });
  });
});

describe('mail and rotations of other accounts', () => {
  const OPTIONAL = ['AlarmsByEmail', 'ConnectionNotices', 'ConnectionNoticesByEmail', 'ConnectionNoticesPolicy', 'NoticeRule', 'RotationsFromElsewhere'];
  const existing = (from: TemplateResolver): readonly string[] => {
    const types = [...new Set(OPTIONAL.map((id) => from.typeOf(id) ?? ''))];
    return types.flatMap((type) => from.resourcesOf(type)).filter((id) => OPTIONAL.includes(id));
  };

  it('are there only where the operator asks for them', () => {
    expect(existing(resolver)).toEqual([]);
    expect(existing(withMail).toSorted((one, other) => one.localeCompare(other))).toEqual(OPTIONAL);
  });

  it('every alarm tells the topic when it begins and when it is over', () => {
    const alarms = resolver.resourcesOf('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThanOrEqual(8);
    const topic = [resolver.resolve({ Ref: 'AlarmTopic' })];
    expect(alarms.map((id) => [id, resolver.resolve(resolver.propertiesOf(id)['AlarmActions'] ?? null)])).toEqual(alarms.map((id) => [id, topic]));
    expect(alarms.map((id) => [id, resolver.resolve(resolver.propertiesOf(id)['OKActions'] ?? null)])).toEqual(alarms.map((id) => [id, topic]));
    const body = JSON.stringify(resolver.propertiesOf('Dashboard'));
    expect(alarms.filter((id) => !body.includes(`\${${id}.Arn}`))).toEqual([]);
  });

  it('alarms and dashboard look at the functions under their names, and at their metrics under the dimension they print', () => {
    const text = JSON.stringify(
      ['Alarm', 'Dashboard'].flatMap((kind) => resolver.resourcesOf(`AWS::CloudWatch::${kind}`)).map((id) => resolver.propertiesOf(id)),
    );
    const seen = new Set([...text.matchAll(/secret-mask-resolver-dev-[a-z-]+/g)].map(([name]) => name));
    const functions = resolver.resourcesOf('AWS::Lambda::Function');
    const names = new Set(functions.map((id) => JSON.stringify(properties(id)['FunctionName']).slice(1, -1)));
    expect([...seen].filter((name) => !names.has(name))).toEqual([]);
    for (const id of ['VerifyDashconnectionsLambdaFunction', 'DispatchDashverificationsLambdaFunction', 'WatchDashsecretsLambdaFunction']) {
      const variables = record(record(resolver.propertiesOf(id)['Environment'])['Variables']);
      expect(variables['POWERTOOLS_SERVICE_NAME']).toBe(properties(id)['FunctionName']);
    }
  });

  it('the dashboard is JSON, and every widget lies within its 24 columns', () => {
    const { 'Fn::Sub': text } = record(resolver.propertiesOf('Dashboard')['DashboardBody']);
    if (typeof text !== 'string') throw new Error('No text.');
    const { widgets } = record(JSON.parse(text));
    if (!Array.isArray(widgets)) throw new Error('No widgets.');
    expect(widgets.length).toBeGreaterThan(5);
    expect(widgets.map(record).filter(({ x, width }) => Number(x) + Number(width) > 24)).toEqual([]);
  });
});

describe('the local stack', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  const started = (): StartedTriggers => {
    const triggers = startedTriggers(service.template);
    closers.push(triggers.close);
    return triggers;
  };
  const moved = (detailType: string, detail: JsonObject): ReturnType<typeof makeEvent> =>
    makeEvent({ source: 'aws.secretsmanager', detailType, account: PSEUDO.account, region: 'us-east-1', resources: [], detail, atMs: 0 });

  it('ticks every minute, and watches every hour', async () => {
    const { advance, seen } = started();
    advance(60);
    await eventually(() => expect(seen).toEqual([['dispatch-verifications', { kind: 'tick' }]]));
    advance(3600);
    await eventually(() => expect(seen.slice(1).map(([name, event]) => [name, event])).toContainEqual(['watch-secrets', { kind: 'watch' }]));
  });

  it('tells the dispatcher of a rotation, and of no other event', async () => {
    const { route, seen } = started();
    route(moved('Secret Label Updated', { labelUpdated: 'AWSPENDING' }));
    route(moved('AWS API Call via CloudTrail', { labelUpdated: 'AWSCURRENT' }));
    route({ ...moved('Secret Label Updated', { labelUpdated: 'AWSCURRENT' }), source: 'com.example' });
    const rotation = moved('Secret Label Updated', { labelUpdated: 'AWSCURRENT' });
    route(rotation);
    await eventually(() => expect(seen).toEqual([['dispatch-verifications', rotation]]));
  });

  it('gives work and pages to the function of their queue, by its role', async () => {
    const { store, seen } = started();
    const name = (logicalId: string): string => queueArn(logicalId).split(':').at(-1) ?? '';
    store.send(name('VerificationQueue'), [{ body: 'work', attributes: {}, senderId: 'AIDA', groupId: 'demo' }]);
    store.send(name('GatherQueue'), [{ body: 'page', attributes: {}, senderId: 'AIDA' }]);
    await eventually(() => expect(seen).toHaveLength(2));
    expect(Object.fromEntries(seen)).toMatchObject({
      'verify-connections': { Records: [{ body: 'work', attributes: { MessageGroupId: 'demo' } }] },
      'dispatch-verifications': { Records: [{ body: 'page' }] },
    });
  });
});
