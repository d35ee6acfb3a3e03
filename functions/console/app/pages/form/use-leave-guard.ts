import { useContext, useEffect, useState } from 'preact/hooks';
import { LeaveGuardContext } from '../../route.ts';

export type Leaving = {
  /** Where somebody wanted to go while there is something to lose; null: nobody does. */
  readonly target: string | null;
  readonly stay: () => void;
  /** Goes to a place of the console, without asking. */
  readonly leave: (hash: string) => void;
};

/** Asks before what was typed is lost: inside the console by a dialog of ours, for other places by the browser's own. Nothing is stored. */
export function useLeaveGuard(isDirty: boolean): Leaving {
  const guard = useContext(LeaveGuardContext);
  const [target, setTarget] = useState<string | null>(null);
  useEffect(() => {
    if (!isDirty) return undefined;
    const warn = (event: Event): void => event.preventDefault();
    // A link is not even begun to be followed, so that going back leads where it did before.
    const hold = (event: MouseEvent): void => {
      const href = linkOf(event);
      if (href === null || guard.current === null) return;
      event.preventDefault();
      setTarget(href);
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
  const leave = (hash: string): void => {
    guard.current = null;
    location.assign(hash);
  };
  return { target, stay: () => setTarget(null), leave };
}

/** The place of the console that a click would lead to in this tab, null where it leads to none. */
function linkOf({ target, button, altKey, ctrlKey, metaKey, shiftKey }: MouseEvent): string | null {
  const href = target instanceof Element ? target.closest('a')?.getAttribute('href') : null;
  const isElsewhere = button !== 0 || altKey || ctrlKey || metaKey || shiftKey;
  return href?.startsWith('#') && !isElsewhere ? href : null;
}
