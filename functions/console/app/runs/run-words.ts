import type { Run, RunConnection } from '../api/types.ts';
import { OUTCOMES, type Word } from '../words.ts';

// What codes of runs are called here.

export const KINDS: Readonly<Record<Run['kind'], string>> = { bulk: 'Verification', rotation: 'After a rotation', rehearsal: 'Rehearsal' };

/** None of them is good or bad: that is for the outcomes to say. */
export const RUN_STATES: Readonly<Record<Run['state'], Word>> = {
  gathering: { label: 'Gathering', tone: 'calm', meaning: 'Connections are still joining; the first are being tested.' },
  running: { label: 'Running', tone: 'calm', meaning: 'All its connections are known; some have not been tested yet.' },
  cancelled: { label: 'Cancelled', tone: 'warning', meaning: 'No further test of it begins.' },
  done: { label: 'Done', tone: 'calm', meaning: 'Each of its connections has had its turn.' },
};

/** What came of a connection in a run, or `pending`; in the order in which they are told. */
export type Part = NonNullable<RunConnection['outcome']> | 'pending';
export const PARTS: Readonly<Record<Part, Word>> = {
  ...OUTCOMES,
  skipped: { label: 'Skipped', tone: 'calm', meaning: 'Deleted, disabled or changed before its turn, or the run was cancelled.' },
  pending: { label: 'Pending', tone: 'calm', meaning: 'Its turn has not come, or is not over.' },
};
