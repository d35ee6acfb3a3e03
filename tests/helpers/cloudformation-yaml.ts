import { readFile } from 'node:fs/promises';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts';

/** A hand-written template of infra/aws as JSON, its short tags spelled out: `!Sub x` becomes `{"Fn::Sub": "x"}`. */
export async function templateOf(file: string): Promise<JsonObject> {
  const text = await readFile(new URL(`../../infra/aws/${file}`, import.meta.url), 'utf8');
  const template = spelledOut(parseDocument(text, { logLevel: 'silent' }).contents);
  if (!isJsonObject(template)) throw new Error(`${file} is not a template.`);
  return template;
}

function spelledOut(node: unknown): Json {
  const value = valueOf(node);
  const tag = isMap(node) || isSeq(node) || isScalar(node) ? node.tag : undefined;
  if (!tag?.startsWith('!')) return value;
  return { [tag === '!Ref' ? 'Ref' : `Fn::${tag.slice(1)}`]: value };
}

function valueOf(node: unknown): Json {
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [String(key), spelledOut(value)]));
  if (isSeq(node)) return node.items.map(spelledOut);
  const value: unknown = isScalar(node) ? node.value : null;
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new Error('A template holds something that is not JSON.');
}
