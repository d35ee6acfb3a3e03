import type { Json } from '../../../shared/json.ts';

/** The list a template function was given. @throws Error */
export function listOf(json: Json | undefined): readonly Json[] {
  if (!Array.isArray(json)) throw new Error('A function wants a list.');
  return json;
}

/** The text a template function was given; numbers and booleans as text. @throws Error */
export function textOf(json: Json | undefined): string {
  if (typeof json !== 'string' && typeof json !== 'number' && typeof json !== 'boolean') throw new Error('A function wants a text.');
  return String(json);
}
