import { isJsonObject, type Json } from '../../../shared/json.ts';
import type { Pseudo } from '../aws/template-resolver.ts';
import { functionNamed, targetOfArn } from './target-arn.ts';
import { integerIn, integerOf, refusal, refuseOthers, resourcesOf, textIn, type TemplateResource } from './template-properties.ts';

/** Which function works on which queue, and how. */
export type QueueMapping = {
  readonly functionName: string;
  readonly queueName: string;
  readonly queueArn: string;
  readonly batchSize: number;
  /** How long a batch is gathered. */
  readonly windowSeconds: number;
  readonly maxConcurrency: number;
  /** The function answers which messages failed; else a batch fails or succeeds as a whole. */
  readonly reportsItemFailures: boolean;
};

const KNOWN = [
  'EventSourceArn',
  'FunctionName',
  'Enabled',
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'FunctionResponseTypes',
  'ScalingConfig',
  'MetricsConfig',
  'Tags',
];
const DEFAULT_BATCH = 10;
/** More only with a window, as Lambda wants it. */
const LARGEST_BATCH_AT_ONCE = 10;
// Lambda begins with five and goes on to 1,250 where nothing limits it; one machine stays at five.
const DEFAULT_CONCURRENCY = 5;

/**
 * The enabled mappings of a packaged template from queues to functions.
 * Source: Lambda developer guide, "Using Lambda with Amazon SQS"; CloudFormation, AWS::Lambda::EventSourceMapping.
 * @throws Error that names the resource, for FilterCriteria, streams and what else is not understood
 */
export function mappingsOfTemplate(template: unknown, pseudo: Pseudo): readonly QueueMapping[] {
  const resources = resourcesOf(template, pseudo, 'AWS::Lambda::EventSourceMapping');
  return resources.flatMap((resource) => (textIn(resource, 'Enabled') === 'false' ? [] : [mappingOf(resource)]));
}

function mappingOf(resource: TemplateResource): QueueMapping {
  refuseOthers(resource, KNOWN);
  const queueArn = textIn(resource, 'EventSourceArn') ?? '';
  const queue = targetOfArn(queueArn);
  const functionName = functionNamed(textIn(resource, 'FunctionName') ?? '');
  if (queue?.service !== 'sqs') throw refusal(resource, 'an event source that is not a standard queue');
  if (functionName === null) throw refusal(resource, 'a version or an alias of a function');
  const batchSize = integerIn(resource, 'BatchSize', { least: 1, most: 10_000, otherwise: DEFAULT_BATCH });
  const windowSeconds = integerIn(resource, 'MaximumBatchingWindowInSeconds', { least: 0, most: 300, otherwise: 0 });
  if (batchSize > LARGEST_BATCH_AT_ONCE && windowSeconds === 0) throw refusal(resource, `a BatchSize over ${LARGEST_BATCH_AT_ONCE} without a batching window`);
  return {
    functionName,
    queueName: queue.name,
    queueArn,
    batchSize,
    windowSeconds,
    maxConcurrency: concurrencyOf(resource, resource.properties['ScalingConfig']),
    reportsItemFailures: reportsItemFailures(resource, resource.properties['FunctionResponseTypes'] ?? []),
  };
}

function concurrencyOf(resource: TemplateResource, scaling: Json | undefined): number {
  const { MaximumConcurrency: value } = scaling !== undefined && isJsonObject(scaling) ? scaling : {};
  return integerOf(resource, { name: 'MaximumConcurrency', value, least: 2, most: 1000, otherwise: DEFAULT_CONCURRENCY });
}

function reportsItemFailures(resource: TemplateResource, types: Json): boolean {
  const [type, ...more] = Array.isArray(types) ? types : [null];
  if (more.length > 0 || (type !== undefined && type !== 'ReportBatchItemFailures'))
    throw refusal(resource, 'FunctionResponseTypes other than ReportBatchItemFailures');
  return type !== undefined;
}
