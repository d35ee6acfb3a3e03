import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { hashOf } from '../../../functions/console/app/route.ts';
import { GUIDE } from '../../../infra/local/seed.ts';
import { maskOf } from '../../helpers/product.ts';
import { scriptTexts } from '../../helpers/script-texts.ts';
import { inBrowser } from '../in-browser.ts';
import { untilDrawn } from '../until-drawn.ts';
import { Trap } from './trap.ts';

const TEXTS = [...scriptTexts().values()].flat();
const MOST_MS = 300_000;
/** What the API takes for a name, and for a label's text: printable characters, so many. */
const NAME = /^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]{1,120}$/u;
/** And for a key name in a mask. */
const KEY = /^(?!.*(?:\{\{|\}\}|workato:sm))[^\p{C}\p{Zl}\p{Zp}]+$/u;
/** Where each takes a page of its own, one in so many is tried. */
const EVERY = 40;

inBrowser('texts that would be scripts elsewhere, where anybody may put them:', ({ product, begin }) => {
  const stored = TEXTS.filter((text) => NAME.test(text));
  const ids = new Map<string, string>();
  beforeAll(async () => {
    for (const name of stored) {
      const config = { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(KEY.test(name) ? name : GUIDE.key, GUIDE.arn) };
      const { body } = await product.call('POST /v1/connections', { name, connector: 'jira-dc', project: 'demo', config, labels: { text: name } });
      if (typeof body['id'] !== 'string') throw new Error(`${name} could not be stored.`);
      ids.set(name, body['id']);
    }
  }, MOST_MS);

  it(
    'stored through the API as names, labels and key names, all are listed as they are',
    async () => {
      const visit = await begin();
      const { page } = visit;
      const trap = await Trap.set(page, product.stack.url);
      await visit.signIn(product, 'editor', '#/connections?state=untested');
      await page.getByRole('rowheader').first().waitFor();
      const shown = new Map(await page.evaluate(everyRow));
      expect(stored.filter((name) => shown.get(name) !== `text:${name}`)).toEqual([]);
      await goTo(page, hashOf(['secrets'], { arn: GUIDE.arn }));
      await page.getByRole('rowheader').first().waitFor();
      const keyOf = new Map(await page.evaluate(everyUse));
      expect(stored.filter((name) => keyOf.get(name) !== (KEY.test(name) ? name : GUIDE.key))).toEqual([]);
      expect(trap.sprung()).toEqual([]);
      console.info(`${stored.length} of ${TEXTS.length} texts stored and listed`);
    },
    MOST_MS,
  );

  it(
    'a connection that is called so says its name in its heading, in the title, in its dialog and in what its test finds',
    async () => {
      const visit = await begin();
      const { page } = visit;
      const trap = await Trap.set(page, product.stack.url);
      await visit.signIn(product, 'editor');
      for (const [name, id] of some([...ids]).filter(([text]) => KEY.test(text))) {
        await page.evaluate((hash) => location.assign(hash), `#/connections/${id}`);
        await page.waitForFunction((wanted) => document.querySelector('h1')?.textContent === wanted, name);
        await expect.poll(() => page.title()).toBe(`${name.replaceAll(/[\t\n\f\r ]+/g, ' ').trim()} · Secret Mask Resolver`);
        await page.getByRole('button', { name: 'Connect', exact: true }).click();
        await page.getByText('key_not_found').first().waitFor();
        expect(await page.evaluate((wanted) => document.body.textContent.includes(wanted), `"${name}"`)).toBe(true);
        await page.getByRole('button', { name: 'Delete…' }).click();
        await page.getByRole('dialog').waitFor();
        expect(await page.locator('dialog h2').textContent()).toBe(`Delete ${name}?`);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      expect(trap.sprung()).toEqual([]);
    },
    MOST_MS,
  );

  it(
    'in the address of the console, after the # and after the ?, they lead nowhere and do nothing',
    async () => {
      const visit = await begin();
      const { page } = visit;
      const trap = await Trap.set(page, product.stack.url);
      await visit.signIn(product, 'viewer');
      for (const text of some(TEXTS)) {
        const encoded = encodeURIComponent(text.toWellFormed());
        for (const hash of [`#${text}`, `#/${encoded}`, `#/connections/${encoded}`, `#/connections?state=${encoded}&project=${encoded}&label=${encoded}`])
          await goTo(page, hash);
      }
      await goTo(page, '#/connections');
      await page.getByRole('heading', { name: 'Connections', exact: true }).waitFor();
      expect(trap.sprung()).toEqual([]);
      expect(await page.evaluate(() => document.querySelectorAll('body script, iframe, img, [style], [onerror], [onload]').length)).toBe(0);
      expect(visit.complaints(/40[04] /).length).toBeGreaterThan(0);
    },
    MOST_MS,
  );

  it(
    'as the answer of a sign-in they are not followed, and what the address held is gone from it',
    async () => {
      const visit = await begin();
      const { page } = visit;
      const trap = await Trap.set(page, product.stack.url);
      for (const text of some(TEXTS)) {
        const encoded = encodeURIComponent(text.toWellFormed());
        for (const query of [
          `state=${encoded}&code=${encoded}`,
          `state=${encoded}&error=${encoded}&error_description=${encoded}`,
          `state=${encoded}&iss=${encoded}`,
        ]) {
          await page.goto(`${product.stack.url}/?${query}`);
          await page.getByRole('alert').getByText('This answer of the issuer was not asked for here. Sign in again.').waitFor();
          expect(page.url()).toBe(`${product.stack.url}/`);
        }
      }
      expect(visit.requests.filter((line) => line.startsWith('POST'))).toEqual([]);
      expect(trap.sprung()).toEqual([]);
    },
    MOST_MS,
  );
});

function some<Item>(items: readonly Item[]): readonly Item[] {
  return items.filter((_, at) => at % EVERY === 0);
}

/** Leads the console to another place, and gives it two pictures of time to show it. */
async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await untilDrawn(page);
}

/** Names and labels on all pages of the list, one page after the other. */
async function everyRow(): Promise<readonly (readonly [name: string, labels: string])[]> {
  const textIn = (row: Element, place: string): string => row.querySelector(place)?.textContent ?? '';
  const rows = () => [...document.querySelectorAll('tbody tr')].map((row) => [textIn(row, 'th'), textIn(row, 'td[data-name=Labels]')] as const);
  const seen = [...rows()];
  for (;;) {
    const next = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Next');
    if (!next || next.disabled) return seen;
    const before = rows()[0]?.[0];
    next.click();
    for (const from = performance.now(); rows()[0]?.[0] === before; await new Promise((resolve) => setTimeout(resolve)))
      if (performance.now() - from > 20_000) throw new Error(`Nothing comes after ${before}.`);
    seen.push(...rows());
  }
}

/** Names and key names on the page of a secret, once all of it is shown. */
async function everyUse(): Promise<readonly (readonly [name: string, key: string])[]> {
  const rows = (): readonly Element[] => [...document.querySelectorAll('tbody tr')];
  const textIn = (row: Element, place: string): string => row.querySelector(place)?.textContent ?? '';
  for (;;) {
    const more = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Show more');
    if (!more) return rows().map((row) => [textIn(row, 'th'), textIn(row, 'td[data-name=Key]')]);
    const before = rows().length;
    more.click();
    for (const from = performance.now(); rows().length === before; await new Promise((resolve) => setTimeout(resolve)))
      if (performance.now() - from > 20_000) throw new Error(`No more come than ${before}.`);
  }
}
