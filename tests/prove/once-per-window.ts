import { deliveriesOf, type Tried } from './host-trial.ts';
import type { Figure } from './proof.ts';
import { entriesOf } from './soak-story.ts';

/** Whether each connection has exactly one verdict in each window, by one call, and nothing died. */
export async function oncePerWindow(name: string, tried: Tried, windows: number): Promise<Figure> {
  const { calls, queues } = tried.world;
  const connections = tried.sent.map(({ connection }) => connection);
  const entries = [...(await entriesOf(tried.world, connections)).values()];
  const wrong = entries.reduce((sum, of) => sum + Math.abs(of.length - windows) + of.filter(({ result }) => result?.code !== 'ok').length, 0);
  const repeated = calls.length - new Set(calls.map(({ job }) => job)).size;
  const dead = queues.usual.dead.length + queues.slow.dead.length;
  return {
    name: `${name}: once`,
    measured: `${wrong} windows without one verdict, ${repeated} calls too many, ${dead} dead letters; deliveries: ${deliveriesOf(tried)}`,
    isWithin: wrong + repeated + dead === 0,
  };
}
