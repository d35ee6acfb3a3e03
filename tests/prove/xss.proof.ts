import { fileURLToPath } from 'node:url';
import { CHROMIUM } from '../helpers/chromium.ts';
import { scriptTexts } from '../helpers/script-texts.ts';
import type { Proof } from './proof.ts';
import { runTests } from './run-tests.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const FILES = ['tests/e2e/wall/hostile-texts.test.ts', 'tests/e2e/wall/hostile-places.test.ts'];
const MOST_MS = 45 * 60_000;
/** So many of PayloadsAllTheThings at the least. */
const LEAST = 646;

export const proof: Proof = {
  name: 'xss',
  claim:
    'Texts that would be scripts elsewhere, with all lists of PayloadsAllTheThings, stand in every text of the answers behind each page and dialog of the console, in addresses, and where anybody may store them: none is executed, and pages have the same elements and attributes as without',
  bound: `0 executions, of ≥ ${LEAST} texts of PayloadsAllTheThings and those of ours, in each test`,
  run: async (progress) => {
    if (CHROMIUM === null) throw new Error('There is no Chromium here. `npm test` says how to get one.');
    const lists = scriptTexts(true);
    let done = 0;
    const onTest = (): void => progress(`${(done += 1)} tests done, each with all texts`);
    const { tests, broken } = await runTests(ROOT, FILES, { env: { SCRIPT_TEXTS: 'every' }, mostMs: MOST_MS, onTest });
    const passed = tests.filter(({ status }) => status === 'passed').length;
    const said = [...lists].map(([from, texts]) => `${from} ${texts.length}`).join(', ');
    return [
      { name: 'texts', measured: said, isWithin: (lists.get('PayloadsAllTheThings')?.length ?? 0) >= LEAST },
      { name: 'tests', measured: `${passed} of ${tests.length}`, isWithin: passed === tests.length && passed > 0 && broken.length === 0 },
    ];
  },
};
