import { plainText } from '../plain-text.ts';
import { runSummaryOf } from '../report.ts';
import type { VerificationRun } from '../runs-client.ts';
import type { Output } from '../world.ts';
import type { Context } from './context.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
const CLEAR_LINE = '\r\u001B[K';

/** Waits until a run is over, with its progress on stderr: one line that changes on a terminal, a line for each change elsewhere. */
export async function followRun(begun: VerificationRun, { client, world }: Pick<Context, 'client' | 'world'>): Promise<VerificationRun> {
  const show = makeShow(world.stderr);
  world.stderr.write(`Run ${plainText(begun.id)}. It goes on without this command; "runs cancel" ends it.\n`);
  let run = begun;
  for (let pauseMs = FIRST_PAUSE_MS; run.finishedAt === null; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    show(progressOf(run));
    await world.sleep(pauseMs);
    run = await client.runs.read(run.id);
  }
  if (world.stderr.isTerminal) world.stderr.write(CLEAR_LINE);
  else show(progressOf(run));
  return run;
}

/** "[12/40] 10 authorized, 2 refused"; with "+" as long as more may join. */
function progressOf(run: VerificationRun): string {
  const ended = Object.values(run.counts).reduce((sum, count) => sum + count, 0);
  return `[${ended}/${run.total}${run.state === 'gathering' ? '+' : ''}] ${runSummaryOf(run)}`;
}

function makeShow(output: Output): (text: string) => void {
  let shown = '';
  return (text) => {
    if (text === shown) return;
    shown = text;
    output.write(output.isTerminal ? `${CLEAR_LINE}${text.slice(0, 78)}` : `${text}\n`);
  };
}
