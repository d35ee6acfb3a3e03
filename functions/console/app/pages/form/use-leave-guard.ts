import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { LeaveGuardContext } from '../../route.ts';

/** A place of the console, or what leads away when it is pressed. */
type Way = string | HTMLElement;
export type Leaving = {
  /** The way somebody wanted to go while there is something to lose, and which such wish it is; null: nobody does. */
  readonly wish: { readonly way: Way; readonly number: number } | null;
  readonly stay: () => void;
  /** Goes there without asking. */
  readonly leave: (way: Way) => void;
};

/** Asks before what was typed is lost: inside the console by a dialog of ours, for other places by the browser's own. Nothing is stored. */
export function useLeaveGuard(isDirty: boolean): Leaving {
  const guard = useContext(LeaveGuardContext);
  const [wish, setWish] = useState<Leaving['wish']>(null);
  const wishes = useRef(0);
  useEffect(() => {
    if (!isDirty) return undefined;
    const ask = (way: Way): void => setWish({ way, number: (wishes.current += 1) });
    const warn = (event: Event): void => event.preventDefault();
    // A link is not even begun to be followed, so that going back leads where it did before.
    const hold = (event: MouseEvent): void => {
      const way = wayOf(event);
      if (way === null || guard.current === null) return;
      event.preventDefault();
      event.stopPropagation();
      ask(way);
    };
    guard.current = ask;
    addEventListener('beforeunload', warn);
    document.addEventListener('click', hold, true);
    return () => {
      guard.current = null;
      removeEventListener('beforeunload', warn);
      document.removeEventListener('click', hold, true);
    };
  }, [isDirty]);
  const leave = (way: Way): void => {
    guard.current = null;
    if (typeof way === 'string') location.assign(way);
    else way.click();
  };
  return { wish, stay: () => setWish(null), leave };
}

/** What was pressed, where that leads to another place of the console in this tab or out of it; else null. */
function wayOf({ target, button, altKey, ctrlKey, metaKey, shiftKey }: MouseEvent): HTMLElement | null {
  const isElsewhere = button !== 0 || altKey || ctrlKey || metaKey || shiftKey;
  return target instanceof Element && !isElsewhere ? target.closest<HTMLElement>('a[href^="#"], [data-leaves]') : null;
}
