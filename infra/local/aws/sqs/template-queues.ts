import { isJsonObject, type Json, type JsonObject } from '../../../../shared/json.ts';
import { makeResolver, type Pseudo } from '../template-resolver.ts';
import { textOf } from '../template-values.ts';
import { QUEUE_DEFAULTS, type QueueSettings } from './queue-settings.ts';

/** Read here. What else a template may say of a queue is AWS's: encryption, tags, who may use it as a dead-letter queue. */
const RANGES = {
  VisibilityTimeout: { least: 0, most: 43_200, otherwise: QUEUE_DEFAULTS.visibilitySeconds },
  DelaySeconds: { least: 0, most: 900, otherwise: QUEUE_DEFAULTS.delaySeconds },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, otherwise: QUEUE_DEFAULTS.retentionSeconds },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, otherwise: QUEUE_DEFAULTS.waitSeconds },
  MaximumMessageSize: { least: 1024, most: 1_048_576, otherwise: QUEUE_DEFAULTS.maxBytes },
} as const;
const ELSEWHERE = new Set(['KmsMasterKeyId', 'KmsDataKeyReusePeriodSeconds', 'SqsManagedSseEnabled', 'Tags', 'RedriveAllowPolicy']);
const NAME = /^[\w-]{1,80}$/;

/** The queues of a packaged template. @throws Error that names the resource, for a FIFO queue and for what is not understood */
export function queuesOfTemplate(template: unknown, pseudo: Pseudo): readonly QueueSettings[] {
  const resolver = makeResolver(template, pseudo);
  const ids = resolver.resourcesOf('AWS::SQS::Queue');
  const queues = ids.map((logicalId) => {
    const properties = resolver.resolve(resolver.propertiesOf(logicalId));
    const arn = textOf(resolver.resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }));
    return settingsOf(arn, isJsonObject(properties) ? properties : {}, logicalId);
  });
  const lost = queues.find(({ redrive }) => redrive && !queues.some(({ arn }) => arn === redrive.deadLetterArn));
  if (lost) throw new Error(`The dead-letter queue of ${lost.name} is not in the template.`);
  return queues;
}

function settingsOf(arn: string, properties: JsonObject, logicalId: string): QueueSettings {
  const name = arn.split(':').at(-1) ?? '';
  const { QueueName: _name, RedrivePolicy: redrive, ...rest } = properties;
  const unknown = Object.keys(rest).find((property) => !(property in RANGES) && !ELSEWHERE.has(property));
  if (unknown !== undefined) throw refusal(logicalId, `the property ${unknown}`);
  if (!NAME.test(name)) throw refusal(logicalId, 'a name that no standard queue may have');
  const integer = (property: keyof typeof RANGES): number => integerOf(properties[property], { ...RANGES[property], property, logicalId });
  return {
    name,
    arn,
    visibilitySeconds: integer('VisibilityTimeout'),
    delaySeconds: integer('DelaySeconds'),
    retentionSeconds: integer('MessageRetentionPeriod'),
    waitSeconds: integer('ReceiveMessageWaitTimeSeconds'),
    maxBytes: integer('MaximumMessageSize'),
    redrive: redrive === undefined ? null : redriveOf(redrive, logicalId),
  };
}

function redriveOf(json: Json, logicalId: string): QueueSettings['redrive'] {
  const { deadLetterTargetArn: arn, maxReceiveCount: count } = isJsonObject(json) ? json : {};
  if (typeof arn !== 'string') throw refusal(logicalId, 'a RedrivePolicy without a dead-letter queue');
  const range = { least: 1, most: 1000, otherwise: 10, property: 'maxReceiveCount', logicalId };
  return { deadLetterArn: arn, maxReceiveCount: integerOf(count, range) };
}

type Range = { readonly least: number; readonly most: number; readonly otherwise: number; readonly property: string; readonly logicalId: string };

// A parameter of the template gives a number as text.
function integerOf(json: Json | undefined, { least, most, otherwise, property, logicalId }: Range): number {
  if (json === undefined) return otherwise;
  const value = /^\d+$/.test(textOf(json)) ? Number(textOf(json)) : Number.NaN;
  if (!(value >= least && value <= most)) throw refusal(logicalId, `a ${property} that is not from ${least} to ${most}`);
  return value;
}

function refusal(logicalId: string, what: string): Error {
  return new Error(`The queue ${logicalId} of the template has ${what}, which the local stack does not know.`);
}
