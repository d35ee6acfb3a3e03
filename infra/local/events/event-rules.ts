import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts';
import type { EventBridgeEvent } from '../aws/events.ts';
import type { Pseudo } from '../aws/template-resolver.ts';
import { compilePattern, type EventMatcher } from './event-pattern.ts';
import { targetOfArn, topicOfArn, type Target } from './target-arn.ts';
import { refusal, refuseOthers, resourcesOf, textIn, type TemplateResource } from './template-properties.ts';

/** `input`: sent in place of the event where it is not null. */
export type RuleTarget = (Target | Topic) & { readonly input: Json | null };
type Topic = { readonly service: 'sns'; readonly name: string };
export type EventRule = { readonly name: string; readonly matches: EventMatcher; readonly targets: readonly RuleTarget[] };
/** Each returns once the event is in safe keeping: what was emitted and answered is not lost with the process. */
export type Deliveries = {
  readonly invoke: (functionName: string, payload: Json) => void;
  readonly send: (queueName: string, body: string) => void;
  readonly notify: (topicName: string, text: string) => void;
};

const KNOWN = ['Name', 'Description', 'EventBusName', 'EventPattern', 'State', 'Targets', 'Tags'];
const MAX_TARGETS = 5;

/**
 * The enabled rules of a packaged template on the default bus. What AWS does when a target fails (RetryPolicy, DeadLetterConfig) has no
 * meaning here, where handing over cannot fail; what the function does with it is the business of its asynchronous invocations.
 * @throws Error that names the resource, for what is not understood
 */
export function rulesOfTemplate(template: unknown, pseudo: Pseudo): readonly EventRule[] {
  return resourcesOf(template, pseudo, 'AWS::Events::Rule').flatMap((resource) => (textIn(resource, 'State') === 'DISABLED' ? [] : [ruleOf(resource)]));
}

/** Hands an event to every target of every rule that matches it, at least once. */
export function routeEvent(event: EventBridgeEvent, rules: readonly EventRule[], deliveries: Deliveries): void {
  const json: JsonObject = { ...event };
  for (const { service, name, input } of rules.flatMap((rule) => (rule.matches(json) ? rule.targets : []))) {
    if (service === 'lambda') deliveries.invoke(name, input ?? json);
    else if (service === 'sqs') deliveries.send(name, JSON.stringify(input ?? json));
    else deliveries.notify(name, JSON.stringify(input ?? json));
  }
}

function ruleOf(resource: TemplateResource): EventRule {
  refuseOthers(resource, KNOWN);
  const { EventPattern: pattern = null, Targets: targets = [] } = resource.properties;
  if (!/^(?:.*\/)?default$/.test(textIn(resource, 'EventBusName') ?? 'default')) throw refusal(resource, 'a bus other than the default one');
  if (!Array.isArray(targets) || targets.length === 0 || targets.length > MAX_TARGETS) throw refusal(resource, `not from 1 to ${MAX_TARGETS} targets`);
  return {
    name: textIn(resource, 'Name') ?? resource.logicalId,
    matches: matcherOf(resource, pattern),
    targets: targets.map((target: Json) => ruleTargetOf(resource, target)),
  };
}

function matcherOf(resource: TemplateResource, pattern: Json): EventMatcher {
  try {
    return compilePattern(pattern);
  } catch (error) {
    throw refusal(resource, `a pattern (${error instanceof Error ? error.message : 'unreadable'})`);
  }
}

const TARGET_KNOWN = new Set(['Id', 'Arn', 'Input', 'RoleArn', 'RetryPolicy', 'DeadLetterConfig']);

function ruleTargetOf(resource: TemplateResource, json: Json): RuleTarget {
  const declared = isJsonObject(json) ? json : {};
  const unknown = Object.keys(declared).find((name) => !TARGET_KNOWN.has(name));
  if (unknown !== undefined) throw refusal(resource, `the ${unknown} of a target`);
  const { Arn: arn = '', Input: input } = declared;
  const target = typeof arn === 'string' ? (targetOfArn(arn) ?? topicIn(arn)) : null;
  if (!target) throw refusal(resource, 'a target that is neither a function nor a standard queue or topic');
  return { ...target, input: input === undefined ? null : parsedInput(resource, input) };
}

function topicIn(arn: string): Topic | null {
  const name = topicOfArn(arn);
  return name === null ? null : { service: 'sns', name };
}

function parsedInput(resource: TemplateResource, input: Json): Json {
  try {
    const parsed: Json = JSON.parse(typeof input === 'string' ? input : '');
    return parsed;
  } catch {
    throw refusal(resource, 'an Input that is not JSON');
  }
}
