import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { plantConnections } from '../../infra/local/seed-connections.ts';
import { plantProject } from '../../infra/local/seed-project.ts';
import type { StackOptions } from '../../infra/local/stack.ts';
import { leaksIn } from '../helpers/canary.ts';
import { CHROMIUM, openBrowser } from '../helpers/chromium.ts';
import { type Product, useProduct } from '../helpers/product.ts';
import { type Look, Visit } from './visit.ts';

/** What a browser needs on a busy machine of two cores for the longest walk; nothing is told by how long a test takes. */
const TEST_MS = 120_000;

/** The running product with its two stored connections, and people who visit its console. */
export type Console = { readonly product: Product; readonly begin: (look?: Look) => Promise<Visit> };

/**
 * A suite in a real browser, skipped by name where there is none. After each test no secret of the run has come to a browser, nothing is
 * kept by one, and none has complained of anything that the test did not ask for.
 */
export function inBrowser(title: string, suite: (console: Console) => void, options?: () => Promise<Partial<StackOptions>>): void {
  describe.skipIf(CHROMIUM === null)(`${title}${CHROMIUM === null ? ' (no Chromium here: SKIPPED)' : ''}`, { timeout: TEST_MS }, () => {
    const product = useProduct(options);
    const visits: Visit[] = [];
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser();
      await plantProject(product.stack);
      await plantConnections(product.stack);
    });
    afterAll(() => browser?.close());
    afterEach(async () => {
      for (const visit of visits.splice(0)) {
        const [sinks, kept] = [await visit.sinks(), await visit.kept()];
        await visit.end();
        expect(leaksIn(sinks, product.secrets), 'no secret of this run has come to the browser').toEqual([]);
        expect(kept, 'nothing outlives the page').toEqual({});
        expect(visit.complaints(), 'the browser complains of nothing').toEqual([]);
      }
    });
    suite({
      product,
      begin: async (look) => {
        const visit = await Visit.begin(browser, look);
        visits.push(visit);
        return visit;
      },
    });
  });
}
