import type { Issue } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { pointerOf } from './json-pointer.ts';
import { scanText } from './mask.ts';
import type { LocatedMask, Mask } from './secret-reference.ts';
import { mayHoldMask } from './suspicion.ts';

/** What a field may hold: masks, no masks, or no masks because its value forms scheme, host or port. */
export type FieldPolicy = 'maskable' | 'plain' | 'origin';
export type FoundMasks = { readonly masks: readonly LocatedMask[]; readonly issues: readonly Issue[] };

/** A container on the way down; pointers are written only for what is worth a report. */
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
  walk(config, { parent: null, token: 'config', field: '', depth: 1 }, search);
  const secrets = new Set(search.masks.map((mask) => mask.secretArn));
  if (search.masks.length > MOST_MASKS || search.issues.length >= MOST_ISSUES) search.issues.push(limit(`${MOST_MASKS} masks`));
  if (secrets.size > MOST_SECRETS) search.issues.push(limit(`${MOST_SECRETS} distinct secrets`));
  return { masks: search.masks, issues: search.issues };
}

function limit(expected: string, pointer?: string): Issue {
  return { code: 'mask_limit', where: { expected, ...(pointer !== undefined && { pointer }) } };
}

function render(place: Place | null): string {
  return place ? pointerOf(render(place.parent), String(place.token)) : '';
}

function below(place: Place, token: string | number): Place {
  return { parent: place, token, field: place.parent ? place.field : String(token), depth: place.depth + 1 };
}

function walkObject(node: JsonObject, place: Place, search: Search): void {
  for (const name of Object.keys(node)) {
    if (mayHoldMask(name)) readName(name, below(place, name), search);
    const child = node[name];
    if (typeof child === 'string') {
      if (!isQuiet(child)) readText(child, below(place, name), search);
    } else if (typeof child === 'object' && child !== null) walk(child, below(place, name), search);
  }
}

function walkList(node: readonly Json[], place: Place, search: Search): void {
  let at = 0;
  for (const child of node) {
    if (typeof child === 'string') {
      if (!isQuiet(child)) readText(child, below(place, at), search);
    } else if (typeof child === 'object' && child !== null) walk(child, below(place, at), search);
    at += 1;
  }
}

function walk(node: readonly Json[] | JsonObject, place: Place, search: Search): void {
  if (search.issues.length >= MOST_ISSUES) return;
  if (place.depth > MOST_LEVELS) search.issues.push(limit(`${MOST_LEVELS} levels`, render(place)));
  else if (isList(node)) walkList(node, place, search);
  else walkObject(node, place, search);
}

function isList(node: readonly Json[] | JsonObject): node is readonly Json[] {
  return Array.isArray(node);
}

function isQuiet(text: string): boolean {
  return text.length * BYTES_PER_UNIT <= FIELD_BYTES && !mayHoldMask(text);
}

function readName(name: string, place: Place, search: Search): void {
  const scan = scanWithin(name, place, search);
  for (const { start } of scan.masks) {
    search.issues.push({ code: 'mask_not_allowed_here', where: { pointer: scan.pointer, offset: start, found: 'it is a property name' } });
  }
}

function readText(text: string, place: Place, search: Search): void {
  const { masks, pointer } = scanWithin(text, place, search);
  const policy = masks.length === 0 ? 'maskable' : search.policyOf(place.field);
  const found = policy === 'origin' ? { found: 'it forms the scheme, host or port' } : {};
  for (const mask of masks) {
    if (policy === 'maskable') search.masks.push({ ...mask, pointer });
    else search.issues.push({ code: 'mask_not_allowed_here', where: { pointer, offset: mask.start, ...found } });
  }
}

/** The masks of one text, after its issues have been reported; none of a text that is too long to be looked at. */
function scanWithin(text: string, place: Place, search: Search): { readonly masks: readonly Mask[]; readonly pointer: string } {
  const pointer = render(place);
  if (search.issues.length >= MOST_ISSUES) return { masks: [], pointer };
  if (isTooLong(text)) {
    search.issues.push(limit('64 KiB', pointer));
    return { masks: [], pointer };
  }
  const { masks, issues } = scanText(text);
  for (const { code, start, ...facts } of issues.slice(0, MOST_ISSUES)) search.issues.push({ code, where: { pointer, offset: start, ...facts } });
  return { masks, pointer };
}

function isTooLong(text: string): boolean {
  if (text.length * BYTES_PER_UNIT <= FIELD_BYTES) return false;
  return text.length > FIELD_BYTES || new TextEncoder().encode(text).length > FIELD_BYTES;
}
