import type { JSX } from 'preact';
import { Action } from '../../parts/action.tsx';
import { Note } from '../../parts/note.tsx';
import { reasonAgainst, useSession } from '../../session.ts';
import { TrialResult } from '../../trial/trial-result.tsx';
import type { Way } from './body.ts';
import type { Changes } from './changes.ts';
import { focusSoon } from './form-row.tsx';
import type { FormState } from './form-state.ts';
import { labelAt } from './labels.ts';
import { ProblemSummary } from './problem-summary.tsx';
import type { Saving } from './use-save.ts';
import type { FormTrial } from './use-trial-of-form.ts';

type DeedsProps = Pick<Changes, 'isUnchanged' | 'voided'> & {
  readonly form: FormState;
  readonly way: Way | null;
  readonly tested: FormTrial;
  readonly saving: Saving;
  readonly isStored: boolean;
};

/** Why it cannot be tested or saved; null where it can. */
type Reasons = { readonly test: string | null; readonly save: string | null };

/** Connect and Save, and what came of them. */
export function Deeds(props: DeedsProps): JSX.Element | null {
  const { form, way, tested } = props;
  const { trial } = tested;
  const reasons = useReasons(props);
  if (way === null && reasons.test === null && reasons.save === null) return null;
  const shown = { ...trial, failure: trial.failure !== null && trial.failure.issues.length > 0 ? null : trial.failure };
  return (
    <section class="card" aria-label="Connect and save">
      <ProblemSummary problems={form.problems} labelOf={(pointer) => labelAt(pointer, way)} told={trial.result?.message ?? null} />
      <Notes {...props} />
      <Buttons {...props} reasons={reasons} />
      <p class="faint">{hintOf(props)}</p>
      {trial.result && !tested.isCurrent && <Note kind="warning">You have changed something since this test: Connect tests what stands in the form now.</Note>}
      <TrialResult trial={shown} />
      <TakeOver form={form} tested={tested} />
    </section>
  );
}

function Notes({ saving, voided }: DeedsProps): JSX.Element {
  return (
    <>
      {saving.problem !== null && !saving.isConflict && <Note kind="bad">{saving.problem}</Note>}
      {voided.length > 0 && (
        <Note kind="warning">
          <strong>Saving this voids the verdict.</strong> Changed: {voided.join(', ')}. Until it is tested again, the connection stands as Untested.
        </Note>
      )}
    </>
  );
}

function Buttons({ tested, saving, reasons }: DeedsProps & { readonly reasons: Reasons }): JSX.Element {
  const isBusy = tested.trial.isBusy || saving.isBusy;
  const isNext = tested.isProven && reasons.save === null;
  return (
    <div class="actions">
      <Action {...(!isNext && { kind: 'primary' })} isBusy={isBusy} reason={reasons.test} onAct={tested.connect}>
        {tested.trial.isBusy ? 'Connecting…' : 'Connect'}
      </Action>
      <Action {...(isNext && { kind: 'primary' })} isBusy={isBusy} reason={reasons.save} onAct={saving.save}>
        {saving.isBusy ? 'Saving…' : 'Save'}
      </Action>
    </div>
  );
}

function useReasons({ form, isStored, isUnchanged }: DeedsProps): Reasons {
  const session = useSession();
  const project = form.draft.project || undefined;
  const unchanged = isUnchanged ? 'Nothing has changed yet.' : null;
  return {
    test: reasonAgainst(session, 'secrets:use', project),
    save: reasonAgainst(session, isStored ? 'connections:edit' : 'connections:create', project) ?? unchanged,
  };
}

function hintOf({ tested, isUnchanged, isStored }: DeedsProps): string {
  if (tested.isProven && !isUnchanged) return 'It works. Save keeps it, and tests it once more as it is stored, so that it stands as Connected.';
  if (isStored) return 'Connect tests what stands here, without saving it.';
  return 'Connect tests what stands here, without saving it. Saved without a test, it stands as Untested.';
}

/** From a test: that it is to be this account from now on. */
function TakeOver({ form, tested: { trial } }: Pick<DeedsProps, 'form' | 'tested'>): JSX.Element | null {
  const identity = trial.result?.status === 'authorized' ? trial.result.identity : null;
  if (identity === null || identity === form.draft.expectIdentity) return null;
  const take = (): void => {
    form.change('/expectIdentity', { expectIdentity: identity });
    focusSoon('/expectIdentity');
  };
  return (
    <div>
      <Action kind="quiet" onAct={take}>
        Expect “{identity}” from now on
      </Action>
    </div>
  );
}
