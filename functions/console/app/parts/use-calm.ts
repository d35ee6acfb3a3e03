import { useEffect, useRef, useState } from 'preact/hooks';

const CALM_MS = 5_000;

/** A text that changes often, no more often than every 5 seconds, and at once where it is final: for what is read out, or costs a request. */
export function useCalm(text: string, isFinal: boolean): string {
  const [calm, setCalm] = useState(text);
  const changedAtMs = useRef(Date.now());
  useEffect(() => {
    const waitMs = isFinal ? 0 : Math.max(0, changedAtMs.current + CALM_MS - Date.now());
    const timer = setTimeout(() => {
      changedAtMs.current = Date.now();
      setCalm(text);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [text, isFinal]);
  return calm;
}
