import type { ChildProcess } from 'node:child_process';
import { ended, messageOf, start } from './children.ts';
import type { Figure, Progress, Proof } from './proof.ts';
import type { SweepPlan } from './sweep-plan.ts';
import type { Swept } from './sweep-worker.ts';

type Size = Omit<SweepPlan, 'port'>;
type Outcome = { readonly swept: Swept; readonly asked: Readonly<Record<string, number>>; readonly target: { readonly all: number; readonly most: number } };

const PART = Number(process.env['PROVE_SWEEP'] ?? 1);
const WHOLE: Size = { connections: 100_000 * PART, secrets: 5_000 * PART, hosts: 500 };
const SMALL: Size = { connections: 2_000, secrets: 100, hosts: 50 };
/** Each with a secret of its own. */
const LONE: Size = { connections: 500, secrets: 500, hosts: 50 };
const MOST_FETCHES = 1.1;
const LEAST_RATE = 2_000;
const MOST_HEAP = 1.2;
export const proof: Proof = {
  name: 'sweep',
  claim: `${WHOLE.connections.toLocaleString('en')} connections over ${WHOLE.secrets.toLocaleString('en')} secrets and ${WHOLE.hosts} hosts are verified by one process of the worker: the real vault against the embedded Secrets Manager, the real probe over sockets against a target on loopback; tables and queue in memory, and beside it ${SMALL.connections.toLocaleString('en')} of 20 a secret and ${LONE.connections} of one on the embedded tables and queue`,
  bound: `each exactly once; GetSecretValue ≤ ${MOST_FETCHES} × secrets; ≥ ${LEAST_RATE.toLocaleString('en')} verifications for each second of processor time, warm; heap after each quarter ≤ ${MOST_HEAP} × that after the first`,
  run: async (progress) => [
    ...figuresOf(await swept(WHOLE, 'memory', progress), WHOLE),
    figureBeside('embedded engines', await swept(SMALL, 'embedded', progress), SMALL),
    figureBeside('embedded engines, a secret each', await swept(LONE, 'embedded', progress), LONE),
  ],
};

async function swept(size: Size, kind: 'memory' | 'embedded', progress: Progress): Promise<Outcome> {
  const target = start('./sweep-target.ts', { args: [JSON.stringify({ ...size, port: 0 })] });
  const plan: SweepPlan = { ...size, port: Number(Reflect.get(Object(await messageOf(target)), 'port')) };
  const cloud = start('./sweep-cloud.ts', { args: [JSON.stringify(plan), kind === 'embedded' ? 'tables' : ''] });
  const url = String(Reflect.get(Object(await messageOf(cloud)), 'url'));
  const worker = start('./sweep-worker.ts', { args: [JSON.stringify(plan), url, kind] });
  try {
    const result = resultOf(worker, (words, done) => progress(`${words} (${kind})`, done, plan.connections));
    const before = await storedBy(worker, plan.connections).then(() => askedOf(cloud));
    worker.send('go');
    const all = await result;
    const asked = Object.entries(await askedOf(cloud)).map(([name, times]) => [name, times - (before[name] ?? 0)] as const);
    return { swept: all, asked: Object.fromEntries(asked.filter(([, times]) => times > 0)), target: JSON.parse(JSON.stringify(await answerOf(target))) };
  } finally {
    await Promise.all([worker, cloud, target].map((child) => ended(child, 'SIGKILL')));
  }
}

/** Everything it says, however fast one follows the other. */
function resultOf(worker: ChildProcess, tell: (words: string, done: number) => void): Promise<Swept> {
  return new Promise((resolve, reject) => {
    worker.once('exit', () => reject(new Error('The worker of the sweep ended too early.')));
    worker.on('message', (said: Partial<{ result: Swept; stored: number; done: number }>) => {
      if (said.result) resolve(said.result);
      else if (said.stored !== undefined) tell('connections stored', said.stored);
      else tell('connections verified', said.done ?? 0);
    });
  });
}

function storedBy(worker: ChildProcess, all: number): Promise<void> {
  return new Promise((resolve) => {
    worker.on('message', ({ stored }: { readonly stored?: number }) => {
      if (stored === all) resolve();
    });
  });
}

/** The requests so far, by name and by what came of them. */
async function askedOf(cloud: ChildProcess): Promise<Readonly<Record<string, number>>> {
  const asked: Readonly<Record<string, number>> = JSON.parse(JSON.stringify(await answerOf(cloud)));
  return asked;
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const answer = messageOf(child);
  child.send('how many');
  return answer;
}

function figuresOf(outcome: Outcome, { connections, secrets }: Size): readonly Figure[] {
  const {
    swept: { most, verified, outcomes, storedHeap, heaps, dead },
    asked,
    target,
  } = outcome;
  const fetches = (asked['GetSecretValue'] ?? 0) / secrets;
  const growth = Math.max(...heaps) / (heaps[0] ?? Number.NaN);
  const isOnce = most === 1 && verified === connections && target.all === connections && target.most === 1 && dead === 0;
  return [
    {
      name: 'once',
      measured: `${verified.toLocaleString('en')} connections verified, ${most} time at most; the target was called ${target.all.toLocaleString('en')} times, ${target.most} time for one at most (${wordsOf(outcomes)})`,
      isWithin: isOnce && outcomes['ok'] === connections,
    },
    {
      name: 'secrets',
      measured: `GetSecretValue ${fetches.toFixed(3)} × secrets, DescribeSecret ${((asked['DescribeSecret'] ?? 0) / secrets).toFixed(3)} ×, AssumeRole ${asked['AssumeRole']}`,
      isWithin: fetches <= MOST_FETCHES,
    },
    { name: 'rate', measured: rateOf(outcome), isWithin: perCore(outcome) >= LEAST_RATE },
    {
      name: 'memory',
      measured: `heap ${heaps.map(megabytes).join(', ')} after each quarter, ${growth.toFixed(2)} ×; ${megabytes(storedHeap)} with the connections stored and nothing verified`,
      isWithin: heaps.length === 4 && growth <= MOST_HEAP,
    },
  ];
}

function figureBeside(name: string, outcome: Outcome, { connections }: Size): Figure {
  const {
    swept: { most, verified, outcomes },
    asked,
    target,
  } = outcome;
  const each = Object.entries(asked)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([action, times]) => `${action} ${(times / connections).toFixed(3)}`)
    .join(', ');
  return {
    name,
    measured: `${verified.toLocaleString('en')} verified once (${wordsOf(outcomes)}), ${rateOf(outcome)}; requests for each: ${each}`,
    isWithin: most === 1 && verified === connections && target.most === 1,
  };
}

function perCore({ swept: { warm } }: Outcome): number {
  return (warm.verified / warm.cpuMs) * 1_000;
}

function rateOf(outcome: Outcome): string {
  const { warm, bareCpuMs } = outcome.swept;
  const bare = Math.round(1_000 / bareCpuMs).toLocaleString('en');
  const times = (warm.cpuMs / warm.verified / bareCpuMs).toFixed(1);
  return `${Math.round(perCore(outcome)).toLocaleString('en')} a second of processor time, ${Math.round((warm.verified / warm.wallMs) * 1_000).toLocaleString('en')} a second of wall time; bare requests of node:http beside it ${bare} a second of processor time, one verification is ${times} of them`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MB`;
}

function wordsOf(outcomes: Readonly<Record<string, number>>): string {
  return Object.entries(outcomes)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');
}
