import { createContext } from 'preact';

/** Asked before the console goes to another place; null: there is nothing to lose. The one that is asked decides whether to go there after all. */
export type LeaveGuard = { current: ((wanted: string) => void) | null };

export const LeaveGuardContext = createContext<LeaveGuard>({ current: null });
