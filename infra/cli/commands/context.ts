import type { Client, Label } from '../client.ts';
import type { ConnectionFile } from '../connection-file.ts';
import type { Report, Result } from '../report.ts';
import type { Subject } from '../tasks.ts';
import type { World } from '../world.ts';

export type Context = {
  readonly world: World;
  readonly client: Client;
  readonly options: Options;
  /** Shows results before the command goes on; to people only. */
  announce(results: readonly Result[]): void;
};

export type Options = {
  readonly project?: string | undefined;
  readonly labels: readonly Label[];
  readonly isAgreed: boolean;
  readonly connector?: string | undefined;
  readonly state?: string | undefined;
  /** ARN of a secret. */
  readonly secret?: string | undefined;
  /** Ids. */
  readonly connections: readonly string[];
  /** Whether what is well is to be reported one by one too. */
  readonly wantsAll: boolean;
};

/** @throws StopError where it cannot even begin */
export type Command = (paths: readonly string[], context: Context) => Promise<Report>;

/** The files with `--project` filled in where they name none. */
export function inProject(files: readonly ConnectionFile[], project: string | undefined): readonly ConnectionFile[] {
  return project === undefined ? files : files.map((file) => ({ ...file, connection: { ...file.connection, project: file.connection.project ?? project } }));
}

export function subjectOf({ path, connection, lineOf }: ConnectionFile): Subject {
  return { name: connection.name ?? path, file: path, lineOf, ...(connection.project !== undefined && { project: connection.project }) };
}
