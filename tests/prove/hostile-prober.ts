import { setTimeout as wait } from 'node:timers/promises';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { exchangesOf } from '../../shared/connectors/build-request.ts';
import { conclude } from '../../shared/connectors/conclude.ts';
import { guard } from '../../shared/egress/guard.ts';
import { probe } from '../../shared/egress/probe.ts';
import { ResolverError } from '../../shared/errors.ts';
import { Secret } from '../../shared/secrets/secret.ts';
import { freshToken } from '../helpers/canary.ts';
import { bindNothing, connectorWith, hosted } from '../helpers/egress-fixtures.ts';
import { DEADLINE_MS, type Probed, type ProbedOnce } from './hostile-plan.ts';

// The product's guard, probe and verdict as a process of their own: node hostile-prober.ts <address of the hostile target> <address of a good one>

const [, , hostile = '', good = ''] = process.argv;
const LIMITS = { connectMs: 3_000, responseMs: 5_000, bodyBytes: 64 * 1024, headerBytes: 16 * 1024, certificateAuthority: null, deadlineMs: DEADLINE_MS };
/** For errors that come after all is over. */
const LATE_MS = 200;
const SAMPLE_MS = 2;
const token = freshToken();
const way = wayOf();

let late = 0;
for (const event of ['unhandledRejection', 'uncaughtException'] as const) process.on(event, () => void (late += 1));
process.on('disconnect', () => process.exit(0));

// What is loaded and compiled by a first request belongs to no target.
for (let warm = 0; warm < 3; warm += 1) await once(good);
const memory = watchMemory();
const first = await once(hostile);
const growthMb = memory();
const second = await once(good);
await wait(LATE_MS);
const probed: Probed = { hostile: first, next: second, growthMb, late };
process.send?.(probed);

function wayOf() {
  const connector = makeCatalogue().get('jira-dc');
  const method = connector?.methods[0];
  const exchange = connector && method && exchangesOf(connector, method)[0];
  if (!connector || !method || !exchange) throw new Error('There is no Jira in the catalogue.');
  return { connector, method, exchange, plain: {} };
}

/** One test of what is there, from the guard to the verdict. */
async function once(address: string): Promise<ProbedOnce> {
  const startMs = performance.now();
  const code = await verdictOn(address).catch((error: unknown) => {
    if (!(error instanceof ResolverError)) throw error;
    return { code: error.code, where: error.where };
  });
  return { code: code.code, ms: performance.now() - startMs, isTelling: JSON.stringify(code).includes(token) };
}

async function verdictOn(address: string) {
  const destination = hosted(`http://${address}/`);
  const policy = { privateCidrs: [], furtherPorts: [], localTargets: [address] };
  const target = await guard({ connector: connectorWith(), destination, binding: await bindNothing() }, { policy, resolve: async () => [] });
  const headers = { authorization: new Secret(`Bearer ${token}`) };
  return conclude(way, await probe(target, { method: 'GET', destination, pathAndQuery: new Secret('/me'), headers, body: null }, LIMITS));
}

/** How much more memory the process has held at most since then, in MB. */
function watchMemory(): () => number {
  globalThis.gc?.();
  const beforeBytes = process.memoryUsage.rss();
  const beforeMostKb = process.resourceUsage().maxRSS;
  let mostBytes = beforeBytes;
  const look = (): void => void (mostBytes = Math.max(mostBytes, process.memoryUsage.rss()));
  const timer = setInterval(look, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    look();
    // The kernel's own high-water mark misses nothing between two looks, where it has moved.
    const mostKb = process.resourceUsage().maxRSS;
    if (mostKb > beforeMostKb) mostBytes = Math.max(mostBytes, mostKb * 1_024);
    return (mostBytes - beforeBytes) / (1 << 20);
  };
}
