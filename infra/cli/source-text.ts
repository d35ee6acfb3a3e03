import { isCollection, isMap, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { parsePointer } from '../../shared/masks/json-pointer.ts';
import { isJsonObject, type Json } from '../../shared/json.ts';
import type { Finding } from './report.ts';

/** A JSON or YAML text as data, with the lines its members stand on. */
export type Source = { readonly value: Json; readonly lineOf: (pointer: string) => number };
export type Format = 'json' | 'yaml';

const UNQUOTED_MASK = 'A mask starts with "{", which YAML reads as an object: put the whole text in quotes.';

/** Parses, or says on which line what is wrong. A parser's own message quotes the text, so none is passed on. */
export function parseSource(text: string, format: Format): Source | readonly Finding[] {
  const counter = new LineCounter();
  const lineAt = (offset: number): number => counter.linePos(offset).line;
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, schema: format === 'json' ? 'json' : 'core', logLevel: 'error' });
  const [trouble] = [...document.errors, ...document.warnings];
  if (trouble) return [unreadable(format, lineAt(trouble.pos[0]), trouble.code === 'DUPLICATE_KEY' ? ': a property stands twice in one object' : '')];
  if (format === 'json' && !isStrictJson(text)) return [unreadable(format)];
  const odd = oddName(document.contents);
  if (odd) return [{ code: 'file_invalid', message: 'A property has a name that is not text.', fix: fixed(UNQUOTED_MASK), line: lineAt(odd.range?.[0] ?? 0) }];
  const value = valueOf(document);
  if (value === undefined) return [unreadable(format, undefined, ': it holds something that JSON cannot')];
  return { value, lineOf: (pointer) => lineAt(offsetOf(document.contents, pointer)) };
}

function unreadable(format: Format, line?: number, why = ''): Finding {
  const name = format === 'json' ? 'JSON' : 'YAML';
  return {
    code: 'file_invalid',
    message: `The file is not one ${name} document${why}.`,
    fix: fixed(`Correct the ${name} at or before that place.`),
    ...(line !== undefined && { line }),
  };
}

function fixed(text: string): NonNullable<Finding['fix']> {
  return { text, commands: [] };
}

function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Undefined where an alias leads nowhere or too far, or a value is none of JSON's. */
function valueOf(document: ReturnType<typeof parseDocument>): Json | undefined {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isJson(value: unknown): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return isJsonObject(value) && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson);
}

function oddName(contents: unknown): Node | null {
  let odd: Node | null = null;
  if (!isCollection(contents)) return odd;
  visit(contents, {
    Pair: (_, { key }) => {
      if (!isCollection(key)) return undefined;
      odd = key;
      return visit.BREAK;
    },
  });
  return odd;
}

/** Where the member begins that the pointer names, or the nearest one around it that exists. */
function offsetOf(contents: unknown, pointer: string): number {
  let node = contents;
  let offset = 0;
  for (const token of parsePointer(pointer) ?? []) {
    const next = memberOf(node, token);
    if (!next) break;
    [node, offset] = [next.value, next.offset];
  }
  return offset;
}

function memberOf(node: unknown, token: string): { readonly value: unknown; readonly offset: number } | null {
  if (isSeq<Node>(node)) {
    const value = node.items[Number(token)];
    return value?.range ? { value, offset: value.range[0] } : null;
  }
  if (!isMap<Node, Node>(node)) return null;
  const pair = node.items.find(({ key }) => 'value' in key && String(key.value) === token);
  return pair?.key.range ? { value: pair.value, offset: pair.key.range[0] } : null;
}
