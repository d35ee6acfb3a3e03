import { textOf } from './template-values.ts';
import type { Pseudo, TemplateResolver } from './template-resolver.ts';

type Named = { readonly name: string; readonly pseudo: Pseudo; readonly path: string };
type ResourceKind = {
  /** The property that may give the physical name. */
  readonly nameProperty: string;
  arn(of: Named): string;
  /** What Ref gives, where it is not the name. */
  ref?(of: Named): string;
};

const arn = (of: Named, service: string, rest: string): string => `arn:${of.pseudo.partition}:${service}:${of.pseudo.region}:${of.pseudo.account}:${rest}`;
const iamArn = (of: Named, type: string): string => `arn:${of.pseudo.partition}:iam::${of.pseudo.account}:${type}${of.path}${of.name}`;

const KINDS: ReadonlyMap<string, ResourceKind> = new Map<string, ResourceKind>([
  ['AWS::IAM::Role', { nameProperty: 'RoleName', arn: (of) => iamArn(of, 'role') }],
  ['AWS::IAM::ManagedPolicy', { nameProperty: 'ManagedPolicyName', arn: (of) => iamArn(of, 'policy'), ref: (of) => iamArn(of, 'policy') }],
  ['AWS::Lambda::Function', { nameProperty: 'FunctionName', arn: (of) => arn(of, 'lambda', `function:${of.name}`) }],
  ['AWS::Logs::LogGroup', { nameProperty: 'LogGroupName', arn: (of) => arn(of, 'logs', `log-group:${of.name}:*`) }],
  ['AWS::DynamoDB::Table', { nameProperty: 'TableName', arn: (of) => arn(of, 'dynamodb', `table/${of.name}`) }],
  [
    'AWS::SQS::Queue',
    {
      nameProperty: 'QueueName',
      arn: (of) => arn(of, 'sqs', of.name),
      ref: (of) => `https://sqs.${of.pseudo.region}.amazonaws.com/${of.pseudo.account}/${of.name}`,
    },
  ],
  ['AWS::SNS::Topic', { nameProperty: 'TopicName', arn: (of) => arn(of, 'sns', of.name), ref: (of) => arn(of, 'sns', of.name) }],
  ['AWS::Events::Rule', { nameProperty: 'Name', arn: (of) => arn(of, 'events', `rule/${of.name}`) }],
  ['AWS::Events::EventBus', { nameProperty: 'Name', arn: (of) => arn(of, 'events', `event-bus/${of.name}`) }],
  ['AWS::Scheduler::ScheduleGroup', { nameProperty: 'Name', arn: (of) => arn(of, 'scheduler', `schedule-group/${of.name}`) }],
  ['AWS::KMS::Key', { nameProperty: 'KeyId', arn: (of) => arn(of, 'kms', `key/${of.name}`) }],
  ['AWS::S3::Bucket', { nameProperty: 'BucketName', arn: (of) => `arn:${of.pseudo.partition}:s3:::${of.name}` }],
  ['AWS::ApiGatewayV2::Api', { nameProperty: 'ApiId', arn: (of) => arn(of, 'apigateway', `/apis/${of.name}`) }],
]);
const MAX_ROLE_NAME = 64;

/** What Ref gives for a resource. @throws Error for a name or a type that is not known */
export function referenceTo(resolver: TemplateResolver, pseudo: Pseudo, logicalId: string): string {
  const { kind, named } = lookUp(resolver, pseudo, logicalId);
  return kind.ref ? kind.ref(named) : named.name;
}

/** What Fn::GetAtt gives. @throws Error for an attribute that is not known */
export function attributeOf(resolver: TemplateResolver, pseudo: Pseudo, attribute: { readonly logicalId: string; readonly name: string }): string {
  const { kind, named } = lookUp(resolver, pseudo, attribute.logicalId);
  if (attribute.name === 'Arn' || attribute.name === 'PolicyArn') return kind.arn(named);
  if (attribute.name === kind.nameProperty) return named.name;
  if (attribute.name === 'QueueUrl' && kind.ref) return kind.ref(named);
  throw new Error(`The attribute ${attribute.name} of ${attribute.logicalId} is not known here.`);
}

export function roleArnOf(resolver: TemplateResolver, pseudo: Pseudo, logicalId: string): string {
  return attributeOf(resolver, pseudo, { logicalId, name: 'Arn' });
}

export function roleNameOf(resolver: TemplateResolver, pseudo: Pseudo, logicalId: string): string {
  return referenceTo(resolver, pseudo, logicalId);
}

function lookUp(resolver: TemplateResolver, pseudo: Pseudo, logicalId: string): { readonly kind: ResourceKind; readonly named: Named } {
  const type = resolver.typeOf(logicalId);
  const kind = KINDS.get(type ?? '');
  if (!kind) throw new Error(`${logicalId}${type === null ? '' : ` (${type})`} is not known here.`);
  const properties = resolver.propertiesOf(logicalId);
  const given = properties[kind.nameProperty];
  const generated = `${pseudo.stackName}-${logicalId}`.slice(0, MAX_ROLE_NAME);
  const name = given === undefined ? generated : textOf(resolver.resolve(given));
  const path = properties['Path'];
  return { kind, named: { name, pseudo, path: path === undefined ? '/' : textOf(resolver.resolve(path)) } };
}
