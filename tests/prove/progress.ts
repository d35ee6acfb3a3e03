import type { Progress } from './proof.ts';

const PLAIN_EVERY_MS = 5_000;
type Screen = { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown };

/** One line that moves on a terminal; elsewhere a line every few seconds. `end` leaves the terminal's line clean. */
export function progressOn(screen: Screen, name: string, now: () => number): { readonly tell: Progress; end(): void } {
  const startedAt = now();
  let toldAt = startedAt;
  const tell: Progress = (words, done, all) => {
    const seconds = Math.round((now() - startedAt) / 1_000);
    const part = done === undefined || all === undefined ? '' : ` ${done.toLocaleString('en')} of ${all.toLocaleString('en')}`;
    const line = `${name}:${part} ${words}, ${seconds} s`;
    if (screen.isTTY) screen.write(`\r\u001B[K${line.slice(0, (screen.columns ?? 80) - 1)}`);
    else if (now() - toldAt >= PLAIN_EVERY_MS) {
      toldAt = now();
      screen.write(`${line}\n`);
    }
  };
  return { tell, end: () => void (screen.isTTY && screen.write('\r\u001B[K')) };
}
