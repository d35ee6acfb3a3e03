import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { apiNow } from '../api/clock.ts';
import { relativeTime } from './relative-time.ts';

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const REFRESH_MS = 30_000;

/** A time as one speaks of it, with the exact one on hover. `at` is ISO 8601; null: `otherwise`. */
export function Moment({ at, otherwise = 'never' }: { readonly at: string | null; readonly otherwise?: string }): JSX.Element {
  useRefresh();
  if (at === null) return <span class="faint">{otherwise}</span>;
  const date = new Date(at);
  return (
    <time dateTime={at} title={EXACT.format(date)}>
      {relativeTime(date.getTime(), apiNow())}
    </time>
  );
}

function useRefresh(): void {
  const [, setTimes] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTimes((times) => times + 1), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
}
