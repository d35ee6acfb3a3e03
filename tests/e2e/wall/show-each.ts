import type { Page } from 'playwright-core';
import { MARK, type Recorded } from './recorded-answers.ts';
import type { ShownPage } from './shown-pages.ts';

export type Showing = Pick<ShownPage, 'presses'> & {
  readonly hash: string;
  readonly answers: Recorded;
  /** What stands in their addresses where the page puts what an answer has called itself. */
  readonly ids: readonly string[];
  /** Of the answers to what the page asks for. */
  readonly httpStatus: number;
  readonly texts: readonly string[];
  readonly isSilent: boolean;
};

/**
 * Opens the page once for each text, which stands in every place of its answers that holds one, and tells which were not just shown: the page
 * must be of the same elements with the same attributes as with the mark, hold the text, and lead nowhere but to the console itself.
 * All of it in the browser and without its pauses between two pictures: it is done thousands of times.
 */
export function showEach(page: Page, showing: Showing): Promise<readonly string[]> {
  return page.evaluate(inPage, { ...showing, mark: MARK });
}

async function inPage({ hash, presses, answers, ids, httpStatus, texts, isSilent, mark }: Showing & { readonly mark: string }): Promise<readonly string[]> {
  const [quoted, NOWHERE] = [JSON.stringify(mark), '#/nowhere'];
  let current = mark;
  const channel = new MessageChannel();
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      channel.port1.addEventListener('message', () => resolve(), { once: true });
      channel.port1.start();
      channel.port2.postMessage(null);
    });
  window.requestAnimationFrame = (act) => window.setTimeout(() => act(performance.now()));
  window.fetch = async (url, options) => {
    const address = `${options?.method ?? 'GET'} ${url instanceof Request ? url.url : url}`;
    const template = ids.map((id) => answers[address.replaceAll(encodeURIComponent(current), () => id)]).find((each) => each !== undefined);
    if (template === undefined) throw new TypeError(`not recorded: ${address}`);
    const type = httpStatus === 200 ? 'application/json' : 'application/problem+json';
    const body = template.replaceAll(quoted, () => JSON.stringify(current));
    return new Response(body, { status: httpStatus, headers: { 'content-type': type } });
  };
  const comesTrue = async (isSo: () => boolean, withinMs: number): Promise<boolean> => {
    for (const from = performance.now(); !isSo(); await turn()) if (performance.now() - from > withinMs) return false;
    return true;
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    if (!(await comesTrue(isSo, 8_000))) throw new Error(`With ${current} the page is not there: ${document.body.textContent.slice(0, 300)}`);
  };
  const isNowhere = (): boolean => document.querySelector('main')?.textContent.startsWith('There is no such page') ?? false;
  const isQuiet = (): boolean => document.querySelector('.loading, [aria-busy=true], .waiting') === null;
  const open = async (): Promise<void> => {
    document.querySelector('dialog')?.close();
    location.hash = NOWHERE;
    await until(isNowhere);
    location.hash = hash;
    await until(() => !isNowhere() && isQuiet());
    for (const press of presses) {
      [...document.querySelectorAll('button')].find((each) => each.textContent === press && each.ariaDisabled !== 'true')?.click();
      await turn();
      await until(isQuiet);
    }
  };
  const ways = new Set(['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'srcdoc']);
  const isBad = ({ name, value }: Attr): boolean => name.startsWith('on') || name === 'style' || (ways.has(name) && !/^(?:#\/|\/assets\/[\w.-]+$)/.test(value));
  const shape = (): string =>
    [...document.querySelectorAll('*')]
      .map(({ namespaceURI, localName, attributes }) => {
        const bad = [...attributes].filter(isBad).map(({ name, value }) => `${name}=${value}`);
        return [namespaceURI, localName, ...[...attributes].map(({ name }) => name).toSorted(), ...bad].join(' ');
      })
      .join('\n');
  // A policy is shown as JSON: some characters are escaped there.
  const timesShown = (text: string): number => {
    const shown = document.body.textContent;
    return [...new Set([text, JSON.stringify(text).slice(1, -1)])].reduce((times, form) => times + shown.split(form).length - 1, 0);
  };
  await open();
  if (!isSilent) await until(() => timesShown(mark) > 0);
  const [calm, times] = [shape(), timesShown(mark)];
  const odd: string[] = [];
  for (const text of texts) {
    current = text;
    await open();
    if (!(await comesTrue(() => timesShown(text) >= times, 2_000))) odd.push(`${text}: not shown ${times} times`);
    if (shape() !== calm) odd.push(`${text}: other elements`);
  }
  return odd;
}
