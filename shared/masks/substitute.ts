import { refuseAny } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { Secret, type SecretFields, type SecretTree } from '../secrets/secret.ts';
import { findMasks } from './find-references.ts';
import { scanText } from './mask.ts';
import type { SecretReference } from './secret-reference.ts';

type ValueOf = (reference: SecretReference) => Secret;

/** Every mask and every escape holds it as it is. */
const NEEDLE = 'workato:sm:';
const UNLIKE_ITSELF = 'A text that was refused by itself is not refused in its config.';
/** Prototype of what we build: own properties only, `__proto__` is a name like any other, and still a fast object. */
const NO_MEMBERS: object = Object.freeze(Object.create(null));

/**
 * The config with the values in place of their masks, everything in it a Secret; null is left out. What was put in is never scanned.
 * @throws RequestError with what findMasks would report, if anything that looks like a mask would be left over
 */
export function substitute(config: JsonObject, valueOf: ValueOf): SecretFields {
  return fieldsOf(config, { valueOf, refuse: () => refuseLeftOver(config) });
}

type Filling = { readonly valueOf: ValueOf; readonly refuse: () => never };

function refuseLeftOver(config: JsonObject): never {
  refuseAny(findMasks(config, () => 'maskable').issues);
  throw new Error(UNLIKE_ITSELF);
}

function fieldsOf(node: JsonObject, filling: Filling): SecretFields {
  const fields: Record<string, SecretTree> = Object.create(NO_MEMBERS);
  for (const name of Object.keys(node)) {
    const child = node[name];
    if (child !== null && child !== undefined) fields[name] = treeOf(child, filling);
  }
  return fields;
}

function treeOf(node: Exclude<Json, null>, filling: Filling): SecretTree {
  if (typeof node === 'string') return node.includes(NEEDLE) ? fill(node, filling) : new Secret(node);
  if (typeof node !== 'object') return new Secret(String(node));
  if (!isList(node)) return fieldsOf(node, filling);
  const list: SecretTree[] = [];
  for (const child of node) if (child !== null) list.push(treeOf(child, filling));
  return list;
}

function isList(node: readonly Json[] | JsonObject): node is readonly Json[] {
  return Array.isArray(node);
}

function fill(text: string, { valueOf, refuse }: Filling): Secret {
  const { masks, escapes, issues } = scanText(text);
  if (issues.length > 0) refuse();
  const inserts = escapes.length === 0 ? masks : [...escapes, ...masks].sort((a, b) => a.start - b.start);
  let [filled, from] = ['', 0];
  for (const insert of inserts) {
    filled += text.slice(from, insert.start) + ('text' in insert ? insert.text : valueOf(insert).reveal());
    from = insert.end;
  }
  return new Secret(filled + text.slice(from));
}
