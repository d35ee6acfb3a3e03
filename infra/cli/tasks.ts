import { ApiProblem } from './api-problem.ts';
import { inParallel } from './parallel.ts';
import { startProgress } from './progress.ts';
import type { Finding, Result, StopReason } from './report.ts';
import { StopError, type World } from './world.ts';

/** What is known of a connection before it is worked on. */
export type Subject = Pick<Result, 'name' | 'project' | 'id' | 'file'> & { readonly lineOf?: (pointer: string) => number };
export type Verdict = Omit<Result, keyof Subject>;
export type Task = { readonly subject: Subject; readonly run: () => Promise<Verdict & Pick<Result, 'id' | 'project'>> };
export type Finished = { readonly results: readonly Result[]; readonly stopped: StopReason | null };

// The API meets the targets; four at a time keep a CI run short and a gateway's throttle quiet.
const AT_ONCE = 4;

/** Does the tasks, at most four at a time, with progress on stderr. A request the API refuses is that task's result; once it cannot be asked, the rest is left. */
export async function runTasks(tasks: readonly Task[], world: World): Promise<Finished> {
  const progress = startProgress(world.stderr, tasks.length);
  let stopped: StopReason | null = null;
  const results = await inParallel(tasks, AT_ONCE, async (task) => {
    if (stopped) return resultOf(task.subject, { outcome: 'not_run', findings: [] });
    const startedAt = world.now();
    const result = await settle(task).catch((error: unknown) => {
      if (!(error instanceof StopError)) throw error;
      stopped = { message: error.message, fix: error.fix };
      return resultOf(task.subject, { outcome: 'not_run', findings: [] });
    });
    progress.done(result);
    return { durationMs: world.now() - startedAt, ...result };
  });
  progress.end();
  return { results, stopped };
}

export function resultOf(subject: Subject, verdict: Verdict): Result {
  const { lineOf: _, ...known } = subject;
  return { ...known, ...verdict };
}

async function settle({ subject, run }: Task): Promise<Result> {
  try {
    return resultOf(subject, await run());
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    const isAboutFile = subject.file !== undefined && error.issues.some(({ pointer }) => pointer !== undefined);
    return resultOf(subject, { outcome: isAboutFile ? 'wrong' : 'failed', findings: error.issues.map((issue) => findingOf(issue, subject)) });
  }
}

type Issue = { readonly code: string; readonly message: string; readonly pointer?: string | undefined; readonly fix?: Finding['fix'] | undefined };

/** An issue of the API as a finding, with the line of the file its pointer stands on. */
export function findingOf({ code, message, pointer, fix }: Issue, { lineOf }: Pick<Subject, 'lineOf'>): Finding {
  const place = pointer?.startsWith('/') ? { pointer, ...(lineOf && { line: lineOf(pointer) }) } : {};
  return { code, message, fix: fix ?? null, ...place };
}
