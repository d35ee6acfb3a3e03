import type { Report } from '../report.ts';
import type { AskedSelector, VerificationRun } from '../runs-client.ts';
import { StopError } from '../world.ts';
import type { Command, Context, Options } from './context.ts';
import { followRun } from './follow-run.ts';
import { resultsOfRun } from './run-results.ts';

/** `runs start`: has the API verify all stored connections that are selected, and waits for it. */
export const startRun: Command = async (_, context) => {
  const run = await context.client.runs.begin(selectorOf(context.options));
  return follow({ command: 'runs start', run, isEmptyWrong: true }, context);
};

/** `runs retry RUN`: a new run of those that failed in another. That none did is no failure. */
export const retryRun: Command = async ([id = ''], context) => {
  const run = await context.client.runs.retryFailed(id);
  return follow({ command: 'runs retry', run, isEmptyWrong: false }, context);
};

/** `rehearse ARN`: tries the pending version of a secret with the connections that use it. */
export const rehearse: Command = async ([secretArn = ''], context) => {
  const { connections } = context.options;
  const run = await context.client.runs.rehearse({ secretArn, ...(connections.length > 0 && { connections }) });
  return follow({ command: 'rehearse', run, isEmptyWrong: true }, context);
};

/** `runs cancel RUN`: does not wait for what is under way. */
export const cancelRun: Command = async ([id = ''], { client }) => ({
  command: 'runs cancel',
  results: [],
  stopped: null,
  run: await client.runs.cancel(id),
});

type Begun = { readonly command: string; readonly run: VerificationRun; readonly isEmptyWrong: boolean };

async function follow({ command, run: begun, isEmptyWrong }: Begun, context: Context): Promise<Report> {
  const run = await followRun(begun, context);
  // A selector with a slip in it would else look like success.
  if (isEmptyWrong && run.total === 0 && run.state === 'done')
    throw new StopError(
      'No stored connection that you may test is selected.',
      'Check the selection and the roles of the token; disabled connections are left out.',
    );
  const results = await resultsOfRun(run, context);
  const stopped = run.state === 'cancelled' ? { message: 'The run was cancelled.', fix: 'Start another, or ask who cancelled it.' } : null;
  return { command, results, stopped, run };
}

/** What is not given is left out: the API says what is wrong with the rest. */
function selectorOf({ project, labels, connector, state, secret }: Options): AskedSelector {
  const names = new Set(labels.map(([name]) => name));
  if (names.size < labels.length) throw new StopError('--label names one label twice.', 'A connection has one value of each label: name each once.');
  return {
    ...(project !== undefined && { project }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels) }),
    ...(connector !== undefined && { connector }),
    ...(state !== undefined && { state }),
    ...(secret !== undefined && { secretArn: secret }),
  };
}
