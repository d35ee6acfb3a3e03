import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiFailure } from '../../api/failure.ts';
import type { Store } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Card } from '../../parts/card.tsx';
import { Note } from '../../parts/note.tsx';
import { ReadyPolicies } from './ready-policies.tsx';
import { StoreFieldSet } from './store-fields.tsx';
import { bodyOf, formOf, problemsAt, type StoreForm } from './store-form.ts';
import { SwitchEffect } from './switch-effect.tsx';
import { type StoreChange, useStoreChange } from './use-store-change.ts';

type EditProps = {
  readonly project: string | null;
  readonly store: Store;
  readonly etag: string | null;
  readonly onCancel: () => void;
  readonly onSaved: () => void;
  /** To begin again from the store as it is now. */
  readonly onStale: () => void;
};

/** Changes a store in two steps: first what it would mean, then, if that is wanted, the change. */
export function StoreEdit({ project, store, etag, onCancel, onSaved, onStale }: EditProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const [form, setForm] = useState<StoreForm>(() => formOf(store));
  const change = useStoreChange(onSaved);
  useEffect(() => heading.current?.focus(), []);
  const fields = bodyOf(form, project);
  const asked = { project, etag, fields };
  const edit = (changed: Partial<StoreForm>): void => {
    if (change.busy === 'saving') return;
    setForm((before) => ({ ...before, ...changed }));
    change.forget();
  };
  return (
    <>
      <Card title={store.inherited ? 'A store of its own' : 'Change the store'} heading={heading}>
        <form
          class="settings-form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (change.busy === null && change.rehearsal === null) change.rehearse(asked);
          }}
        >
          <StoreFieldSet form={form} project={project} problems={problemsAt(change.failure?.issues ?? [], fields)} onChange={edit} />
          <div aria-live="polite" class="settings-form">
            {change.failure && <Refusal failure={change.failure} onStale={onStale} />}
            {change.rehearsal && <SwitchEffect rehearsal={change.rehearsal} />}
          </div>
          <Ways change={change} onCancel={onCancel} onSave={() => change.save(asked)} />
        </form>
      </Card>
      <ReadyPolicies store={change.rehearsal?.store ?? store} title="What its roles would need in AWS" />
    </>
  );
}

type WaysProps = { readonly change: StoreChange; readonly onCancel: () => void; readonly onSave: () => void };

function Ways({ change: { rehearsal, busy }, onCancel, onSave }: WaysProps): JSX.Element {
  const isStopping = rehearsal !== null && rehearsal.stopsResolving.length > 0;
  return (
    <div class="actions">
      <Action onAct={onCancel}>Cancel</Action>
      <button type="submit" class={rehearsal === null ? 'button primary' : 'button'} aria-disabled={busy !== null || rehearsal !== null}>
        {busy === 'rehearsing' ? 'Looking…' : 'See what it changes'}
      </button>
      {rehearsal !== null && (
        <Action kind={isStopping ? 'danger' : 'primary'} isBusy={busy !== null} onAct={onSave}>
          {busy === 'saving' ? 'Saving…' : isStopping ? 'Save all the same' : 'Save'}
        </Action>
      )}
      {rehearsal === null && <span class="faint">Nothing is stored before you have seen what it changes.</span>}
    </div>
  );
}

function Refusal({ failure, onStale }: { readonly failure: ApiFailure; readonly onStale: () => void }): JSX.Element {
  if (failure.code !== 'revision_conflict')
    return <Note kind="bad">{failure.issues.length > 0 ? 'This cannot be stored: see the fields.' : failure.message}</Note>;
  return (
    <Note kind="bad">
      Somebody has changed the store since you opened it. Nothing of yours is stored.{' '}
      <button type="button" class="button" onClick={onStale}>
        Begin again from how it is now
      </button>
    </Note>
  );
}
