import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

type DialogProps = {
  readonly title: string;
  /** Once, after it was closed, by Escape or by `close`: now it may be taken out of the page, and not before, or the focus would be nowhere. */
  readonly onClose: () => void;
  readonly children: (close: () => void) => ComponentChildren;
};

/** A modal dialog: the browser keeps the focus in it, closes it with Escape, and gives the focus back. */
export function Dialog({ title, onClose, children }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const isOver = useRef(false);
  useEffect(() => dialog.current?.showModal(), []);
  // The browser tells of it with its next picture only: too late for whoever opens another in the meantime.
  const close = (event?: Event): void => {
    event?.preventDefault();
    if (isOver.current) return;
    isOver.current = true;
    dialog.current?.close();
    onClose();
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={close} onClose={close}>
      <h2 id={id}>{title}</h2>
      {children(() => close())}
    </dialog>
  );
}
