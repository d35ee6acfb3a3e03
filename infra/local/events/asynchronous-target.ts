import { isJsonObject } from '../../../shared/json.ts';
import type { Pseudo } from '../aws/template-resolver.ts';
import { functionNamed, targetOfArn } from './target-arn.ts';
import { integerIn, refusal, refuseOthers, resourcesOf, textIn, type TemplateResource } from './template-properties.ts';

/** How a function is invoked asynchronously. */
export type AsynchronousTarget = {
  readonly functionName: string;
  readonly timeoutSeconds: number;
  readonly maxAttempts: number;
  readonly maxAgeSeconds: number;
  /** Takes what no attempt could do; null: it is dropped. */
  readonly deadLetterQueue: string | null;
};

const DEFAULT_RETRIES = 2;
const DEFAULT_AGE_SECONDS = 21_600;
const DEFAULT_TIMEOUT_SECONDS = 3;
const KNOWN = ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds'];

/**
 * Every function of a packaged template, with its AWS::Lambda::EventInvokeConfig and DeadLetterConfig.
 * Source: Lambda developer guide, "Configuring error handling settings for asynchronous invocations".
 * @throws Error that names the resource, for destinations and what else is not understood
 */
export function asynchronousTargetsOf(template: unknown, pseudo: Pseudo): readonly AsynchronousTarget[] {
  const configs = new Map(resourcesOf(template, pseudo, 'AWS::Lambda::EventInvokeConfig').map((config) => [functionOf(config), config]));
  return resourcesOf(template, pseudo, 'AWS::Lambda::Function').map((resource) => {
    const functionName = textIn(resource, 'FunctionName') ?? `${pseudo.stackName}-${resource.logicalId}`;
    const config = configs.get(functionName) ?? { ...resource, properties: {} };
    return {
      functionName,
      timeoutSeconds: integerIn(resource, 'Timeout', { least: 1, most: 900, otherwise: DEFAULT_TIMEOUT_SECONDS }),
      maxAttempts: 1 + integerIn(config, 'MaximumRetryAttempts', { least: 0, most: 2, otherwise: DEFAULT_RETRIES }),
      maxAgeSeconds: integerIn(config, 'MaximumEventAgeInSeconds', { least: 60, most: 21_600, otherwise: DEFAULT_AGE_SECONDS }),
      deadLetterQueue: deadLetterQueueOf(resource),
    };
  });
}

function functionOf(config: TemplateResource): string {
  refuseOthers(config, KNOWN);
  const name = functionNamed(textIn(config, 'FunctionName') ?? '');
  if (name === null || textIn(config, 'Qualifier') !== '$LATEST') throw refusal(config, 'a version or an alias of a function');
  return name;
}

function deadLetterQueueOf(resource: TemplateResource): string | null {
  const config = resource.properties['DeadLetterConfig'];
  if (config === undefined) return null;
  const arn = isJsonObject(config) ? config['TargetArn'] : null;
  const target = typeof arn === 'string' ? targetOfArn(arn) : null;
  if (target?.service !== 'sqs') throw refusal(resource, 'a DeadLetterConfig that is not a standard queue');
  return target.name;
}
