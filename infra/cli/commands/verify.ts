import type { StoredConnection } from '../client.ts';
import type { ConnectionFile } from '../connection-file.ts';
import { readConnectionFiles } from '../connection-files.ts';
import { namesakesOf } from '../plan.ts';
import type { Result } from '../report.ts';
import { resultOf, runTasks, type Task } from '../tasks.ts';
import { StopError } from '../world.ts';
import { type Command, type Context, inProject, subjectOf } from './context.ts';
import { storedFor } from './stored.ts';
import { verdictOf } from './verdict.ts';

type Selected = { readonly connection: StoredConnection; readonly file: ConnectionFile | null };
type Selection = { readonly selected: readonly Selected[]; readonly wrong: readonly Result[] };

/** `verify [DIR]`: tests stored connections as they are, each recorded by the API; those of the files, or all the caller sees, that bear the labels. */
export const verify: Command = async (paths, context) => {
  const { selected, wrong } = await (paths.length > 0 ? ofFiles(paths, context) : ofProject(context));
  // A selector with a slip in it would else look like success.
  if (selected.length + wrong.length === 0)
    throw new StopError('No stored connection that you see is selected.', 'Check --project, --label and the roles of the token.');
  const { results, stopped } = await runTasks(
    selected.map((each) => verifyTask(each, context)),
    context.world,
  );
  return { command: 'verify', results: [...wrong, ...results], stopped };
};

async function ofProject({ client, options }: Context): Promise<Selection> {
  const stored = await client.connections({ project: options.project, labels: options.labels });
  return { selected: stored.toSorted(byName).map((connection) => ({ connection, file: null })), wrong: [] };
}

function byName(one: StoredConnection, other: StoredConnection): number {
  return one.name === other.name ? 0 : one.name < other.name ? -1 : 1;
}

async function ofFiles(paths: readonly string[], { client, options }: Context): Promise<Selection> {
  const read = await readConnectionFiles(paths, true);
  const files = inProject(read.files, options.project);
  const stored = await storedFor(client, files);
  const found = files.map((file) => ({ file, namesakes: namesakesOf(file, stored) }));
  const bears = ({ labels }: StoredConnection): boolean => options.labels.every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value);
  const missing = found.filter(({ namesakes }) => namesakes.length === 0).map(({ file }) => notStored(file));
  const selected = found.flatMap(({ file, namesakes }) => namesakes.filter(bears).map((connection) => ({ connection, file })));

  return { selected, wrong: [...read.wrong, ...missing] };
}

function notStored(file: ConnectionFile): Result {
  const fix = { text: 'Store it with "apply" first.', commands: [] };
  return resultOf(subjectOf(file), {
    outcome: 'wrong',
    findings: [{ code: 'not_stored', message: 'No stored connection has this name.', fix, pointer: '/name', line: file.lineOf('/name') }],
  });
}

function verifyTask({ connection: { id, name, project }, file }: Selected, { client }: Context): Task {
  const subject = { id, name, project, ...(file && { file: file.path }) };
  return { subject, run: async () => verdictOf(await client.verify(id)) };
}
