import type { JSX } from 'preact';
import { runPath } from '../../api/paths.ts';
import type { Run } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { useDeed } from '../../parts/use-deed.ts';
import { reasonAgainstRun } from '../../runs/reason-against-run.ts';
import { failedOf } from '../../runs/shares.ts';
import { useBegin } from '../../runs/use-begin.ts';
import { useSession } from '../../session.ts';

type ActionsProps = { readonly run: Run; readonly look: () => void };

/** Cancel while it is under way; retry what failed once it is over. */
export function RunActions({ run, look }: ActionsProps): JSX.Element {
  const session = useSession();
  const cancelling = useDeed();
  const retrying = useBegin();
  const cancel = (): void => cancelling.begin(() => session.api.ask(`POST ${runPath(run.id)}/cancel`), look);
  const retry = (): void => retrying.begin(`POST ${runPath(run.id)}/retry-failed`);
  const reason = reasonAgainstRun(session, run);
  const failed = failedOf(run);
  return (
    <>
      {run.finishedAt === null && run.state !== 'cancelled' && (
        <div class="actions">
          <Action isBusy={cancelling.isBusy} reason={reason} onAct={cancel}>
            {cancelling.isBusy ? 'Cancelling…' : 'Cancel'}
          </Action>
          <span class="faint">Begins no further test; what is under way ends.</span>
        </div>
      )}
      {run.finishedAt !== null && failed > 0 && (
        <div class="actions">
          <Action isBusy={retrying.isBusy} reason={reason} kind="primary" onAct={retry}>
            Retry failed
          </Action>
          <span class="faint">
            A new run of {failed === 1 ? 'the one connection that was' : `the ${failed} connections that were`} refused, inconclusive or not attempted.
          </span>
        </div>
      )}
      <FailureNote failure={cancelling.failure ?? retrying.failure} />
    </>
  );
}
