import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { wayOf } from './body.ts';
import { changesOf } from './changes.ts';
import { ConflictNote } from './conflict-note.tsx';
import { Deeds } from './deeds.tsx';
import type { Draft } from './draft.ts';
import { useFormState } from './form-state.ts';
import { KeepingCard } from './keeping-card.tsx';
import { LeaveDialog } from './leave-dialog.tsx';
import { ServiceCard } from './service-card.tsx';
import { useConnector } from './use-connector.ts';
import { useLeaveGuard } from './use-leave-guard.ts';
import type { Stored } from './store.ts';
import { useSave } from './use-save.ts';
import { useTrialOfForm } from './use-trial-of-form.ts';
import { WayCard } from './way-card.tsx';

type FormProps = {
  readonly initial: Draft;
  /** Null for a new one. */
  readonly stored: Stored | null;
  /** Another revision is to be edited from now on. */
  readonly onStored: (stored: Stored) => void;
};

/** A connection as a form: service, fields, name and schedule, and a test of what stands in it before it is saved. */
export function ConnectionForm({ initial, stored, onStored }: FormProps): JSX.Element {
  const form = useFormState(initial);
  const connector = useConnector(form.draft.connector);
  const way = connector.value ? wayOf(form.draft, connector.value) : null;
  const changes = changesOf(form.draft, { initial, way, stored });
  const leaving = useLeaveGuard(changes.isDirty);
  const tested = useTrialOfForm(form, way);
  const saving = useSave({ form, way, stored, isProven: tested.isProven, leave: leaving.leave });
  const [isByHand, setByHand] = useState(false);
  const choose = (id: string): void => {
    setByHand(true);
    form.change('/connector', { connector: id, method: id === stored?.connection.connector ? stored.connection.method : '' });
  };
  return (
    <form class="connection-form" noValidate aria-label="Connection" onSubmit={(event) => event.preventDefault()}>
      <ServiceCard form={form} connector={connector} isByHand={isByHand} onChoose={choose} />
      {way !== null && <WayCard key={way.detail.id} form={form} way={way} isByHand={isByHand} />}
      {way !== null && <KeepingCard form={form} way={way} isStored={stored !== null} />}
      {saving.isConflict && stored !== null && <ConflictNote {...{ form, way, stored, onStored }} onSettled={saving.settle} />}
      <Deeds {...{ form, way, tested, saving }} {...changes} isStored={stored !== null} />
      <LeaveDialog leaving={leaving} />
    </form>
  );
}
