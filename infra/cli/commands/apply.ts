import type { Client, NewConnection } from '../client.ts';
import type { ConnectionFile } from '../connection-file.ts';
import { readConnectionFiles } from '../connection-files.ts';
import { type PlannedStep, planOf } from '../plan.ts';
import { isBad, type Report, type Result } from '../report.ts';
import { resultOf, runTasks, type Task, type Verdict } from '../tasks.ts';
import { type Command, type Context, inProject, subjectOf } from './context.ts';
import { storedFor } from './stored.ts';
import { lintVerdict } from './verdict.ts';

/** `apply DIR`: makes the stored connections what the files say. The plan comes first; one wrong file, and nothing is changed. */
export const apply: Command = async (paths, context) => {
  const read = await readConnectionFiles(paths, true);
  const steps = await planned(inProject(read.files, context.options.project), context.client);
  const checked = await runTasks(
    steps.map((step) => checkTask(step, context.client)),
    context.world,
  );
  const plan: Report = { command: 'apply', results: [...read.wrong, ...checked.results], stopped: checked.stopped };
  if (plan.stopped || plan.results.some(isBad)) return unchanged(plan, context);
  if (!context.options.isAgreed) return unchanged(plan, context, 'Run it again with --yes to do this.');
  context.announce(plan.results.filter(({ outcome }) => outcome !== 'same'));
  return carryOut(steps, context);
};

async function planned(files: readonly ConnectionFile[], client: Client): Promise<readonly PlannedStep[]> {
  const isMethodLeftOut = files.some(({ connection }) => connection.method === undefined);
  const [stored, connectors] = await Promise.all([storedFor(client, files), isMethodLeftOut ? client.connectors() : []]);
  return planOf(files, { stored, firstMethods: new Map(connectors.flatMap(({ id, methods: [first] }) => (first ? [[id, first.id]] : []))) });
}

function unchanged(plan: Report, { world }: Context, next = 'Correct what is wrong and run it again.'): Report {
  if (plan.results.some(({ outcome }) => outcome !== 'same')) world.stderr.write(`Nothing was changed. ${next}\n`);
  return plan;
}

/** Lints what would be written, so that every wrong file is known before the first change. */
function checkTask(step: PlannedStep, client: Client): Task {
  const subject = subjectOf(step.file);
  const plan = plannedVerdict(step);
  if (step.action === 'same' || step.action === 'refuse') return { subject, run: async () => plan };
  const run = async (): Promise<Verdict> => {
    const linted = await lintVerdict(client, step.file, subject);
    return linted.outcome === 'valid' ? plan : linted;
  };
  return { subject, run };
}

function plannedVerdict(step: PlannedStep): Verdict & Pick<Result, 'id' | 'project'> {
  if (step.action === 'create') return { outcome: 'create', findings: [] };
  if (step.action === 'refuse')
    return {
      outcome: 'wrong',
      findings: [{ code: step.code, message: step.message, fix: { text: step.fix, commands: [] }, pointer: '/name', line: step.file.lineOf('/name') }],
    };
  const { id, project } = step.stored;
  return { outcome: step.action, id, project, findings: [], ...(step.action === 'change' && { detail: step.changes.join(', ') }) };
}

async function carryOut(steps: readonly PlannedStep[], { client, world }: Context): Promise<Report> {
  const same = steps.filter(({ action }) => action === 'same').map((step) => resultOf(subjectOf(step.file), plannedVerdict(step)));
  const tasks = steps
    .filter(({ action }) => action === 'create' || action === 'change')
    .map((step) => ({ subject: subjectOf(step.file), run: () => writeStep(step, client) }));
  const { results, stopped } = await runTasks(tasks, world);
  return { command: 'apply', results: [...same, ...results], stopped };
}

async function writeStep(step: PlannedStep, client: Client): Promise<Verdict & Pick<Result, 'id' | 'project'>> {
  if (step.action === 'change') {
    const { id, project } = await client.change(step.stored, step.patch);
    return { outcome: 'changed', id, project, detail: step.changes.join(', '), findings: [] };
  }
  const { id, project } = await client.create(newConnectionOf(step.file));
  return { outcome: 'created', id, project, findings: [] };
}

function newConnectionOf({ path, connection }: ConnectionFile): NewConnection {
  return { ...connection, name: connection.name ?? path };
}
