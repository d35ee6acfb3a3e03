import { refuse } from '../errors.ts';
import { isSecretArn } from '../masks/arn.ts';
import type { CallerEvent } from './caller-event.ts';

/** The parameters a route knows; those of `repeatable` may come more than once. */
export type KnownNames = { readonly once: readonly string[]; readonly repeatable?: readonly string[] };

/**
 * The query as it was sent: an HTTP API joins repeated parameters with a comma, which may stand in a value too.
 * @throws RequestError `schema_invalid` for a parameter that is unknown or given twice: a filter is never ignored
 */
export function parseQuery(event: CallerEvent, { once, repeatable = [] }: KnownNames): URLSearchParams {
  const query = new URLSearchParams(event.rawQueryString);
  const known: ReadonlySet<string> = new Set([...once, ...repeatable]);
  for (const name of new Set(query.keys())) {
    if (!known.has(name)) wrong(name.slice(0, 64), 'is not a parameter of this route', known.size === 0 ? 'none' : [...known].join(', '));
    if (!repeatable.includes(name) && query.getAll(name).length > 1) wrong(name, 'is given twice', 'once');
  }
  return query;
}

/** @throws RequestError `schema_invalid` for a text that is no project's id */
export function projectIn(query: URLSearchParams): string | undefined {
  const project = query.get('project');
  if (project !== null && !/^[a-z0-9-]{1,40}$/.test(project))
    wrong('project', 'is not the id of a project', 'lower-case letters, digits and hyphens, at most 40');
  return project ?? undefined;
}

/** @throws RequestError `schema_invalid` for a text that is not the ARN of one secret */
export function arnIn(query: URLSearchParams, name: string): string | undefined {
  const arn = query.get(name);
  if (arn !== null && !isSecretArn(arn)) wrong(name, 'is not the ARN of a secret', 'the whole ARN, with its six characters at the end');
  return arn ?? undefined;
}

/** @throws RequestError `schema_invalid` for this parameter */
export function wrong(name: string, found: string, expected: string): never {
  refuse('schema_invalid', { pointer: `?${name}`, found, expected });
}
