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
  const list = (): readonly ConnectorSummary[] => {
    const files = readdirSync(directory).filter((name) => name.endsWith(SUFFIX));
    // Without the suffix: "github-app.json" comes before "github.json".
    const ids = files.map((name) => name.slice(0, -SUFFIX.length)).sort();
    return ids.flatMap((id) => get(id) ?? []).map(summary);
  };
  return { get, list };
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
