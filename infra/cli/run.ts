import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ApiProblem } from './api-problem.ts';
import { type Arguments, type CommandName, readArguments, USAGE } from './arguments.ts';
import { makeClient } from './client.ts';
import { apply } from './commands/apply.ts';
import type { Command } from './commands/context.ts';
import { lint } from './commands/lint.ts';
import { cancelRun, rehearse, retryRun, startRun } from './commands/runs.ts';
import { secretsUsage, usageText } from './commands/secrets-usage.ts';
import { test } from './commands/test.ts';
import { verify } from './commands/verify.ts';
import { junitReport } from './junit-report.ts';
import { paintFor } from './paint.ts';
import { plainText } from './plain-text.ts';
import { exitCodeOf, isBad, type Report, type StopReason, summaryOf } from './report.ts';
import { readSettings } from './settings.ts';
import { tableOf, textReport } from './text-report.ts';
import { makeTransport } from './transport.ts';
import { StopError, type World } from './world.ts';

const COMMANDS: Readonly<Record<Exclude<CommandName, 'secrets usage'>, Command>> = {
  lint,
  test,
  apply,
  verify,
  'runs start': startRun,
  'runs retry': retryRun,
  'runs cancel': cancelRun,
  rehearse,
};
// The HTTP API itself gives up after 30 s.
const TIMEOUT_MS = 35_000;

/** Runs one command; its exit code. Results go to stdout, progress and why it could not run to stderr. */
export async function runCli(argv: readonly string[], world: World): Promise<number> {
  try {
    const given = readArguments(argv);
    if (given) return await runCommand(given, world);
    world.stdout.write(USAGE);
    return 0;
  } catch (error) {
    for (const reason of reasonsOf(error)) tellStop(reason, world);
    return 2;
  }
}

async function runCommand({ command, paths, values, labels }: Arguments, world: World): Promise<number> {
  const client = makeClient(makeTransport({ ...readSettings(values, world.env), world, timeoutMs: TIMEOUT_MS }));
  const paint = paintFor(world.stdout, world.env);
  if (command === 'secrets usage') {
    const usage = await secretsUsage(paths[0] ?? '', client);
    world.stdout.write(values.json ? `${JSON.stringify(usage, null, 2)}\n` : usageText(usage, paint));
    return 0;
  }
  const report = await COMMANDS[command](paths, {
    world,
    client,
    options: {
      project: values.project,
      labels,
      isAgreed: values.yes === true,
      connector: values.connector,
      state: values.state,
      secret: values.secret,
      connections: values.connection ?? [],
      wantsAll: values.json === true || values.junit !== undefined,
    },
    announce: (results) => {
      if (!values.json && results.length > 0) world.stdout.write(`${tableOf(results, paint)}\n`);
    },
  });
  world.stdout.write(values.json ? `${JSON.stringify(jsonReport(report), null, 2)}\n` : textReport(report, paint));
  if (values.junit !== undefined) await writeJunit(values.junit, report);
  if (report.stopped) tellStop(report.stopped, world);
  return exitCodeOf(report);
}

/** Why a command could not even begin: its own reason, or all that the API refused. */
function reasonsOf(error: unknown): readonly StopReason[] {
  if (error instanceof StopError) return [error];
  if (error instanceof ApiProblem) return error.issues.map(({ message, fix }) => ({ message, fix: fix?.text ?? 'Compare with GET /openapi.json.' }));
  throw error;
}

function jsonReport(report: Report): object {
  return { ok: report.stopped === null && !report.results.some(isBad), summary: summaryOf(report), ...report };
}

function tellStop({ message, fix }: StopReason, { stderr, env }: World): void {
  stderr.write(`${paintFor(stderr, env).bad(plainText(message))}\nFix: ${plainText(fix)}\n`);
}

async function writeJunit(file: string, report: Report): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, junitReport(report));
  } catch {
    throw new StopError('The JUnit file cannot be written.', 'Name a file in a directory you may write to.');
  }
}
