import { createInterface } from 'node:readline/promises';
import { newConnector } from './connectors/new-connector.ts';
import { OutlineError } from './connectors/outline.ts';

const terminal = process.stdin.isTTY ? createInterface({ input: process.stdin, output: process.stdout }) : null;
try {
  const directory = new URL('../shared/connectors/definitions/', import.meta.url);
  process.stdout.write(`${await newConnector(process.argv.slice(2), { directory, ask: terminal && ((question) => terminal.question(question)) })}\n`);
} catch (error) {
  if (!(error instanceof OutlineError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
} finally {
  terminal?.close();
}
