import { refuse } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';

const MAX_BODY_BYTES = 256 * 1024;
const MAX_DEPTH = 20;
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * One JSON object of at most 256 KiB and 20 levels. Properties given twice and names that reach prototypes are refused, in linear time.
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
  checkNames(text);
  return parsed;
}

/** Walks a text that JSON.parse has accepted, so strings and brackets are known to be well-formed. */
function checkNames(text: string): void {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const end = endOfString(text, at);
      if (isName(text, end)) checkName(open.at(-1), text.slice(at, end));
      at = end - 1;
    }
    if (open.length > MAX_DEPTH) refuse('body_invalid', { found: `it is more than ${MAX_DEPTH} levels deep` });
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function isName(text: string, end: number): boolean {
  let at = end;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return text[at] === ':';
}

function checkName(names: Set<string> | null | undefined, quoted: string): void {
  const name: string = quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1);
  if (FORBIDDEN_NAMES.has(name)) refuse('body_invalid', { found: 'a property has a name that is never allowed' });
  if (names?.has(name)) refuse('body_invalid', { found: 'a property stands twice in one object' });
  names?.add(name);
}
