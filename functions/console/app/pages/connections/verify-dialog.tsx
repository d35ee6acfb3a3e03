import type { JSX } from 'preact';
import { Action } from '../../parts/action.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Fact } from '../../parts/fact.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { type AskedSelector, criteriaOf } from '../../runs/selection.ts';
import { useBegin } from '../../runs/use-begin.ts';
import { useSession } from '../../session.ts';
import { isWiderThanRights, selectorOf } from './asked-run.ts';
import type { Filter } from './filter.ts';
import type { Picks } from './picks.ts';

type VerifyProps = { readonly filter: Filter; readonly picks: Picks; readonly onClose: () => void };

/** What will be verified and how, before it is. */
export function VerifyDialog({ filter, picks, onClose }: VerifyProps): JSX.Element {
  const { isBusy, failure, begin } = useBegin();
  const selector = picks.size > 0 ? { ids: [...picks.keys()] } : selectorOf(filter);
  const start = (): void => begin('POST /v1/verification-runs', { selector });
  return (
    <Dialog title={titleOf(picks)} onClose={onClose}>
      {(close) => (
        <>
          {picks.size === 0 && <Selected filter={filter} selector={selector} />}
          <Promises />
          <FailureNote failure={failure} />
          <div class="actions">
            <Action kind="primary" onAct={start} isBusy={isBusy}>
              {isBusy ? 'Starting…' : 'Start'}
            </Action>
            <Action onAct={close}>Cancel</Action>
          </div>
        </>
      )}
    </Dialog>
  );
}

function titleOf({ size }: Picks): string {
  if (size === 0) return 'Verify all of these connections?';
  return size === 1 ? 'Verify the connection you selected?' : `Verify the ${size} connections you selected?`;
}

function Selected({ filter, selector }: { readonly filter: Filter; readonly selector: AskedSelector }): JSX.Element {
  const session = useSession();
  const criteria = criteriaOf(selector);
  return (
    <>
      <p>
        {criteria.length === 0
          ? 'No filter is set: every connection, on this page and all others.'
          : 'Every connection that is like this, on this page and all others:'}
      </p>
      {criteria.length > 0 && (
        <dl class="facts">
          {criteria.map(({ name, value }) => (
            <Fact key={name} name={name}>
              {value}
            </Fact>
          ))}
        </dl>
      )}
      {isWiderThanRights(session, filter) && <p>Those of projects in which you may not test are left out.</p>}
    </>
  );
}

function Promises(): JSX.Element {
  return (
    <ul class="promises">
      <li>Each target is asked once, with the credentials of its connection. The result sets the connection's state, as Connect does.</li>
      <li>Suspended connections, and those whose account one more attempt might lock, are not asked. Disabled ones are left out.</li>
      <li>The next page shows how far it is, and can cancel it. It goes on without you.</li>
    </ul>
  );
}
