import { useContext, useEffect, useState } from 'preact/hooks';
import { LeaveGuardContext } from '../../route.ts';

export type Leaving = {
  /** Where somebody wanted to go, or what they pressed to, while there is something to lose; null: nobody does. */
  readonly target: string | HTMLElement | null;
  readonly stay: () => void;
  /** Goes to a place of the console, or presses what leads away, without asking. */
  readonly leave: (target: string | HTMLElement) => void;
};

/** Asks before what was typed is lost: inside the console by a dialog of ours, for other places by the browser's own. Nothing is stored. */
export function useLeaveGuard(isDirty: boolean): Leaving {
  const guard = useContext(LeaveGuardContext);
  const [target, setTarget] = useState<string | HTMLElement | null>(null);
  useEffect(() => {
    if (!isDirty) return undefined;
    const warn = (event: Event): void => event.preventDefault();
    // A link is not even begun to be followed, so that going back leads where it did before.
    const hold = (event: MouseEvent): void => {
      const way = wayOf(event);
      if (way === null || guard.current === null) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(way);
    };
    guard.current = setTarget;
    addEventListener('beforeunload', warn);
    document.addEventListener('click', hold, true);
    return () => {
      guard.current = null;
      removeEventListener('beforeunload', warn);
      document.removeEventListener('click', hold, true);
    };
  }, [isDirty]);
  const leave = (to: string | HTMLElement): void => {
    guard.current = null;
    if (typeof to === 'string') location.assign(to);
    else to.click();
  };
  return { target, stay: () => setTarget(null), leave };
}

/** What was pressed, where that leads to another place of the console in this tab or out of it; else null. */
function wayOf({ target, button, altKey, ctrlKey, metaKey, shiftKey }: MouseEvent): HTMLElement | null {
  const isElsewhere = button !== 0 || altKey || ctrlKey || metaKey || shiftKey;
  return target instanceof Element && !isElsewhere ? target.closest<HTMLElement>('a[href^="#"], [data-leaves]') : null;
}
