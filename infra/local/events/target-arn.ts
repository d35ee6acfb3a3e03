/** What a rule, a schedule or a mapping leads to, by its physical name. */
export type Target = { readonly service: 'lambda' | 'sqs'; readonly name: string };

/** Null for another service, and for a version or alias of a function. */
export function targetOfArn(arn: string): Target | null {
  const [, service, region, rest = ''] = /^arn:[a-z-]+:([a-z-]+):([a-z0-9-]*):\d{12}:(.+)$/.exec(arn) ?? [];
  if (!region) return null;
  if (service === 'sqs' && /^[\w-]+$/.test(rest)) return { service, name: rest };
  const [, name] = /^function:([\w-]+)$/.exec(rest) ?? [];
  return service === 'lambda' && name !== undefined ? { service, name } : null;
}

/** The name of a standard topic; null for whatever else. */
export function topicOfArn(arn: string): string | null {
  return /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:([\w-]+)$/.exec(arn)?.[1] ?? null;
}

/** A function by its ARN or its name, as an event source mapping may give it; null for a version or alias. */
export function functionNamed(text: string): string | null {
  if (/^[\w-]+$/.test(text)) return text;
  const target = targetOfArn(text);
  return target?.service === 'lambda' ? target.name : null;
}
