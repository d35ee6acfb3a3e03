import { refuse } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';

const MAX_BODY_BYTES = 256 * 1024;
const MAX_DEPTH = 20;
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** Half of a surrogate pair has to be escaped to reach us. */
const SURROGATE_ESCAPE = /\\u[Dd][89A-Fa-f]/;

/**
 * One JSON object of at most 256 KiB and 20 levels. Properties given twice, names that reach prototypes and halves of characters, which no table
 * would give back, are refused; in linear time.
 * @throws RequestError `body_too_large`, `body_invalid`; never with a piece of the body
 */
export function parseJsonObject(text: string): JsonObject {
  if (Buffer.byteLength(text) > MAX_BODY_BYTES) refuse('body_too_large');
  let parsed: Json;
  try {
    parsed = JSON.parse(text);
  } catch {
    refuse('body_invalid', { found: text.trim() === '' ? 'it is empty' : 'it is not JSON' });
  }
  if (!isJsonObject(parsed)) refuse('body_invalid', { found: 'it is not an object' });
  checkStrings(text);
  return parsed;
}

/** Walks a text that JSON.parse has accepted, so strings and brackets are known to be well-formed. */
function checkStrings(text: string): void {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = endOfString(text, at);
      const quoted = text.slice(at, end);
      if (SURROGATE_ESCAPE.test(quoted)) checkWhole(quoted);
      if (isName(text, end)) checkName(open.at(-1), quoted);
      at = end - 1;
    }
    if (open.length > MAX_DEPTH) refuse('body_invalid', { found: `it is more than ${MAX_DEPTH} levels deep` });
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (let character = text.charAt(at); character !== '"'; character = text.charAt(at)) at += character === '\\' ? 2 : 1;
  return at + 1;
}

function isName(text: string, end: number): boolean {
  let at = end;
  while (isBlank(text.charAt(at))) at += 1;
  return text.charAt(at) === ':';
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}

function checkWhole(quoted: string): void {
  if (!unquoted(quoted).isWellFormed()) refuse('body_invalid', { found: 'half a character stands in a text' });
}

function checkName(names: Set<string> | null | undefined, quoted: string): void {
  const name = quoted.includes('\\') ? unquoted(quoted) : quoted.slice(1, -1);
  if (FORBIDDEN_NAMES.has(name)) refuse('body_invalid', { found: 'a property has a name that is never allowed' });
  if (names?.has(name)) refuse('body_invalid', { found: 'a property stands twice in one object' });
  names?.add(name);
}

function unquoted(quoted: string): string {
  return JSON.parse(quoted);
}
