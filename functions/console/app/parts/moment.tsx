import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { relativeTime } from './relative-time.ts';

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const REFRESH_MS = 30_000;

/** A time as one speaks of it, with the exact one on hover. `at` is ISO 8601; null: `otherwise`. */
export function Moment({ at, otherwise = 'never' }: { readonly at: string | null; readonly otherwise?: string }): JSX.Element {
  const nowMs = useNow();
  if (at === null) return <span class="faint">{otherwise}</span>;
  const date = new Date(at);
  return (
    <time dateTime={at} title={EXACT.format(date)}>
      {relativeTime(date.getTime(), nowMs)}
    </time>
  );
}

function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
