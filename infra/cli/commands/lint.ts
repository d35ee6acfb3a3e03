import { readConnectionFiles } from '../connection-files.ts';
import { runTasks } from '../tasks.ts';
import { type Command, inProject, subjectOf } from './context.ts';
import { lintVerdict } from './verdict.ts';

/** `lint FILE…`: fields and masks of files, without AWS and without the target. */
export const lint: Command = async (paths, { client, world, options }) => {
  const { files, wrong } = await readConnectionFiles(paths, false);
  const tasks = inProject(files, options.project).map((file) => {
    const subject = subjectOf(file);
    return { subject, run: () => lintVerdict(client, file, subject) };
  });
  const { results, stopped } = await runTasks(tasks, world);
  return { command: 'lint', results: [...wrong, ...results], stopped };
};
