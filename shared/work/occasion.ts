import type { Trigger } from '../connections/standing.ts';
import type { StoredConnection } from '../connections/stored-connection.ts';
import type { Run } from '../runs/run.ts';
import type { StageChoice } from '../secrets/stage-choice.ts';
import type { Entry } from '../verifications/recorder.ts';
import { HAND_WINDOW_MS } from '../test-by-hand.ts';
import { windowIntentId, windowStart } from '../verifications/window.ts';

/** Why and as what a connection is verified: once, whoever comes to do it and however often. */
export type Occasion = {
  readonly connection: StoredConnection;
  /** The one entry that stands for it. */
  readonly entry: Entry;
  /** Who is behind it: `schedule`, `secretsmanager`, or the subject of a caller. */
  readonly caller: string;
  readonly stage: StageChoice;
  /** How it counts for the standing; null: not at all. */
  readonly counts: Trigger | null;
  /** The budget of attempts goes by windows of this length. */
  readonly windowMs: number;
  /** When it can no longer be put off: epoch milliseconds. */
  readonly latestMs: number;
  /** The run whose member it is. */
  readonly run: Run | null;
};

const MINUTE_MS = 60_000;
/** What is asked for on demand waits that long for a host or for others with the same credentials. */
const RUN_PATIENCE_MS = 30 * MINUTE_MS;

/** That of one window: it may be put off until the next but one begins. */
export function scheduledOccasion(connection: StoredConnection, window: number, everyMinutes: number): Occasion {
  const at = windowStart(window, everyMinutes);
  return {
    connection,
    entry: { id: windowIntentId(connection.id, 'scheduled', `${everyMinutes}#${window}`), at },
    caller: 'schedule',
    stage: 'current',
    counts: 'schedule',
    windowMs: everyMinutes * MINUTE_MS,
    latestMs: Date.parse(at) + 2 * everyMinutes * MINUTE_MS - MINUTE_MS,
    run: null,
  };
}

/** That of one run. What is not current yet says nothing of how a connection stands. */
export function runOccasion(connection: StoredConnection, run: Run): Occasion {
  return {
    connection,
    entry: { id: windowIntentId(connection.id, 'run', run.id), at: run.createdAt },
    caller: run.caller,
    stage: run.kind === 'rehearsal' && run.secret ? { pendingOf: run.secret.arn } : 'current',
    counts: run.kind === 'rehearsal' ? null : 'hand',
    windowMs: HAND_WINDOW_MS,
    latestMs: Date.parse(run.createdAt) + RUN_PATIENCE_MS,
    run,
  };
}
