import { useEffect, useRef, useState } from 'preact/hooks';

export type LeaveGuard = {
  /** Where somebody wanted to go while there is something to lose; null: nobody does. */
  readonly target: string | null;
  readonly stay: () => void;
  /** Goes to a place of the console, without asking. */
  readonly leave: (hash: string) => void;
};

/** Asks before what was typed is lost: inside the console by a dialog of ours, for other places by the browser's own. Nothing is stored. */
export function useLeaveGuard(isDirty: boolean): LeaveGuard {
  const [target, setTarget] = useState<string | null>(null);
  const isFree = useRef(false);
  useEffect(() => {
    if (!isDirty) return undefined;
    const here = location.hash;
    const hold = (event: Event): void => {
      if (isFree.current || location.hash === here) return;
      const wanted = location.hash;
      // Before the console follows: it listens at the same place, but not for the capture.
      event.stopImmediatePropagation();
      history.replaceState(null, '', here);
      setTarget(wanted);
    };
    const warn = (event: Event): void => event.preventDefault();
    addEventListener('hashchange', hold, true);
    addEventListener('beforeunload', warn);
    return () => {
      removeEventListener('hashchange', hold, true);
      removeEventListener('beforeunload', warn);
    };
  }, [isDirty]);
  const leave = (hash: string): void => {
    isFree.current = true;
    location.assign(hash);
  };
  return { target, stay: () => setTarget(null), leave };
}
