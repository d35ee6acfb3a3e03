import { readdirSync, readFileSync } from 'node:fs';
import { isJsonObject } from '../../shared/json.ts';
import type { Served } from './sent.ts';

/** What the page loads first: names of files in assets/. */
export type Entries = { readonly script: string; readonly style: string; readonly icon: string; readonly chunks: readonly string[] };
export type Assets = {
  readonly entries: Entries;
  /** Undefined where there is no file of that name. */
  readonly get: (name: string) => Served | undefined;
};

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };
/** Its name changes with its text. */
const FOREVER = 'public, max-age=31536000, immutable';

/** The files of a folder, read once: a name that is asked for is never made a path. The bundler puts them beside the bundle. */
export function makeAssets(directory: URL = new URL('./', import.meta.url)): Assets {
  const folder = new URL('assets/', directory);
  const files = new Map(readdirSync(folder).map((name) => [name, served(name, readFileSync(new URL(name, folder)))] as const));
  return { entries: entriesIn(readFileSync(new URL('assets.json', directory), 'utf8')), get: (name) => files.get(name) };
}

function served(name: string, bytes: Buffer): Served {
  return { bytes, type: TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream', caching: FOREVER };
}

function entriesIn(text: string): Entries {
  const parsed: unknown = JSON.parse(text);
  const { script, style, icon, chunks } = isJsonObject(parsed) ? parsed : {};
  if (typeof script !== 'string' || typeof style !== 'string' || typeof icon !== 'string' || !areTexts(chunks))
    throw new TypeError('assets.json names no entries.');
  return { script, style, icon, chunks };
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
