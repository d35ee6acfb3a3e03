import { useEffect, useRef, useState } from 'preact/hooks';
import { runPath } from '../../api/paths.ts';
import type { Run } from '../../api/types.ts';
import { useSession } from '../../session.ts';
import { type Watch, watchRun } from './watch-run.ts';

export type WatchedRun = {
  /** As it was last read; null before. */
  readonly run: Run | null;
  /** Why the last look brought nothing; null where it did. */
  readonly problem: string | null;
  readonly look: () => void;
};

/** A run as it goes on, for as long as the page is open and in sight. */
export function useRun(id: string): WatchedRun {
  const { api } = useSession();
  const [run, setRun] = useState<Run | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const watch = useRef<Watch | null>(null);
  const look = (): void => watch.current?.look();
  useEffect(() => {
    const path = `GET ${runPath(id)}`;
    const begun = watchRun({
      read: async (signal) => (await api.ask<Run>(path, { signal })).body,
      onRun: (read) => {
        setRun(read);
        setProblem(null);
      },
      onProblem: setProblem,
      isHidden: () => document.visibilityState === 'hidden',
    });
    watch.current = begun;
    document.addEventListener('visibilitychange', begun.look);
    return () => {
      document.removeEventListener('visibilitychange', begun.look);
      begun.stop();
    };
  }, [id]);
  return { run, problem, look };
}
