import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { scriptTexts } from '../../helpers/script-texts.ts';
import { inBrowser } from '../in-browser.ts';
import type { Visit } from '../visit.ts';
import { closedWords, recordAnswers, type Recorded, withMarks, withRefusals } from './recorded-answers.ts';
import { showEach, type Showing } from './show-each.ts';
import { type Ids, type ShownPage, SHOWN_PAGES } from './shown-pages.ts';
import { Trap } from './trap.ts';

const LISTS = scriptTexts();
const TEXTS = [...LISTS.values()].flat();
/** Every page shows a refusal in the same way. */
const SOME = TEXTS.filter((_, at) => at % 10 === 0);
/** So many of PayloadsAllTheThings are always tried. */
const LEAST = 646;
const MOST_MS = 180_000;

it(`at least ${LEAST} texts are of PayloadsAllTheThings, and no two are alike`, () => {
  expect(LISTS.get('PayloadsAllTheThings')?.length).toBeGreaterThanOrEqual(LEAST);
  expect(new Set(TEXTS).size).toBe(TEXTS.length);
  console.info([...LISTS].map(([from, texts]) => `${from} ${texts.length}`).join(', '));
});

inBrowser(`${TEXTS.length} texts that would be scripts elsewhere`, ({ product, begin }) => {
  let ids: Ids;
  let words: ReadonlySet<string>;
  beforeAll(async () => {
    const connections = await product.call('GET /v1/connections?label=seed:first-minute');
    const connection: string = connections.body['items'][0].id;
    await product.call(`POST /v1/connections/${connection}/test`);
    const begun = await product.call('POST /v1/verification-runs', { selector: { project: 'demo', labels: { seed: 'first-minute' } } });
    words = closedWords((await product.call('GET /openapi.json')).body);
    ids = { connection, run: begun.body['id'], connector: 'jira-dc', project: 'demo' };
  });

  const quiet = async (page: Page): Promise<void> =>
    void (await page.waitForFunction(() => document.querySelector('main') !== null && document.querySelector('.loading, .waiting, [aria-busy=true]') === null));

  /** As somebody who may do everything in every project, whatever it is called. */
  const enter = async ({ page }: Visit, { hash = '', subject = 'ada' }: { hash?: string; subject?: string }): Promise<void> => {
    const accessToken = await product.stack.token(['*:admin'], { subject });
    await page.route('**/local/issuer/token', (route) => route.fulfill({ json: { access_token: accessToken } }));
    await page.goto(`${product.stack.url}/${hash}`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Sign in as admin' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await quiet(page);
  };

  /** The page as it is, each of its answers recorded. */
  const record = async ({
    hash,
    presses,
  }: ShownPage): Promise<{ page: Page; trap: Trap; showing: Omit<Showing, 'answers' | 'httpStatus' | 'isSilent'>; recorded: Recorded }> => {
    const visit = await begin();
    const { page } = visit;
    const trap = await Trap.set(page, product.stack.url);
    const recorded = await recordAnswers(page, await product.stack.token(['*:admin']));
    await enter(visit, { hash: hash(ids) });
    for (const press of presses) await page.getByRole('button', { name: press, exact: true }).click();
    await quiet(page);
    return { page, trap, recorded, showing: { hash: hash(ids), presses, ids: Object.values(ids), texts: TEXTS } };
  };

  describe.each(SHOWN_PAGES)('$name', (shown) => {
    it(
      'shows them as texts, wherever its answers have one',
      async () => {
        const { page, trap, recorded, showing } = await record(shown);
        expect(
          await showEach(page, {
            ...showing,
            isSilent: shown.isSilent ?? false,
            answers: withMarks(recorded, new Set([...words, ...(shown.asksFor ?? []).map((name) => ids[name])])),
            httpStatus: 200,
          }),
        ).toEqual([]);
        expect(trap.sprung()).toEqual([]);
      },
      MOST_MS,
    );

    it(
      'shows them as texts where it is refused what it asks for',
      async () => {
        const { page, trap, recorded, showing } = await record({ ...shown, presses: [] });
        expect(await showEach(page, { ...showing, isSilent: false, texts: SOME, answers: withRefusals(recorded), httpStatus: 422 })).toEqual([]);
        expect(trap.sprung()).toEqual([]);
      },
      MOST_MS,
    );
  });

  it('are shown as texts where they are the name of who has signed in', async () => {
    const visit = await begin();
    const trap = await Trap.set(visit.page, product.stack.url);
    await recordAnswers(visit.page, await product.stack.token(['*:admin']));
    await enter(visit, { subject: TEXTS.join(' ') });
    const shown = await visit.page.evaluate(() => document.querySelector('header')?.textContent ?? '');
    expect(TEXTS.filter((text) => !shown.includes(text))).toEqual([]);
    expect(trap.sprung()).toEqual([]);
  });
});
