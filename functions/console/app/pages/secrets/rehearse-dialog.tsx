import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { may } from '../../../../../shared/connections/grants.ts';
import { DeedDialog } from '../../parts/deed-dialog.tsx';
import { useBegin } from '../../runs/use-begin.ts';
import { useSession } from '../../session.ts';
import { Choices } from './choices.tsx';
import type { SecretDialogProps } from './secret-actions.tsx';
import { MOST_NAMED, namedFor } from './usage-text.ts';

/** Tries the version that is to become the current one with the connections that are chosen. */
export function RehearseDialog({ arn, usage, onClose }: SecretDialogProps): JSX.Element {
  const { caller } = useSession();
  const rehearsal = useBegin();
  const offered = usage.uses.filter(({ project }) => may(caller, 'secrets:use', project));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(offered.map(({ connectionId }) => connectionId)));
  const begin = (): void => rehearsal.begin('POST /v1/rehearsals', { secretArn: arn, ...namedFor(chosen, offered) });
  const isAll = chosen.size === offered.length;
  return (
    <DeedDialog
      title="Try the next version before it is current"
      words={['Cancel', 'Try it']}
      kind="primary"
      deed={rehearsal}
      reason={reasonAgainstChoice(chosen.size, isAll)}
      onAct={begin}
      onClose={onClose}
    >
      <p>
        The version labelled AWSPENDING is read under the rehearsal role, and sent once to the target of each connection that you choose. What is current stays
        current, and no connection changes its state. Where there is no such version, nothing is sent.
      </p>
      <p class="faint">Where a target refuses it, that counts as any rejected test: the same version is not sent there again at once.</p>
      <Choices offered={offered} chosen={chosen} onChoose={setChosen} />
      {offered.length < usage.uses.length && <p class="faint">Connections of projects in which you may not use secrets are left out.</p>}
      {isAll && usage.isMore && <p class="faint">With all of them chosen, those that are not shown here are tried too.</p>}
    </DeedDialog>
  );
}

function reasonAgainstChoice(count: number, isAll: boolean): string | null {
  if (count === 0) return 'Choose at least one connection.';
  return isAll || count <= MOST_NAMED ? null : `Choose all of them, or at most ${MOST_NAMED}.`;
}
