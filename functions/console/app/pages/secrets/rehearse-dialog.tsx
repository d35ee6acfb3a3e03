import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { may } from '../../../../../shared/connections/grants.ts';
import { Action } from '../../parts/action.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Note } from '../../parts/note.tsx';
import { useSession } from '../../session.ts';
import { Choices } from './choices.tsx';
import type { SecretDialogProps } from './secret-actions.tsx';
import { MOST_NAMED, namedFor } from './usage-text.ts';
import { useBegin } from './use-begin.ts';

/** Tries the version that is to become the current one with the connections that are chosen. */
export function RehearseDialog({ arn, usage, onClose, onBegun }: SecretDialogProps & { readonly onBegun: (id: string) => void }): JSX.Element {
  const { caller } = useSession();
  const rehearsal = useBegin();
  const offered = usage.uses.filter(({ project }) => may(caller, 'secrets:use', project));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(offered.map(({ connectionId }) => connectionId)));
  const begin = async (close: () => void): Promise<void> => {
    const id = await rehearsal.begin('POST /v1/rehearsals', { secretArn: arn, ...namedFor(chosen, offered) });
    if (id === null) return;
    onBegun(id);
    close();
  };
  const isAll = chosen.size === offered.length;
  return (
    <Dialog title="Try the next version before it is current" onClose={onClose}>
      {(close) => (
        <>
          <p>
            The version labelled AWSPENDING is read under the rehearsal role, and sent once to the target of each connection that you choose. What is current
            stays current, and no connection changes its state. Where there is no such version, nothing is sent.
          </p>
          <p class="faint">Where a target refuses it, that counts as any rejected test: the same version is not sent there again at once.</p>
          <Choices offered={offered} chosen={chosen} onChoose={setChosen} />
          {offered.length < usage.uses.length && <p class="faint">Connections of projects in which you may not use secrets are left out.</p>}
          {isAll && usage.isMore && <p class="faint">With all of them chosen, those that are not shown here are tried too.</p>}
          {rehearsal.problem !== null && <Note kind="bad">{rehearsal.problem}</Note>}
          <div class="actions">
            <Action onAct={close}>Cancel</Action>
            <Action kind="primary" isBusy={rehearsal.isBusy} reason={reasonAgainstChoice(chosen.size, isAll)} onAct={() => void begin(close)}>
              Try it
            </Action>
          </div>
        </>
      )}
    </Dialog>
  );
}

function reasonAgainstChoice(count: number, isAll: boolean): string | null {
  if (count === 0) return 'Choose at least one connection.';
  return isAll || count <= MOST_NAMED ? null : `Choose all of them, or at most ${MOST_NAMED}.`;
}
