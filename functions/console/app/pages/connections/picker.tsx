import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Page, StoredConnection } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { useKeptFocus } from '../../parts/use-kept-focus.ts';
import { useSession } from '../../session.ts';
import { reasonAgainstVerifying } from './asked-run.ts';
import type { Filter } from './filter.ts';
import { PickAll } from './pick-all.tsx';
import type { Picks } from './picks.ts';
import { VerifyDialog } from './verify-dialog.tsx';

type PickerProps = {
  readonly page: Page<StoredConnection>;
  readonly filter: Filter;
  readonly picks: Picks;
  readonly onPick: (picks: Picks) => void;
};

/** Verifies what is picked; where nothing is, everything that the filter leaves. */
export function Picker({ page, filter, picks, onPick }: PickerProps): JSX.Element {
  const session = useSession();
  const bar = useKeptFocus<HTMLDivElement>();
  const [isAsking, setAsking] = useState(false);
  const isNothing = picks.size === 0 && page.items.length === 0 && page.nextCursor === null;
  const reason = isNothing ? 'There is nothing here to verify.' : reasonAgainstVerifying(session, filter, picks);
  return (
    <div ref={bar} tabIndex={-1} class="picker" role="group" aria-label="Verify many">
      <PickAll connections={page.items} picks={picks} onPick={onPick} />
      <Action reason={reason} onAct={() => setAsking(true)}>
        {picks.size > 0 ? 'Verify selected…' : 'Verify these…'}
      </Action>
      {isAsking && <VerifyDialog filter={filter} picks={picks} onClose={() => setAsking(false)} />}
    </div>
  );
}
