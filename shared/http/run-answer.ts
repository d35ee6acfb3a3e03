import type * as v from 'valibot';
import type { Run, RunMember } from '../runs/run.ts';
import type { RunConnectionPage, VerificationRun } from './run-schemas.ts';

type Shown<Schema extends v.GenericSchema> = Readonly<Record<keyof v.InferOutput<Schema>, unknown>>;
type RunConnection = Readonly<Record<keyof v.InferOutput<typeof RunConnectionPage>['items'][number], unknown>>;

/** A run as callers see it. Who began it is for the audit alone. */
export function runAnswer(run: Run): Shown<typeof VerificationRun> {
  const { caller: _, ...shown } = run;
  return shown;
}

/** `names` are those of the connections that still exist, by id. */
export function memberAnswer({ connectionId, project, end }: RunMember, names: ReadonlyMap<string, string>): RunConnection {
  const { outcome = null, code = null, verificationId = null, at = null } = end ?? {};
  return { connectionId, name: names.get(connectionId) ?? null, project, outcome, code, verificationId, endedAt: at };
}
