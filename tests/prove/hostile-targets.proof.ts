import { startRawTarget } from '../helpers/raw-target.ts';
import { ended, messageOf, start } from './children.ts';
import { DEADLINE_MS, type Probed } from './hostile-plan.ts';
import { HOSTILE_TARGETS, type HostileTarget } from './hostile-targets.ts';
import type { Figure, Proof } from './proof.ts';

const [SLACK_MS, MOST_MB, TARGETS] = [250, 48, 29];
const GOOD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n{"name":"bot","key":"bot"}';

export const proof: Proof = {
  name: 'hostile-targets',
  claim: `${TARGETS} hostile targets, each probed by a process of its own: a test ends in a code, in time and in little memory, with no error that nobody handles, and the next one works`,
  bound: `each ≤ ${DEADLINE_MS} ms deadline + ${SLACK_MS} ms, ≤ ${MOST_MB} MB more memory, 0 unhandled errors, 0 codes with the credential, next good request "ok"`,
  run: async (progress) => {
    const all = Object.entries(HOSTILE_TARGETS);
    const figures: Figure[] = [];
    for (const [name, target] of all) {
      progress(name, figures.length, all.length);
      figures.push(figureOf(name, await probed(target)));
    }
    return [{ name: 'targets', measured: String(all.length), isWithin: all.length === TARGETS }, ...figures];
  },
};

async function probed(behaviour: HostileTarget): Promise<Probed> {
  const [hostile, good] = await Promise.all([startRawTarget(behaviour), startRawTarget({ onRequest: (socket) => void socket.end(GOOD) })]);
  const child = start('hostile-prober.ts', { args: [hostile, good].map(({ port }) => `127.0.0.1:${port}`) });
  try {
    return probedIn(await messageOf(child));
  } finally {
    await ended(child, 'SIGKILL');
    await Promise.all([hostile.close(), good.close()]);
  }
}

function probedIn(message: unknown): Probed {
  return JSON.parse(JSON.stringify(message));
}

function figureOf(name: string, { hostile, next, growthMb, late }: Probed): Figure {
  const isInTime = hostile.ms <= DEADLINE_MS + SLACK_MS;
  const isQuiet = late === 0 && !hostile.isTelling && hostile.code !== 'ok';
  return {
    name,
    measured: `${hostile.code} in ${Math.round(hostile.ms)} ms, ${growthMb.toFixed(1)} MB, ${late} unhandled; next ${next.code} in ${Math.round(next.ms)} ms`,
    isWithin: isInTime && isQuiet && growthMb <= MOST_MB && next.code === 'ok',
  };
}
