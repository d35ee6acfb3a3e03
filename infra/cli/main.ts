import { setTimeout as sleep } from 'node:timers/promises';
import { runCli } from './run.ts';

// npm runs scripts in the project's folder; paths are meant from where its user stands.
if (process.env['npm_lifecycle_event'] === 'cli' && process.env['INIT_CWD']) process.chdir(process.env['INIT_CWD']);

// A reader that closes early ("| head") is no failure of a connection.
process.stdout.on('error', () => undefined);

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  stdout: { isTerminal: process.stdout.isTTY, write: (text) => void process.stdout.write(text) },
  stderr: { isTerminal: process.stderr.isTTY, write: (text) => void process.stderr.write(text) },
  now: Date.now,
  sleep,
});
