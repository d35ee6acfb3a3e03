import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { isPublicAddress } from '../../../shared/egress/addresses.ts';
import { resolveHost } from '../../../shared/egress/resolve-host.ts';
import { startStack } from '../../../infra/local/stack.ts';
import { pem } from '../raw-target.ts';
import { fetchThrough } from './libraries.ts';
import { startDns } from './dns-server.ts';
import { startListeners, type Visit } from './listeners.ts';
import { PORTS } from './lists.ts';
import type { Answered, Asked, Loose, Mode, Plan, WorldMethods } from './protocol.ts';
import { recordingEnvironment } from './recording.ts';

// The inside of a world: the product as it is packaged, a name server, and listeners for every address. Started by world.ts.

const [mode = '', folder = ''] = process.argv.slice(2);
const file = join(folder, 'dials');
const isRecorded = mode === ('recorded' satisfies Mode);

const dns = await startDns(isRecorded ? 0 : 53);
const planned: { rotate: Plan['rotate'] } = { rotate: undefined };
const listeners = await startListeners(isRecorded ? [{ host: '127.0.0.1', port: 0 }] : PORTS.map((port) => ({ host: '::', port })), rotateFor);
const recording = isRecorded ? recordingEnvironment({ dnsPort: dns.port, listenerPort: listeners.ports[0]!, ports: PORTS, file }) : {};
const stack = await startStack({
  port: 0,
  awsPort: 0,
  jiraPort: 0,
  dataDirectory: null,
  // All of them open, so that no rule about ports helps.
  settings: { FURTHER_PORTS: PORTS.join(','), ...recording },
  trustedCertificates: [pem('world')],
});
if (isRecorded) {
  Object.assign(process.env, recording);
  await import('./recorded-dials.ts');
}
const token = await stack.token(['demo:editor', 'demo:admin', '*:admin']);

const methods: { readonly [Name in keyof WorldMethods]: (...args: Parameters<WorldMethods[Name]>) => Promise<ReturnType<WorldMethods[Name]>> } = {
  plan: async ({ names, elsewhere = null, script = {}, rotate }) => {
    planned.rotate = rotate;
    dns.answer(names, elsewhere);
    listeners.play(script);
    stack.aws.calls.reset();
    if (isRecorded) writeFileSync(file, '');
  },
  seen: async () => ({
    visits: isRecorded ? listeners.visits().flatMap(asDialled) : listeners.visits(),
    asked: Object.fromEntries(dns.asked),
    reads: stack.aws.calls.count('GetSecretValue'),
    tags: stack.aws.calls.count('DescribeSecret'),
  }),
  call: async (route, body) => {
    const [method = 'GET', path = '/'] = route.split(' ');
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await fetch(`${stack.url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    return { httpStatus: response.status, body: JSON.parse((await response.text()) || '{}') };
  },
  askAws,
  dialJudged: async (host, port) => {
    const addresses = await resolveHost(host).catch(() => []);
    if (addresses.length === 0 || !addresses.every(isPublicAddress)) return 'refused';
    await new Promise<void>((resolve) => {
      const socket = connect({ host: addresses[0]!, port }, () => socket.end());
      socket.on('error', () => {}).on('close', () => resolve());
    });
    return 'dialled';
  },
  fetchThrough,
};

async function askAws(action: string, input: Loose): Promise<Loose> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` };
  const response = await fetch(stack.aws.url, { method: 'POST', headers, body: JSON.stringify(input) });
  if (!response.ok) throw new Error(`${action} answered ${response.status}`);
  return JSON.parse((await response.text()) || '{}');
}

async function rotateFor({ received }: Visit): Promise<void> {
  const { rotate } = planned;
  if (rotate === undefined || received.split(' ')[1] !== rotate.path) return;
  planned.rotate = undefined;
  await askAws('PutSecretValue', { SecretId: rotate.arn, ClientRequestToken: randomUUID(), SecretString: JSON.stringify({ k: randomUUID() }) });
}

/** The listener knows the dialled address by the caller's port. */
function asDialled(visit: Visit): readonly Visit[] {
  const dials: readonly Pick<Visit, 'address' | 'port' | 'callerPort'>[] = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  const dial = dials.findLast(({ callerPort }) => callerPort === visit.callerPort);
  return dial ? [{ ...visit, ...dial }] : [];
}

process.on('message', ({ id, method, args }: Asked) => {
  const asked: Promise<unknown> = Reflect.apply(methods[method], null, args);
  asked.then(
    (value) => process.send?.({ id, value } satisfies Answered),
    (error: unknown) => process.send?.({ id, error: String(error) } satisfies Answered),
  );
});
process.once('disconnect', () => process.exit(0));
process.send?.({ id: 0 } satisfies Answered);
