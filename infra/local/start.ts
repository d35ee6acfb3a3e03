import { rmSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readTag } from './aws-administrator.ts';
import { bannerOf } from './banner.ts';
import { ensureBuilt } from './built.ts';
import { holderOf } from './data-directory.ts';
import { endpointsOf } from './function-environment.ts';
import { INTEGRATION_ROLE } from './integration-role.ts';
import { ROOT } from './packaged.ts';
import { plantConnections } from './seed-connections.ts';
import { plantProject } from './seed-project.ts';
import { HOSTS_TAG, REPORTING } from './seed.ts';
import { startStack, type Stack } from './stack.ts';

const DATA_DIRECTORY = join(fileURLToPath(ROOT), '.local');
const DAY_SECONDS = 86_400;

const print = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  await start();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'The local stack could not start.'}\n`);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  const { values } = parseArgs({ options: { reset: { type: 'boolean', default: false } } });
  const port = portIn('PORT', 3000);
  const awsPort = portIn('AWS_PORT', 3001);
  if (awsPort === port || awsPort === port + 2) throw new Error(`AWS_PORT must be neither PORT nor PORT + 2, where the demo Jira listens (${port + 2}).`);
  if (values.reset) reset();
  await ensureBuilt(print);
  const stack = await startStack({
    port,
    awsPort,
    jiraPort: port + 2,
    dataDirectory: DATA_DIRECTORY,
    localTargets: localTargets(),
    shell: process.env,
    log: print,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(stack));
  await plantProject(stack);
  await plantConnections(stack);
  print(`${await greeting(stack)}\n`);
}

async function greeting(stack: Stack): Promise<string> {
  const { secretsManager } = endpointsOf(process.env, stack.aws.url);
  const token = stack.issuer && (await stack.token(['demo:editor'], { subject: 'demo', lifetimeSeconds: DAY_SECONDS }));
  return bannerOf({
    url: stack.url,
    awsUrl: stack.aws.url,
    jiraUrl: stack.jira.url,
    jiraHost: stack.jira.host,
    token,
    key: stack.aws.issueKey(INTEGRATION_ROLE),
    reportingHosts: await readTag(stack.aws.url, REPORTING.arn, HOSTS_TAG),
    otherSecretsManager: secretsManager === stack.aws.url ? null : secretsManager,
    aheadMs: stack.clock.aheadMs(),
    dataDirectory: relative(process.cwd(), DATA_DIRECTORY) || '.',
  });
}

async function stop(stack: Stack): Promise<void> {
  await stack.close();
  print('Stopped.');
}

function reset(): void {
  const holder = holderOf(DATA_DIRECTORY);
  if (holder !== null) throw new Error(`A local stack (process ${holder}) is running on this data. Stop it first.`);
  rmSync(DATA_DIRECTORY, { recursive: true, force: true });
}

function localTargets(): readonly string[] {
  const targets = (process.env['LOCAL_TARGETS'] ?? '').split(',').flatMap((text) => (text.trim() === '' ? [] : [text.trim()]));
  if (!targets.every(isLiteral)) throw new Error('LOCAL_TARGETS must be literal addresses with a port, comma between: 127.0.0.1:9443,[::1]:9443');
  return targets;
}

function isLiteral(target: string): boolean {
  const [, bracketed, plain = '', port] = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)):([1-9]\d{0,4})$/.exec(target) ?? [];
  return (isIPv6(bracketed ?? '') || isIPv4(plain)) && Number(port) <= 65_535;
}

// Two below the highest: the demo Jira listens on PORT + 2.
function portIn(name: string, otherwise: number): number {
  const text = process.env[name] || String(otherwise);
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65_533) throw new Error(`${name} must be a port number from 1 to 65533.`);
  return Number(text);
}
