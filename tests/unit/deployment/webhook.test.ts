import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeEvent } from '../../../infra/local/aws/events.ts';
import { makeResolver, type TemplateResolver } from '../../../infra/local/aws/template-resolver.ts';
import { rolesOfTemplate } from '../../../infra/local/aws/template-roles.ts';
import { readNoticeSettings } from '../../../shared/config.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import { receiverOf } from '../../../shared/notices/receiver.ts';
import { packageService, type PackagedService } from '../../helpers/packaged-service.ts';
import { PSEUDO, STACK_UUID } from '../../helpers/test-stack.ts';
import { startedTriggers } from './started-triggers.ts';
import { eventually } from '../../helpers/eventually.ts';

// The webhook in the template that osls packages: nothing by default, and all of it by two parameters.
const SECRET = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:notices/signing-Ab12Cd';
const URL_TEXT = 'https://hooks.example.com/in';
const KEY = `{{workato:sm:signing.key:${SECRET}}}`;
const FUNCTION = 'SendDashnoticesLambdaFunction';
const OPTIONAL = [
  'AssumeNoticeReader',
  'NoticeInvocations',
  'NoticePermission',
  'NoticeReaderBoundary',
  'NoticeReaderRole',
  'NoticeWebhookRule',
  FUNCTION,
  'SendNoticesLogs',
  'SendNoticesRole',
];

let packaged: readonly PackagedService[];
let plain: TemplateResolver;
let told: TemplateResolver;
let service: PackagedService;
beforeAll(async () => {
  packaged = await Promise.all([packageService(), packageService({ noticeWebhookUrl: URL_TEXT, noticeWebhookKey: KEY })]);
  const [without, withIt] = packaged;
  if (!without || !withIt) throw new Error('Nothing was packaged.');
  [plain, told, service] = [makeResolver(without.template, PSEUDO), makeResolver(withIt.template, PSEUDO), withIt];
});
afterAll(() => Promise.all(packaged.map(({ remove }) => remove())));

const record = (json: Json | undefined): JsonObject => (json !== undefined && isJsonObject(json) ? json : {});
const properties = (logicalId: string): JsonObject => record(told.resolve(told.propertiesOf(logicalId)));
const existing = (from: TemplateResolver): readonly string[] => {
  const types = [...new Set(OPTIONAL.map((id) => from.typeOf(id) ?? ''))];
  return types.flatMap((type) => from.resourcesOf(type)).filter((id) => OPTIONAL.includes(id));
};

it('is there only where the operator asks for it', () => {
  expect(existing(plain)).toEqual([]);
  expect(existing(told).toSorted()).toEqual(OPTIONAL.toSorted());
});

it('tells what is told by e-mail: one list for both', () => {
  expect(properties('NoticeWebhookRule')['EventPattern']).toEqual(told.resolve(told.propertiesOf('NoticeRule')['EventPattern'] ?? null));
  expect(properties('NoticeWebhookRule')['EventPattern']).toEqual({ source: ['secret-mask-resolver'], account: ['137149879143'] });
});

it('is started by its rule alone; what cannot be delivered or done ends as a dead letter', () => {
  const arn = 'arn:aws:lambda:us-east-1:137149879143:function:secret-mask-resolver-dev-send-notices';
  const dead = 'arn:aws:sqs:us-east-1:137149879143:secret-mask-resolver-test-EventDeadLetters';
  const ruleArn = told.resolve({ 'Fn::GetAtt': ['NoticeWebhookRule', 'Arn'] });
  expect(properties('NoticeWebhookRule')['Targets']).toEqual([
    { Id: 'send-notices', Arn: arn, RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 3600 }, DeadLetterConfig: { Arn: dead } },
  ]);
  expect(properties('NoticePermission')).toEqual({
    Action: 'lambda:InvokeFunction',
    FunctionName: arn,
    Principal: 'events.amazonaws.com',
    SourceArn: ruleArn,
  });
  expect(properties(FUNCTION)['DeadLetterConfig']).toEqual({ TargetArn: dead });
  const letters = JSON.stringify(properties('EventDeadLettersPolicy'));
  expect(letters).toContain(JSON.stringify(ruleArn));
  const statements = record(record(plain.resolve(plain.propertiesOf('EventDeadLettersPolicy')))['PolicyDocument'])['Statement'];
  expect(JSON.stringify(statements)).not.toContain('NoticeWebhookRule');
});

it('its function has exactly the settings it reads: the mask of the key, and no key', () => {
  const variables = record(record(properties(FUNCTION)['Environment'])['Variables']);
  const environment = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? value : '']));
  expect(Object.keys(environment).toSorted()).toEqual(
    [
      'FURTHER_PORTS',
      'LOG_LEVEL',
      'NOTICE_WEBHOOK_KEY',
      'NOTICE_WEBHOOK_URL',
      'PRIVATE_CIDRS',
      'READER_EXTERNAL_ID',
      'READER_ROLE_ARN',
      'WORKSPACE',
    ].toSorted(),
  );
  const settings = readNoticeSettings(environment);
  expect(settings).toMatchObject({ workspace: 'main', reader: { externalId: STACK_UUID }, webhookUrl: URL_TEXT, webhookKey: KEY });
  expect(settings.reader.roleArn).toBe(told.resolve({ 'Fn::GetAtt': ['NoticeReaderRole', 'Arn'] }));
  expect(receiverOf(settings).key.secretArn).toBe(SECRET);
});

it.each([
  ['a key name with dots', KEY, SECRET],
  ['a path into a nested value', `{{workato:sm::${SECRET}?path=/webhooks/0/key}}`, SECRET],
  ['another partition', KEY.replace('arn:aws:', 'arn:aws-eusc:'), SECRET.replace('arn:aws:', 'arn:aws-eusc:')],
])('the role reads the secret of the mask and no other: %s', (_, mask, arn) => {
  const text = JSON.stringify(service.template).replaceAll(KEY, mask);
  const resolver = makeResolver(JSON.parse(text), PSEUDO);
  expect(JSON.stringify(resolver.propertiesOf('NoticeReaderRole'))).toContain(mask);
  for (const id of ['NoticeReaderRole', 'NoticeReaderBoundary']) {
    const resources = JSON.stringify(resolver.resolve(resolver.propertiesOf(id))).match(/"Resource":"(arn:[^"]*:secretsmanager:[^"]*)"/g);
    expect(resources).toEqual([`"Resource":"${arn}"`]);
  }
});

describe('the local stack', () => {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  it('runs it where the condition holds, and gives it every event of the product', async () => {
    const { route, close, seen } = startedTriggers(service.template);
    closers.push(close);
    const facts = { account: PSEUDO.account, region: PSEUDO.region, resources: [], detail: { id: 'x' }, atMs: 0 };
    const event = makeEvent({ ...facts, source: 'secret-mask-resolver', detailType: 'Verification Run Finished' });
    route(makeEvent({ ...facts, source: 'com.example', detailType: 'Verification Run Finished' }));
    route(event);
    await eventually(() => expect(seen).toEqual([['send-notices', event]]));
  });

  it('has no such function where it does not', () => {
    const [without] = packaged;
    expect(rolesOfTemplate(without?.template, PSEUDO).hasFunction('send-notices')).toBe(false);
    expect(rolesOfTemplate(without?.template, PSEUDO).hasFunction('watch-secrets')).toBe(true);
    expect(rolesOfTemplate(service.template, PSEUDO).hasFunction('send-notices')).toBe(true);
  });
});
