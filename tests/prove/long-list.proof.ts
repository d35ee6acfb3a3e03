import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM } from '../helpers/chromium.ts';
import { inFolder } from './children.ts';
import type { Proof } from './proof.ts';
import { runTests } from './run-tests.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const TEST = 'tests/e2e/long-list.test.ts';
const MOST_MS = 5 * 60_000;
/** From a click to the rows that it asks for. */
const PAGE_MS = 300;

/** As the test writes them, in milliseconds. */
type Times = { readonly pages: readonly number[]; readonly picking: number };

export const proof: Proof = {
  name: 'long-list',
  claim: 'In the console, with 10,000 connections on the local stack, the next page, what a filter leaves, and a page of picked rows are there at once',
  bound: `page: median ≤ ${PAGE_MS} ms from the click to its rows; picked ≤ ${PAGE_MS} ms`,
  run: (progress) =>
    inFolder(async (folder) => {
      if (CHROMIUM === null) throw new Error('There is no Chromium here. `npm test` says how to get one.');
      progress('storing 10,000 connections and turning their pages');
      const file = join(folder, 'times.json');
      const { tests, broken } = await runTests(ROOT, [TEST], { env: { LIST_TIMES: file }, mostMs: MOST_MS });
      if (broken.length > 0 || tests.some(({ status }) => status !== 'passed')) throw new Error(`${TEST} fails.`);
      const { pages, picking }: Times = JSON.parse(await readFile(file, 'utf8'));
      const median = pages.toSorted((one, other) => one - other)[Math.floor(pages.length / 2)] ?? Infinity;
      return [
        { name: 'page', measured: `median ${Math.round(median)} ms of ${pages.map(Math.round).join(', ')}`, isWithin: median <= PAGE_MS },
        { name: 'picking a page', measured: `${Math.round(picking)} ms`, isWithin: picking <= PAGE_MS },
      ];
    }),
};
