import type { EventBus } from '../events/event.ts';
import { logWork } from '../log.ts';
import { type CountName, countVerification, metrics } from '../metrics.ts';
import type { Worked } from './work.ts';

const COUNTS: Readonly<Record<Exclude<Worked['kind'], 'verified'>, CountName>> = {
  settled: 'duplicates',
  interrupted: 'interrupted',
  dropped: 'dropped',
  put_off: 'putOff',
  slow: 'movedAside',
};

/** One line and one set of metrics for a batch: what came of how many, in our own codes. */
export function tellBatch(worked: readonly (Worked | null)[], requestId: string): void {
  const results: Record<string, number> = {};
  for (const each of worked) {
    const words = wordsOf(each);
    results[words] = (results[words] ?? 0) + 1;
    if (each?.kind === 'verified') countVerification(metrics, each.verification);
    else metrics.count(each ? COUNTS[each.kind] : 'failed', 1);
    if (each?.kind === 'interrupted') metrics.count('faults', 1);
  }
  logWork({ requestId, records: worked.length, results });
  metrics.publish();
}

/** The bus, and how long it took from a rotation to the last verdict. */
export function timingRotations(bus: EventBus): EventBus {
  return {
    publish: async (events) => {
      await bus.publish(events);
      for (const event of events) if (event.type === 'Secret Rotation Verified') metrics.took('rotationSeconds', event.detail.seconds);
    },
  };
}

/** "verified ok", "dropped other_window", "put_off", "failed" */
function wordsOf(worked: Worked | null): string {
  if (!worked) return 'failed';
  if (worked.kind === 'verified') return `verified ${worked.verification.code}`;
  return worked.kind === 'dropped' ? `dropped ${worked.drop}` : worked.kind;
}
