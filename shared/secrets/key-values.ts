import { ResolverError } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';

/**
 * The key/value pairs of a secret's text, deep-frozen. Null prototype, so `constructor` is not a key.
 * A key written twice is refused: JSON.parse keeps the last, other readers the first, and nobody could say which value was sent.
 * @throws ResolverError `secret_not_key_value` with the ARN; the text is never quoted
 */
export function keyValues(arn: string, text: string): JsonObject {
  const parsed = parse(text);
  if (!isJsonObject(parsed) || freeze(parsed) !== writtenNames(text)) throw new ResolverError('secret_not_key_value', { arn });
  return Object.freeze(Object.assign(Object.create(null), parsed));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the error's message quotes the secret
  }
}

/** Freezes the whole tree and counts its property names. No recursion: 64 KiB hold 30,000 levels. */
function freeze(root: JsonObject): number {
  let names = 0;
  const open: object[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const values: readonly unknown[] = Object.values(next);
    if (!Array.isArray(next)) names += values.length;
    for (const value of values) if (typeof value === 'object' && value !== null) open.push(value);
    Object.freeze(next);
  }
  return names;
}

/** How many property names stand in a text that is valid JSON: the strings before a colon. */
function writtenNames(text: string): number {
  let names = 0;
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) if (colon !== undefined) names += 1;
  return names;
}
