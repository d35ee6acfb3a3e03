import type { OutgoingRequest } from '../../shared/egress/exchange.ts';
import { guard } from '../../shared/egress/guard.ts';
import { gated } from '../../shared/hosts/gated-probe.ts';
import { makeHostGate } from '../../shared/hosts/gate.ts';
import { HostClosed } from '../../shared/hosts/host-closed.ts';
import type { HostGate } from '../../shared/hosts/host-gate.ts';
import { Secret } from '../../shared/secrets/secret.ts';
import { seeded } from './random.ts';
import { bindNothing, connectorWith, hosted } from './egress-fixtures.ts';
import { type FakeClock, makeFakeClock } from './fake-clock.ts';
import { makeMemoryHostStore } from './stores/memory-host-store.ts';

/** What a host does with a request: the HTTP status, or whatever it throws. */
export type Behaviour = (clock: FakeClock) => Promise<number>;
export type Fleet = {
  /** The hosts of the jobs, in the order they come. */
  readonly jobs: readonly string[];
  readonly behaviourOf: (host: string) => Behaviour;
  readonly environments: number;
  readonly isGated: boolean;
  readonly lastsMs: number;
};
/** `round`: in which batch it was done, of all that were begun; `comings`: how often it was in one. Times since the beginning. */
export type Done = { readonly host: string; readonly round: number; readonly atMs: number; readonly comings: number };
export type Log = {
  readonly done: readonly Done[];
  readonly sent: readonly { readonly host: string; readonly atMs: number }[];
};
type Job = { readonly host: string; readonly comings: number };

const BATCH = 10;

/** Environments that take batches of ten from one queue, by a clock of their own; what is put off comes back in time, behind the others. */
export async function runFleet({ jobs, behaviourOf, environments, isGated, lastsMs }: Fleet): Promise<Log> {
  const [clock, store, random, binding] = [makeFakeClock(), makeMemoryHostStore(), seeded(1), await bindNothing()];
  const startMs = clock.now();
  const sinceStart = (): number => clock.now() - startMs;
  const queue: Job[] = jobs.map((host) => ({ host, comings: 0 }));
  const later: { readonly job: Job; readonly atMs: number }[] = [];
  const log = { done: [] as Done[], sent: [] as { host: string; atMs: number }[] };
  let rounds = 0;

  const policy = { privateCidrs: [], furtherPorts: [], localTargets: [] };
  const exchange = async (gate: HostGate, host: string): Promise<void> => {
    const plain = {
      guard: (request: Parameters<typeof guard>[0]) => guard(request, { policy, resolve: async () => ['93.184.216.34'] }),
      probe: async () => {
        log.sent.push({ host, atMs: sinceStart() });
        return { httpStatus: await behaviourOf(host)(clock), headers: new Map(), bodyText: '' };
      },
    };
    const sending = isGated ? gated(plain, { gate, now: clock.now, random, wait: clock.wait, mayRetry: () => true }) : plain;
    const destination = hosted(`https://${host}/`);
    const request: OutgoingRequest = { method: 'GET', destination, pathAndQuery: new Secret('/'), headers: {}, body: null };
    await sending.probe(await sending.guard({ connector: connectorWith(), destination, binding }), request);
  };
  const work = async (gate: HostGate, before: Job, round: number): Promise<void> => {
    const { host } = before;
    const job = { host, comings: before.comings + 1 };
    try {
      await exchange(gate, host);
    } catch (error) {
      if (error instanceof HostClosed) return void later.push({ job, atMs: error.untilMs });
    }
    log.done.push({ ...job, round, atMs: sinceStart() });
  };
  const environment = async (): Promise<void> => {
    const gate = makeHostGate({ store, now: clock.now, random, uuid: () => crypto.randomUUID(), wait: clock.wait });
    while (sinceStart() < lastsMs) {
      for (const due of later.filter(({ atMs }) => atMs <= clock.now())) queue.push(later.splice(later.indexOf(due), 1)[0]!.job);
      const batch = queue.splice(0, BATCH);
      const round = (rounds += batch.length > 0 ? 1 : 0);
      await (batch.length > 0 ? Promise.all(batch.map((job) => work(gate, job, round))) : clock.wait(100));
    }
  };
  await clock.run(Promise.all(Array.from({ length: environments }, environment)));
  return log;
}
