import { expect, it } from 'vitest';
import { inBrowser } from './in-browser.ts';

/** What a browser may have to fetch before it shows anything, the page itself with it: milliseconds would only tell how busy this machine is. */
const FILES = 12;
const PACKED_BYTES = 30_000;
const ROUNDS = 5;

inBrowser('the first picture of the console', ({ product, begin }) => {
  it(`needs at most ${FILES} files and ${PACKED_BYTES} bytes, all from its own origin`, async () => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // Each visit is a browser's first: nothing is cached.
      const { page, requests } = await begin();
      await page.goto(product.stack.url);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      const { paintedAt, files } = await page.evaluate(async () => {
        const painted = await new Promise<number>((resolve) =>
          new PerformanceObserver((seen) => seen.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => resolve(startTime))).observe({
            type: 'paint',
            buffered: true,
          }),
        );
        const loaded = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
        return { paintedAt: painted, files: loaded.map((each) => (each instanceof PerformanceResourceTiming ? each.transferSize : 0)) };
      });
      times.push(paintedAt);
      expect(files.filter((bytes) => bytes === 0)).toEqual([]);
      expect(files.length).toBeLessThanOrEqual(FILES);
      expect(files.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(PACKED_BYTES);
      expect(new Set(requests.map((line) => new URL(line.split(' ')[1] ?? '').origin))).toEqual(new Set([new URL(product.stack.url).origin]));
      if (round === 0) console.info(`${files.length} files, ${files.reduce((sum, bytes) => sum + bytes, 0)} bytes`);
    }
    console.info(`first picture after ${times.map(Math.round).join(', ')} ms`);
  });
});
