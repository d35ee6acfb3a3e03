import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { sentenceOf } from '../../api/failure.ts';
import type { Run } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Note } from '../../parts/note.tsx';
import { hashOf } from '../../route.ts';
import { reasonAgainstRun } from '../../runs/reason-against-run.ts';
import { failedOf } from '../../runs/shares.ts';
import { useSession } from '../../session.ts';

type ActionsProps = { readonly run: Run; readonly look: () => void };

/** Cancel while it is under way; retry what failed once it is over. */
export function RunActions({ run, look }: ActionsProps): JSX.Element {
  const session = useSession();
  const [deed, setDeed] = useState<{ readonly isBusy: boolean; readonly problem: string | null }>({ isBusy: false, problem: null });
  // Sent again after a failure, it is the same request.
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const send = (name: 'cancel' | 'retry-failed', then: (answer: Run) => void): void => {
    setDeed({ isBusy: true, problem: null });
    const asked = name === 'cancel' ? {} : { idempotencyKey };
    session.api.ask<Run>(`POST /v1/verification-runs/${encodeURIComponent(run.id)}/${name}`, asked).then(
      ({ body }) => then(body),
      (error: unknown) => setDeed({ isBusy: false, problem: sentenceOf(error) }),
    );
  };
  const common = { isBusy: deed.isBusy, reason: reasonAgainstRun(session, run) };
  const failed = failedOf(run);
  return (
    <>
      {run.finishedAt === null && run.state !== 'cancelled' && (
        <div class="actions">
          <Action {...common} onAct={() => send('cancel', look)}>
            {deed.isBusy ? 'Cancelling…' : 'Cancel'}
          </Action>
          <span class="faint">Begins no further test; what is under way ends.</span>
        </div>
      )}
      {run.finishedAt !== null && failed > 0 && (
        <div class="actions">
          <Action {...common} kind="primary" onAct={() => send('retry-failed', ({ id }) => location.assign(hashOf(['runs', id])))}>
            Retry failed
          </Action>
          <span class="faint">
            A new run of {failed === 1 ? 'the one connection that was' : `the ${failed} connections that were`} refused, inconclusive or not attempted.
          </span>
        </div>
      )}
      {deed.problem !== null && <Note kind="bad">{deed.problem}</Note>}
    </>
  );
}
