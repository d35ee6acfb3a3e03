import type { Job } from './host-trial.ts';
import type { Host } from './virtual-world.ts';

export const [OTHERS, OTHER_HOSTS, OF_THE_ONE] = [10_000, 500, 500] as const;
export const ALL = OTHERS + OF_THE_ONE;
/** The one that something is the matter with. */
export const ONE = 'one.example.com';
const PER_SECRET = 20;
const ANSWERS_MS = 200;

/** A host that answers after so long. */
export const answersAfter =
  (ms: number): Host =>
  async (clock) => {
    await clock.wait(ms);
    return 200;
  };
export const answers = answersAfter(ANSWERS_MS);

/** Connections to the one host, evenly among those to the others. */
export const JOBS: readonly Job[] = Array.from({ length: ALL }, (_, at): Job => {
  const isOne = at % (ALL / OF_THE_ONE) === 0;
  const host = isOne ? ONE : `host-${at % OTHER_HOSTS}.example.com`;
  const secret = isOne ? Math.floor(at / (ALL / OF_THE_ONE) / PER_SECRET) : 0;
  return { host, secret: `${host}--${secret}`, share: 'one' };
});

export function isOther({ host }: Job): boolean {
  return host !== ONE;
}
