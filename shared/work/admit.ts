import type { ConnectionStore } from '../connections/connection-store.ts';
import { secretArnsOf } from '../connections/secret-arns.ts';
import type { StoredConnection } from '../connections/stored-connection.ts';
import type { QueueMessage } from '../runs/queue.ts';
import type { Run } from '../runs/run.ts';
import type { RunStore } from '../runs/run-store.ts';
import { everyMinutesOf } from '../runs/slot.ts';
import { windowOf } from '../verifications/window.ts';
import { type Occasion, runOccasion, scheduledOccasion } from './occasion.ts';

/** Why nothing is done about a message. */
export type Drop =
  | 'malformed'
  | 'connection_gone'
  | 'not_scheduled'
  | 'other_window'
  | 'run_unknown'
  | 'run_over'
  | 'not_of_run'
  | 'member_over'
  | 'out_of_run';
/** `isMember`: its run is to be told that nothing comes of it. `begun`: what somebody may have begun for it in time, and never ended. */
export type Dropped = { readonly drop: Drop; readonly isMember: boolean; readonly begun?: Occasion };
export type AdmitDeps = {
  readonly connections: Pick<ConnectionStore, 'get'>;
  readonly runs: Pick<RunStore, 'get' | 'member'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

/** Whether what a message names is to be done. A message says only what to look at: what stands in the tables decides. */
export function admit(message: QueueMessage, deps: AdmitDeps): Promise<Occasion | Dropped> {
  return message.kind === 'scheduled' ? admitScheduled(message, deps) : admitMember(message, deps);
}

type Kind<K extends QueueMessage['kind']> = Extract<QueueMessage, { readonly kind: K }>;

async function admitScheduled({ connectionId, window, everyMinutes }: Kind<'scheduled'>, { connections, now }: AdmitDeps): Promise<Occasion | Dropped> {
  const connection = await connections.get(connectionId);
  if (!connection) return dropped('connection_gone');
  const occasion = scheduledOccasion(connection, window, everyMinutes);
  if (everyMinutesOf(connection) !== everyMinutes) return { ...dropped('not_scheduled'), begun: occasion };
  const current = windowOf(now(), everyMinutes);
  return window === current || window === current - 1 ? occasion : { ...dropped('other_window'), begun: occasion };
}

async function admitMember({ connectionId, runId }: Kind<'run'>, { connections, runs }: AdmitDeps): Promise<Occasion | Dropped> {
  const [run, member, connection] = await Promise.all([runs.get(runId), runs.member(runId, connectionId), connections.get(connectionId)]);
  if (!run) return dropped('run_unknown');
  if (!member) return dropped('not_of_run');
  if (!connection) return member.end ? dropped('member_over') : { drop: 'connection_gone', isMember: true };
  const occasion = runOccasion(connection, run);
  // Of a cancelled run all have ended that had no verdict, whoever was at them.
  if (member.end) return { ...dropped('member_over'), begun: occasion };
  if (run.state === 'cancelled' || run.state === 'done') return { drop: 'run_over', isMember: true, begun: occasion };
  return isReached(run, connection) ? occasion : { drop: 'out_of_run', isMember: true, begun: occasion };
}

/** It may have been moved, disabled or given another secret since it was gathered. */
function isReached({ projects, secret }: Run, { project, config, standing }: StoredConnection): boolean {
  const isInProject = projects === null || projects.includes(project);
  const isAboutSecret = secret === null || secretArnsOf(config).includes(secret.arn);
  return isInProject && isAboutSecret && standing.state !== 'disabled';
}

function dropped(drop: Drop): Dropped {
  return { drop, isMember: false };
}
