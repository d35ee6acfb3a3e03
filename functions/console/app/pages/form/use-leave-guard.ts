import { useContext, useEffect, useState } from 'preact/hooks';
import { LeaveGuardContext } from '../../leave-guard.ts';

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
    guard.current = setTarget;
    addEventListener('beforeunload', warn);
    return () => {
      guard.current = null;
      removeEventListener('beforeunload', warn);
    };
  }, [isDirty]);
  const leave = (hash: string): void => {
    guard.current = null;
    location.assign(hash);
  };
  return { target, stay: () => setTarget(null), leave };
}
