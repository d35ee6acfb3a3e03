import type { ComponentChildren, JSX } from 'preact';
import { Action } from './action.tsx';
import { Dialog } from './dialog.tsx';
import { FailureNote } from './failure-note.tsx';
import type { Deed } from './use-deed.ts';

type DeedDialogProps = {
  readonly title: string;
  readonly children: ComponentChildren;
  /** The button that closes it, and the one that does it. */
  readonly words: readonly [leave: string, act: string];
  readonly kind?: 'primary' | 'danger';
  readonly deed?: Pick<Deed<unknown>, 'isBusy' | 'failure'>;
  /** Why it cannot be done as things stand. */
  readonly reason?: string | null;
  readonly onAct: (close: () => void) => void;
  readonly onClose: () => void;
};

const NO_REQUEST = { isBusy: false, failure: null };

/** Asks before something is done: what it means, then the one way or the other. */
export function DeedDialog({
  title,
  children,
  words: [leave, act],
  kind = 'danger',
  deed = NO_REQUEST,
  reason = null,
  onAct,
  onClose,
}: DeedDialogProps): JSX.Element {
  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => (
        <>
          {children}
          <FailureNote failure={deed.failure} />
          <div class="actions">
            <Action onAct={close}>{leave}</Action>
            <Action kind={kind} isBusy={deed.isBusy} reason={reason} onAct={() => onAct(close)}>
              {act}
            </Action>
          </div>
        </>
      )}
    </Dialog>
  );
}
