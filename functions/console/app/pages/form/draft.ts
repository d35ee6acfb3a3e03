import type { StoredConnection } from '../../api/types.ts';

/** One line of a map or of the labels, as it was typed. */
export type Entry = { readonly name: string; readonly text: string };

/** What stands in the form. Texts are kept by the names of their fields, so that another service or way to connect takes over what fits. */
export type Draft = {
  /** Empty until one is chosen. */
  readonly connector: string;
  /** Empty: the first. */
  readonly method: string;
  readonly project: string;
  /** Null until somebody names it: then it is called after service and project. */
  readonly name: string | null;
  readonly texts: Readonly<Record<string, string>>;
  readonly maps: Readonly<Record<string, readonly Entry[]>>;
  readonly labels: readonly Entry[];
  /** An ISO 8601 duration; empty: only by hand. */
  readonly every: string;
  readonly isPaused: boolean;
  readonly expectIdentity: string;
};

export const EMPTY: Draft = {
  connector: '',
  method: '',
  project: '',
  name: null,
  texts: {},
  maps: {},
  labels: [],
  every: '',
  isPaused: false,
  expectIdentity: '',
};

export function draftOf({ connector, method, project, name, config, labels, schedule, expectIdentity }: StoredConnection): Draft {
  const fields = Object.entries(config);
  return {
    connector,
    method,
    project,
    name,
    texts: Object.fromEntries(fields.flatMap(([field, value]) => (typeof value === 'string' ? [[field, value]] : []))),
    maps: Object.fromEntries(fields.flatMap(([field, value]) => (typeof value === 'object' && value !== null ? [[field, entriesOf(value)]] : []))),
    labels: entriesOf(labels),
    every: schedule?.every ?? '',
    isPaused: schedule?.enabled === false,
    expectIdentity: expectIdentity ?? '',
  };
}

/** A new one like it. */
export function copyOf(connection: StoredConnection): Draft {
  return { ...draftOf(connection), name: `Copy of ${connection.name}`.slice(0, 120), expectIdentity: '' };
}

export function entriesOf(value: object): readonly Entry[] {
  return Object.entries(value).map(([name, text]: [string, unknown]) => ({ name, text: String(text) }));
}
