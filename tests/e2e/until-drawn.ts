import type { Page } from 'playwright-core';

/** A page that is hidden, or has just been led away, draws nothing. */
const MOST_MS = 500;

/** Until two pictures have been drawn: what is told with the next one has been heard by then, and drawn. */
export function untilDrawn(page: Page): Promise<void> {
  return page.evaluate(
    (mostMs) =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        setTimeout(resolve, mostMs);
      }),
    MOST_MS,
  );
}
