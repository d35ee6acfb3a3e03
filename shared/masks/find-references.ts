import type { Issue, Where } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { pointerOf } from './json-pointer.ts';
import { scanText } from './mask.ts';
import type { LocatedMask, Mask } from './secret-reference.ts';
import { mayHoldMask } from './suspicion.ts';

/** What a field may hold: masks, no masks, or no masks because its value forms scheme, host or port. */
export type FieldPolicy = 'maskable' | 'plain' | 'origin';
export type FoundMasks = { readonly masks: readonly LocatedMask[]; readonly issues: readonly Issue[] };

/** What stands under a name or an index; pointers are written only for what is worth a report. `parent` is null just below the config. */
type Place = { readonly parent: Place | null; readonly token: string | number; readonly field: string; readonly depth: number };
type Search = { readonly masks: LocatedMask[]; readonly issues: Issue[]; readonly policyOf: (field: string) => FieldPolicy };

const MOST_MASKS = 100;
const MOST_SECRETS = 25;
const MOST_LEVELS = 20;
const FIELD_BYTES = 65_536;
/** No UTF-16 unit needs more UTF-8 bytes. */
const BYTES_PER_UNIT = 3;
/** More are not listed, so that a hostile config cannot ask for an answer of megabytes. */
const MOST_ISSUES = 100;

/** Finds the masks of a whole config and everything wrong with them; pointers start with /config. Never throws. */
export function findMasks(config: JsonObject, policyOf: (field: string) => FieldPolicy): FoundMasks {
  const search: Search = { masks: [], issues: [], policyOf };
  walk(config, null, search);
  const secrets = new Set(search.masks.map((mask) => mask.secretArn));
  if (search.masks.length > MOST_MASKS || isFull(search)) search.issues.push(limit(`${MOST_MASKS} masks`));
  if (secrets.size > MOST_SECRETS) search.issues.push(limit(`${MOST_SECRETS} distinct secrets`));
  return { masks: search.masks, issues: search.issues };
}

function limit(expected: string, where: Where = {}): Issue {
  return { code: 'mask_limit', where: { expected, ...where } };
}

function isFull({ issues }: Search): boolean {
  return issues.length === MOST_ISSUES;
}

function report(issue: Issue, search: Search): void {
  if (!isFull(search)) search.issues.push(issue);
}

function render(place: Place | null): string {
  return place ? pointerOf(render(place.parent), String(place.token)) : '/config';
}

function below(parent: Place | null, token: string | number): Place {
  return { parent, token, field: parent?.field ?? String(token), depth: (parent?.depth ?? 1) + 1 };
}

function walk(node: readonly Json[] | JsonObject, place: Place | null, search: Search): void {
  if (place && place.depth > MOST_LEVELS) report(limit(`${MOST_LEVELS} levels`, { pointer: render(place) }), search);
  else if (isList(node)) walkList(node, place, search);
  else walkObject(node, place, search);
}

/** For the compiler: a list walked as an object, its indexes for names, gives the same. */
function isList(node: readonly Json[] | JsonObject): node is readonly Json[] {
  return Array.isArray(node);
}

function walkObject(node: JsonObject, place: Place | null, search: Search): void {
  for (const name of Object.keys(node)) {
    if (!isQuiet(name)) readName(name, below(place, name), search);
    const child = node[name];
    if (typeof child === 'string') {
      if (!isQuiet(child)) readText(child, below(place, name), search);
    } else if (typeof child === 'object' && child !== null) walk(child, below(place, name), search);
  }
}

function walkList(node: readonly Json[], place: Place | null, search: Search): void {
  let at = 0;
  for (const child of node) {
    if (typeof child === 'string') {
      if (!isQuiet(child)) readText(child, below(place, at), search);
    } else if (typeof child === 'object' && child !== null) walk(child, below(place, at), search);
    at += 1;
  }
}

/** Neither too long nor worth a second look. */
function isQuiet(text: string): boolean {
  return !isTooLong(text) && !mayHoldMask(text);
}

function isTooLong(text: string): boolean {
  return text.length * BYTES_PER_UNIT > FIELD_BYTES && new TextEncoder().encode(text).length > FIELD_BYTES;
}

function readName(name: string, place: Place, search: Search): void {
  const pointer = render(place);
  for (const { start } of masksOf(name, pointer, search)) {
    report({ code: 'mask_not_allowed_here', where: { pointer, offset: start, found: 'it is a property name' } }, search);
  }
}

function readText(text: string, place: Place, search: Search): void {
  const pointer = render(place);
  for (const mask of masksOf(text, pointer, search)) {
    const policy = search.policyOf(place.field);
    const found = policy === 'origin' ? { found: 'it forms the scheme, host or port' } : {};
    if (policy === 'maskable') search.masks.push({ ...mask, pointer });
    else report({ code: 'mask_not_allowed_here', where: { pointer, offset: mask.start, ...found } }, search);
  }
}

/** The masks of one text, after its issues have been reported; none of a text that is too long to be looked at, nor where no more is told. */
function masksOf(text: string, pointer: string, search: Search): readonly Mask[] {
  if (isFull(search)) return [];
  if (isTooLong(text)) {
    report(limit('64 KiB', { pointer }), search);
    return [];
  }
  const { masks, issues } = scanText(text);
  for (const { code, start, ...facts } of issues) report({ code, where: { pointer, offset: start, ...facts } }, search);
  return masks;
}
