import { readFile, writeFile } from 'node:fs/promises';
import { inFolder } from './children.ts';
import { DEFENCES } from './defences/all-defences.ts';
import { type Defence, isNamed } from './defences/defence.ts';
import { defencesTable, TABLE_HEADING } from './defences/defences-page.ts';
import type { Figure, Progress, Proof } from './proof.ts';
import { type RunTest, runTests } from './run-tests.ts';
import { copyProject, whileChanged } from './scratch-copy.ts';

const PAGE = new URL('../../docs/threat-model.md', import.meta.url);

/** What came of taking one defence away: how many tests failed, and whether the one that is named is among them; or why it could not be tried. */
type Trial = { readonly defence: Defence; readonly failed: number; readonly isMissed: boolean; readonly trouble: string | null };

export const proof: Proof = {
  name: 'defences',
  claim: 'Each defence is taken away, one at a time, in a copy of the project: a test that is named for it fails, and none fails with all of them in place',
  bound: `${DEFENCES.length} of ${DEFENCES.length} defences, each with a failing test`,
  run: (progress) =>
    inLanes(async (folders) => {
      const whole = await tryWhole(folders, progress);
      if (!whole.isWithin) return [whole];
      let tried = 0;
      const trials = await shared(folders, DEFENCES, async (folder, defence) => {
        const trial = await tryWithout(folder, defence);
        progress(`tried, ${defence.name} the last`, (tried += 1), DEFENCES.length);
        return trial;
      });
      print(trials);
      await writePage();
      return [whole, missed(trials)];
    }),
};

/** Two at a time: each lane has a copy of the project of its own. */
function inLanes<T>(act: (folders: readonly string[]) => Promise<T>): Promise<T> {
  return inFolder((one) =>
    inFolder(async (other) => {
      const folders = [one, other];
      await Promise.all(folders.map(copyProject));
      return act(folders);
    }),
  );
}

/** What comes of each, in their order; a folder that is done with one takes the next. */
async function shared<Item, Result>(
  folders: readonly string[],
  items: readonly Item[],
  act: (folder: string, item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  await Promise.all(
    folders.map(async (folder) => {
      for (const [at, item] of left) results[at] = await act(folder, item);
    }),
  );
  return results;
}

async function tryWhole(folders: readonly string[], progress: Progress): Promise<Figure> {
  const files = [...new Set(DEFENCES.map(({ test }) => test.file))];
  let ran = 0;
  const runs = await shared(folders, files, async (folder, file) => {
    const run = await runTests(folder, [file]);
    progress('files of tests, with every defence in place', (ran += 1), files.length);
    return run;
  });
  const tests = runs.flatMap((run) => run.tests);
  const broken = runs.flatMap((run) => run.broken);
  const failed = [...broken, ...tests.filter(({ status }) => status === 'failed').map(({ file, path }) => `${file}: ${path.join(' > ')}`)];
  const absent = DEFENCES.filter(({ test }) => !tests.some((run) => run.status === 'passed' && isTestOf(test, run))).map(({ name }) => `no test for ${name}`);
  const troubles = [...failed, ...absent];
  const measured = troubles.length === 0 ? `${tests.length} tests of ${files.length} files, none fails` : troubles.join('; ');
  return { name: 'all in place', measured, isWithin: troubles.length === 0 };
}

/** A change after which the tests cannot even be loaded is no proof: no named test fails then. */
async function tryWithout(folder: string, defence: Defence): Promise<Trial> {
  const { test } = defence;
  try {
    const { tests } = await whileChanged(folder, defence, () => runTests(folder, [test.file]));
    const failed = tests.filter(({ status }) => status === 'failed');
    return { defence, failed: failed.length, isMissed: failed.some((run) => isTestOf(test, run)), trouble: null };
  } catch (error) {
    return { defence, failed: 0, isMissed: false, trouble: error instanceof Error ? error.message : String(error) };
  }
}

function isTestOf(test: Defence['test'], { file, path }: RunTest): boolean {
  return file === test.file && isNamed(test, path);
}

function print(trials: readonly Trial[]): void {
  for (const { defence, failed, isMissed, trouble } of trials) {
    const what = trouble ?? (isMissed ? `${failed} fail` : `${failed} fail, not the one that is named`);
    console.log(`  ${isMissed ? 'ok    ' : 'NOT ok'} ${defence.name.padEnd(48)} ${defence.file.padEnd(44)} ${what}: ${defence.test.title}`);
  }
}

function missed(trials: readonly Trial[]): Figure {
  const [kept, lost] = [trials.filter(({ isMissed }) => isMissed), trials.filter(({ isMissed }) => !isMissed)];
  const names = kept.map(({ defence, failed }) => `${defence.name} (${failed})`).join(', ');
  const without = lost.length === 0 ? '' : `; none for: ${lost.map(({ defence }) => defence.name).join(', ')}`;
  const measured = `${kept.length} of ${DEFENCES.length} defences, each with a failing test${without}. Tests that fail: ${names}`;
  return { name: 'taken away', measured, isWithin: lost.length === 0 && kept.length === DEFENCES.length };
}

/** The table of the page is that of the list. */
async function writePage(): Promise<void> {
  const [before = ''] = (await readFile(PAGE, 'utf8')).split(TABLE_HEADING);
  await writeFile(PAGE, before + defencesTable());
}
