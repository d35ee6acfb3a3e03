import { readConnectionFiles } from '../connection-files.ts';
import { runTasks } from '../tasks.ts';
import { type Command, inProject, subjectOf } from './context.ts';
import { testRequestOf, verdictOf } from './verdict.ts';

/** `test FILE…`: tests what files describe, and stores nothing. */
export const test: Command = async (paths, { client, world, options }) => {
  const { files, wrong } = await readConnectionFiles(paths, false);
  const tasks = inProject(files, options.project).map((file) => ({
    subject: subjectOf(file),
    run: async () => verdictOf(await client.test(testRequestOf(file))),
  }));
  const { results, stopped } = await runTasks(tasks, world);
  return { command: 'test', results: [...wrong, ...results], stopped };
};
