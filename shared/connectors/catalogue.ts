import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isJsonObject } from '../json.ts';
import type { Confidence, Connector } from './connector.ts';

export type ConnectorSummary = {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly confidence: Confidence;
  readonly methods: readonly { readonly id: string; readonly label: string }[];
};

export type Catalogue = {
  readonly get: (id: string) => Connector | undefined;
  /** By id, in order. */
  readonly list: () => readonly ConnectorSummary[];
};

const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;
const SUFFIX = '.json';

/** Beside the folder in a bundle: all summaries, so that a list need not read 300 files (15 to 50 ms when a function starts). */
export const INDEX_FILE = 'definitions.json';

/** The definitions of a folder, each read when it is first asked for. The bundler copies definitions/ beside the bundle, so the default holds there too. */
export function makeCatalogue(directory: URL = new URL('./definitions/', import.meta.url)): Catalogue {
  const read = new Map<string, Connector>();
  const get = (id: string): Connector | undefined => {
    const known = read.get(id);
    if (known || !ID.test(id)) return known;
    const file = new URL(`${id}${SUFFIX}`, directory);
    if (!existsSync(file)) return undefined;
    const connector = parseConnector(id, readFileSync(file, 'utf8'));
    read.set(id, connector);
    return connector;
  };
  const listFiles = (): readonly ConnectorSummary[] => {
    const ids = readdirSync(directory).flatMap((name) => (name.endsWith(SUFFIX) ? [name.slice(0, -SUFFIX.length)] : []));
    // Ids and not names are put in order, as pages ask for: "." comes after "-", so that "github-app.json" stands before "github.json".
    return ids
      .sort()
      .flatMap((id) => get(id) ?? [])
      .map(summary);
  };
  let listed: readonly ConnectorSummary[] | undefined;
  return { get, list: () => (listed ??= readIndex(new URL(`../${INDEX_FILE}`, directory)) ?? listFiles()) };
}

/** The bundler writes it with the definitions it copies; where there is none, the files are read. */
function readIndex(file: URL): readonly ConnectorSummary[] | undefined {
  if (!existsSync(file)) return undefined;
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isIndex(parsed)) throw new TypeError(`${INDEX_FILE} is not the list of the connectors.`);
  return parsed;
}

function isIndex(value: unknown): value is readonly ConnectorSummary[] {
  return Array.isArray(value) && value.every((each) => isJsonObject(each) && typeof each['id'] === 'string' && Array.isArray(each['methods']));
}

/** The schema is held against every definition by a test; at run time it is enough that the file is the one it says it is. */
function parseConnector(id: string, text: string): Connector {
  const parsed: unknown = JSON.parse(text);
  if (!isConnector(parsed, id)) throw new TypeError(`Definition ${id}${SUFFIX} is not that of a connector.`);
  return parsed;
}

function isConnector(value: unknown, id: string): value is Connector {
  return isJsonObject(value) && value['id'] === id && Array.isArray(value['methods']) && Array.isArray(value['rules']);
}

function summary({ id, name, category, confidence, methods }: Connector): ConnectorSummary {
  return { id, name, category, confidence, methods: methods.map((method) => ({ id: method.id, label: method.label })) };
}
