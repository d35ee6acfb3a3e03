import type { StoredConnection } from './client.ts';
import type { ConnectionFile } from './connection-file.ts';
import { type JsonMembers, mergePatchTo } from './merge-patch-to.ts';

/** What is to be done about one file. `changes`: the JSON Pointers of what differs. */
export type PlannedStep =
  | { readonly action: 'create'; readonly file: ConnectionFile }
  | { readonly action: 'same'; readonly file: ConnectionFile; readonly stored: StoredConnection }
  | {
      readonly action: 'change';
      readonly file: ConnectionFile;
      readonly stored: StoredConnection;
      readonly patch: JsonMembers;
      readonly changes: readonly string[];
    }
  | { readonly action: 'refuse'; readonly file: ConnectionFile; readonly code: string; readonly message: string; readonly fix: string };

export type PlanFacts = {
  readonly stored: readonly StoredConnection[];
  /** Connector id → the way to connect that it takes where none is named. */
  readonly firstMethods: ReadonlyMap<string, string>;
};

/** One step for each file, in their order. A connection is known by its name within its project. */
export function planOf(files: readonly ConnectionFile[], facts: PlanFacts): readonly PlannedStep[] {
  const paths = new Map<string, string>();
  return files.map((file) => {
    const identity = JSON.stringify([file.connection.project, file.connection.name]);
    const earlier = paths.get(identity);
    paths.set(identity, earlier ?? file.path);
    return earlier === undefined ? stepOf(file, facts) : twiceInFiles(file, earlier);
  });
}

/** The stored connections of a file's name, in its project; in any, where it names none. */
export function namesakesOf({ connection }: ConnectionFile, stored: readonly StoredConnection[]): readonly StoredConnection[] {
  return stored.filter(({ name, project }) => name === connection.name && (connection.project === undefined || connection.project === project));
}

function stepOf(file: ConnectionFile, { stored, firstMethods }: PlanFacts): PlannedStep {
  const [namesake, ...others] = namesakesOf(file, stored);
  if (others.length > 0) return twiceStored(file, [namesake?.id ?? '', ...others.map(({ id }) => id)]);
  if (!namesake) return { action: 'create', file };
  const patch = mergePatchTo(described(namesake), wanted(file, firstMethods));
  const changes = Object.entries(patch).flatMap(([name, value]) => pointersOf(name, value));
  return changes.length === 0 ? { action: 'same', file, stored: namesake } : { action: 'change', file, stored: namesake, patch, changes };
}

function described({ connector, method, config, expectIdentity, schedule, labels }: StoredConnection): JsonMembers {
  return { connector, method, config, labels, ...(expectIdentity && { expectIdentity }), ...(schedule && { schedule }) };
}

function wanted({ connection }: ConnectionFile, firstMethods: PlanFacts['firstMethods']): JsonMembers {
  const { connector, config, expectIdentity, labels = {}, schedule } = connection;
  const method = connection.method ?? firstMethods.get(connector);
  const optional = { ...(method !== undefined && { method }), ...(expectIdentity && { expectIdentity }), ...(schedule && { schedule }) };
  return { connector, config, labels, ...optional };
}

function pointersOf(name: string, value: unknown): readonly string[] {
  const isGroup = (name === 'config' || name === 'labels') && typeof value === 'object' && value !== null;
  return isGroup ? Object.keys(value).map((member) => `${name}.${member}`) : [name];
}

function twiceInFiles(file: ConnectionFile, earlier: string): PlannedStep {
  return {
    action: 'refuse',
    file,
    code: 'name_twice',
    message: `The file ${earlier} describes a connection of the same name and project.`,
    fix: 'Give each its own name, or remove one.',
  };
}

function twiceStored(file: ConnectionFile, ids: readonly string[]): PlannedStep {
  const message = `More than one stored connection has this name: ${ids.join(', ')}.`;
  return {
    action: 'refuse',
    file,
    code: 'name_ambiguous',
    message,
    fix: 'Name the project, in the file or with --project; in one project, rename or delete all but one.',
  };
}
